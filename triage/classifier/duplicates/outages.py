"""Reports of an outage, told by the category model rather than by their words: "Where is our shop?" and "503 everywhere".

The reading takes bits of `Profile.named` that no word list uses, so that a fingerprint carries it: the highest says that the
ticket is a brief report of an outage, the next that it is brief and certainly none; the eleven below say which host a brief
ticket speaks of (0: none, or several), as outages of two hosts are two. The shares of the categories are kept beside, for storms,
where a ticket is read once more among the others (see `storm_reading`). Fingerprints that were written before lack them, and
stand as tickets that were not read.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from triage.classifier.duplicates.duplicate_model import NAMES, DuplicateModel
from triage.classifier.duplicates.particulars import is_all_clear, machines_of, names_machine
from triage.classifier.duplicates.profiles import LEAST_SHARE, Profile, says_nothing
from triage.classifier.duplicates.terms import hash_text
from triage.classifier.quoting import strip_quotes
from triage.domain.reading import Prediction
from triage.domain.ticket import OpenTicket
from triage.domain.vocabulary import Category

KEPT_CATEGORIES = (Category.SITE_DOWN, Category.KEY_FUNCTION, Category.FEATURE_REQUEST, Category.TRAINING, Category.CONTENT)
"""The categories whose shares are kept, in this order: that something was said before does not say what."""

_SEARCHED = 4_000  # characters in which a host is looked for; who writes more is not brief
_HOSTS = (1 << 11) - 1
_NO_REPORT = 1 << (NAMES + 11)
_REPORT = 1 << (NAMES + 12)
_AGREED = 0.93  # two people who label the same real tickets agree so often, so that a person's word is no more certain
_HOST = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?P<www>www\.)?(?P<name>(?:[^\W_][\w-]{0,62}\.){1,6}(?P<ending>[a-z]{2,24}))(?![\w@-])",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\.[^\W_]")  # in every host, and seldom elsewhere


@dataclass(frozen=True, slots=True)
class OutageReading:
    """What is known of a text.

    Attributes:
        share: the probability that it reports an outage, taken by itself.
        log_shares: natural logarithms of the shares of `KEPT_CATEGORIES`.
    """

    share: float
    log_shares: tuple[float, ...]


def read_outage(prediction: Prediction) -> OutageReading | None:
    """What the category model's word on a text says of an outage; None when it declines to guess."""
    share = prediction.share_of(Category.SITE_DOWN)
    if share is None:
        return None
    shares = [prediction.share_of(category) or 0.0 for category in KEPT_CATEGORIES]
    whole = sum(shares) or 1.0
    return OutageReading(share, tuple([math.log(max(share / whole, LEAST_SHARE)) for share in shares]))


def outage_told(category: Category | None) -> OutageReading | None:
    """What is known of a ticket that already has a category; None when it says nothing of an outage."""
    if category is None or category is Category.DUPLICATE:
        return None
    others = math.log((1 - _AGREED) / (len(KEPT_CATEGORIES) - 1))
    log_shares = tuple([math.log(_AGREED) if category is each else others for each in KEPT_CATEGORIES])
    return OutageReading(float(category is Category.SITE_DOWN), log_shares)


def is_brief(profile: Profile, model: DuplicateModel) -> bool:
    """Whether it speaks of little else than its point; the reading of a long text says little about each of its parts."""
    return profile.terms.size <= model.outage_terms


def with_reading(profile: Profile, reading: OutageReading | None, subject: str, body: str, model: DuplicateModel) -> Profile:
    """The profile with the host that the text names, and what was read of an outage, by the model or by a person."""
    names = profile.named & (1 << NAMES) - 1
    machines = names_machine(profile.traits.particulars)
    if is_brief(profile, model) and (machines or _DOTTED.search(subject) or _DOTTED.search(body)):
        names |= _host_of(f"{subject}\n{strip_quotes(body[:_SEARCHED])}", model) << NAMES
    return read_as(replace(profile, named=names, log_shares=None), reading, model)


def read_as(profile: Profile, reading: OutageReading | None, model: DuplicateModel) -> Profile:
    """A profile that has the host, and of which nothing was read before, with what was read of an outage."""
    if reading is None or not is_brief(profile, model):
        return profile
    is_none = is_all_clear(profile.traits.particulars) or says_nothing(profile, model)
    said = _NO_REPORT if is_none else _flags(reading, model)
    return replace(profile, named=profile.named | said, log_shares=reading.log_shares)


def as_told(profile: Profile, ticket: OpenTicket, model: DuplicateModel) -> Profile:
    """The profile with the host that the text names, and what the category that was sent along says of an outage, if anything."""
    told = outage_told(ticket.category)
    if ticket.subject or ticket.body:
        return with_reading(profile, told, ticket.subject, ticket.body, model)
    if told is None:
        return profile
    said, unsaid = (_REPORT, _NO_REPORT) if told.share else (_NO_REPORT, _REPORT)
    return replace(profile, named=profile.named & ~unsaid | said, log_shares=told.log_shares)


def is_report(named: int) -> bool:
    """Whether the ticket was read as a brief report of an outage."""
    return bool(named & _REPORT)


def is_no_report(named: int) -> bool:
    """Whether the ticket was read as brief and, taken by itself, certainly no report of an outage."""
    return bool(named & _NO_REPORT)


def report_one(first: int, second: int, model: DuplicateModel) -> bool:
    """Whether both were read as reports, and name neither different hosts nor different parts of a site."""
    if not (is_report(first) and is_report(second)) or place_in(first, model) != place_in(second, model):
        return False
    hosts = host_in(first), host_in(second)
    return hosts[0] == hosts[1] or 0 in hosts


def name_other_hosts(first: int, second: int) -> bool:
    """Whether two brief tickets name one host each, and not the same."""
    return 0 != host_in(first) != host_in(second) != 0


def host_in(named: int) -> int:
    """The hash of the one host that a brief ticket speaks of; 0 for none."""
    return named >> NAMES & _HOSTS


def place_in(named: int, model: DuplicateModel) -> int:
    """The bit of the one part of a site that is named; 0 for none. Who names several speaks of the whole."""
    places = named & model.places
    return places if places.bit_count() == 1 else 0


def _flags(reading: OutageReading, model: DuplicateModel) -> int:
    if reading.share >= model.outage_share:
        return _REPORT
    return _NO_REPORT if reading.share < model.outage_denied else 0


def _host_of(text: str, model: DuplicateModel) -> int:
    hosts = {match["name"].casefold() for match in _HOST.finditer(text) if _is_host(match, model)} or machines_of(text)
    return hash_text(hosts.pop()) % _HOSTS + 1 if len(hosts) == 1 else 0


def _is_host(match: re.Match[str], model: DuplicateModel) -> bool:
    """An address says what it is; "down.Please" lacks a blank, and "index.php" is a file."""
    ending = match["ending"]
    if match["www"] or "://" in match.group():
        return True
    return ending.casefold() in model.host_endings and (ending.islower() or match["name"].isupper())
