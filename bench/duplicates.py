"""`python bench/duplicates.py [--tickets FILE] [--gitbugs FOLDER]`: every target of duplicates, grouping and splitting.

FILE has lines {"new", "duplicate_of", "open_tickets"}, FOLDER the public reports of GitBugs; only figures over all of them are
printed. Times are of one core, the best of several.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from gitbugs import read_questions
from rivals import bm25_scores, rapidfuzz_scores, tfidf_scores

from training.duplicates.cases import make_queries, read_groups
from triage.classifier.duplicates import match_open_tickets
from triage.classifier.entities import find_entities
from triage.classifier.grouping import group_tickets
from triage.classifier.splitting import find_requests
from triage.domain.grouping import TicketGroup
from triage.domain.reading import DuplicateMatch
from triage.domain.ticket import OpenTicket, Ticket
from triage.service.service import TriageService
from triage.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Case = dict[str, object]
Result = tuple[bool, bool, float]  # has an original, the best is right, its score
STORMS = (
    ("words tuned on", "storm", "others"),
    ("words frozen before", "storm_second", "others_second"),
    ("the reading frozen before, its threshold not", "storm_third", "others_third"),
    ("the threshold chosen on this and those above", "storm_fourth", "others_fourth"),
    ("all frozen before", "storm_fifth", "others_fifth"),
)
PLAIN = (("TF-IDF cosine", tfidf_scores), ("BM25", bm25_scores), ("rapidfuzz", rapidfuzz_scores))


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=Path)
    parser.add_argument("--gitbugs", type=Path)
    asked = parser.parse_args()
    if asked.tickets:
        measure_matching(read_lines(asked.tickets))
    for project in ("hadoop", "SeaMonkey") if asked.gitbugs else ():
        measure_gitbugs(asked.gitbugs, project)
    measure_own()
    for name, storm, others in STORMS:
        measure_grouping(name, storm, others)
    for name in ("tuned_on", "written_after_freezing"):
        measure_splitting(name)
    measure_speed(read_lines(ROOT / "training" / "corpus" / "shop_core.jsonl"))


def read_lines(file: Path) -> list[Case]:
    """One JSON object a line."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def measure_matching(cases: Sequence[Case]) -> None:
    """Recall@1, precision and recall at each threshold with bootstrap intervals, and the same for the plain methods."""
    report("triage, text", [ours(case, printed=False) for case in cases])
    report("triage, fingerprints", [ours(case, printed=True) for case in cases])
    for name, method in PLAIN:
        report(name, [theirs(case, method) for case in cases], brief=True)


def match(new: dict[str, str], open_tickets: Sequence[OpenTicket] | None) -> DuplicateMatch:
    """As the service does it."""
    ticket = Ticket(id=new.get("id"), subject=new["subject"], body=new["body"])
    return match_open_tickets(ticket, NOW, open_tickets, find_entities(ticket.subject, ticket.body))


def ours(case: Case, *, printed: bool) -> Result:
    """Our answer to a case, from text or from fingerprints."""
    texts = case["open_tickets"]
    if printed:
        pool = tuple(OpenTicket(text["id"], fingerprint=match(text, None).fingerprint) for text in texts)  # type: ignore[attr-defined]
    else:
        pool = tuple(OpenTicket(text["id"], text["subject"], text["body"]) for text in texts)  # type: ignore[attr-defined]
    found = match(case["new"], pool)  # type: ignore[arg-type]
    return case["duplicate_of"] is not None, found.candidates[0].id == case["duplicate_of"], found.score or 0.0


def theirs(case: Case, method: Callable[[str, Sequence[str]], list[float]]) -> Result:
    """A plain method's answer."""
    texts: list[dict[str, str]] = case["open_tickets"]  # type: ignore[assignment]
    new: dict[str, str] = case["new"]  # type: ignore[assignment]
    scores = method(f"{new['subject']} {new['body']}", [f"{text['subject']} {text['body']}" for text in texts])
    best = max(range(len(texts)), key=scores.__getitem__)
    return case["duplicate_of"] is not None, texts[best]["id"] == case["duplicate_of"], scores[best]


def report(name: str, results: Sequence[Result], *, brief: bool = False) -> None:
    """Recall@1 and, unless brief, every threshold."""
    true = [right for has, right, _ in results if has]
    print(f"{name}: recall@1 {sum(true)}/{len(true)} {interval(true)}, ranks an original over none: {auc(results):.2f} (AUC)")
    for threshold in () if brief else (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        said = [(has and right) for has, right, score in results if score >= threshold]
        found = [right and score >= threshold for has, right, score in results if has]
        false = sum(1 for has, _, score in results if not has and score >= threshold)
        print(
            f"  >= {threshold:.2f}: precision {mean(said):.2f} {interval(said)}, "
            f"recall {mean(found):.2f} {interval(found)}, false {false}"
        )


def mean(flags: Sequence[bool]) -> float:
    """The share of true ones; 1 for none, since nothing wrong was said."""
    return sum(flags) / len(flags) if flags else 1.0


def interval(flags: Sequence[bool]) -> str:
    """The 95 % bootstrap interval of the share."""
    if not flags:
        return "[-]"
    chance = random.Random(7)
    shares = sorted(mean(chance.choices(flags, k=len(flags))) for _ in range(1000))
    return f"[{shares[25]:.2f}, {shares[974]:.2f}]"


def auc(results: Sequence[Result]) -> float:
    """How often a ticket with an original scores higher than one without."""
    pairs = list(itertools.product([s for has, _, s in results if has], [s for has, _, s in results if not has]))
    return sum((first > second) + (first == second) / 2 for first, second in pairs) / len(pairs)


def measure_gitbugs(folder: Path, project: str) -> None:
    """Public reports: whether the best match is right, and whether scores tell duplicates from none."""
    results: dict[str, list[Result]] = {}
    for question in read_questions(folder, project):
        texts = [{"id": report.id, "subject": report.subject, "body": report.body} for report in question.earlier]
        new = {"id": question.new.id, "subject": question.new.subject, "body": question.new.body}
        pool = tuple(OpenTicket(text["id"], text["subject"], text["body"]) for text in texts)
        found = match(new, pool)
        has = bool(question.originals)
        results.setdefault("triage", []).append((has, found.candidates[0].id in question.originals, found.score or 0.0))
        for name, method in PLAIN[:2]:  # rapidfuzz needs a second for a thousand long texts
            scores = method(f"{new['subject']} {new['body']}", [f"{text['subject']} {text['body']}" for text in texts])
            best = max(range(len(texts)), key=scores.__getitem__)
            results.setdefault(name, []).append((has, texts[best]["id"] in question.originals, scores[best]))
    for name, found_by in results.items():
        report(f"GitBugs {project}, {name}", found_by, brief=True)


def measure_own() -> None:
    """Our own cases, which the weights were learned from; look-alikes are in every pool."""
    results: dict[str, list[Result]] = {}
    for query in make_queries(read_groups()):
        texts = [f"{text.subject} {text.body}" for text in query.pool]
        pool = tuple(OpenTicket(str(at), text.subject, text.body) for at, text in enumerate(query.pool))
        found = match({"subject": query.new.subject, "body": query.new.body}, pool)
        has = query.original is not None
        results.setdefault("triage", []).append((has, found.candidates[0].id == str(query.original), found.score or 0.0))
        for name, method in PLAIN:
            scores = method(f"{query.new.subject} {query.new.body}", texts)
            best = max(range(len(texts)), key=scores.__getitem__)
            results.setdefault(name, []).append((has, best == query.original, scores[best]))
    for name, found_by in results.items():
        report(f"own cases, {name}", found_by, brief=name != "triage")


def measure_grouping(name: str, storm_name: str, others_name: str) -> None:
    """A storm: 200 tickets of one outage and 50 others; share of pairs that are right, with and without the model's reading."""
    data = ROOT / "bench" / "data"
    storm, others = ((data / f"{file}.txt").read_text("utf-8").splitlines() for file in (storm_name, others_name))
    texts, service = [*storm, *others], served()
    share = partial(service.snapshot.share_of_outage, thorough=True)
    tickets = [OpenTicket(str(number), subject=text) for number, text in enumerate(texts)]
    printed = [OpenTicket(str(number), fingerprint=print_of(text, share(text, ""))) for number, text in enumerate(texts)]
    for kind, groups in (
        ("by words alone", group_tickets(tickets).groups),
        ("as text", service.group(tickets).groups),
        ("as fingerprints", service.group(printed).groups),
    ):
        right, sizes = pairs_right(groups, len(storm), len(texts)), [len(group.members) for group in groups]
        print(f"storm ({name}) of {len(storm)} + {len(others)}, {kind}: {right:.3f} of pairs right, groups {sizes}")


@cache
def served() -> TriageService:
    """With the shipped policy and model, whatever the environment says."""
    return TriageService.from_settings(Settings.load({}))


def print_of(subject: str, outage: float | None) -> str:
    """The fingerprint that a decision on the ticket returns."""
    found = match_open_tickets(Ticket(subject=subject), NOW, None, find_entities(subject, ""), outage)
    return found.fingerprint or ""


def pairs_right(groups: Sequence[TicketGroup], storm: int, count: int) -> float:
    """The share of pairs of tickets that are together when both are of the storm, the first `storm` ids, and apart otherwise."""
    home = {int(member.id): number for number, group in enumerate(groups) for member in group.members}
    pairs = list(itertools.combinations(range(count), 2))
    return mean([(first in home and home[first] == home.get(second)) == (second < storm) for first, second in pairs])


def measure_splitting(name: str) -> None:
    """Tickets said to hold several requests, against those that do."""
    cases = read_lines(ROOT / "training" / "splits" / f"{name}.jsonl")
    said = [bool(find_requests(str(case["subject"]), str(case["body"]), lambda _: None)) for case in cases]
    true = [int(str(case["parts"])) > 1 for case in cases]
    right = [truth for answer, truth in zip(said, true, strict=True) if answer]
    found = [answer for answer, truth in zip(said, true, strict=True) if truth]
    print(
        f"splitting, {name}: {len(cases)} tickets, precision {mean(right):.2f} {interval(right)}, "
        f"recall {mean(found):.2f} {interval(found)}"
    )


def measure_speed(entries: Sequence[Case]) -> None:
    """One ticket against 100, 1,000 and 5,000 open tickets of 250 and of 500 characters."""
    told = " ".join(f"{entry['subject']}. {entry['body']}" for entry in entries)
    for length, count in itertools.product((250, 500), (100, 1_000, 5_000)):
        texts = [told[start : start + length] for start in range(0, len(told) - length, length)]
        new = {"id": "new", "subject": texts[0][:60], "body": texts[1]}
        sent = [texts[number % len(texts)] for number in range(count)]
        pool = tuple(OpenTicket(str(number), text[:60], text[60:]) for number, text in enumerate(sent))
        prints = {text: match({"subject": text[:60], "body": text[60:]}, None).fingerprint for text in set(sent)}
        printed = tuple(OpenTicket(str(number), fingerprint=prints[text]) for number, text in enumerate(sent))
        print(
            f"{count} of {length} characters: {fastest(new, pool):.1f} ms as text, {fastest(new, printed):.1f} ms as fingerprints"
        )


def fastest(new: dict[str, str], pool: Sequence[OpenTicket]) -> float:
    """Milliseconds of processor time of the best of fifteen."""
    times = []
    for _ in range(15):
        start = time.process_time()
        match(new, pool)
        times.append(time.process_time() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
