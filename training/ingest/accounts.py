"""Numbers with check digits, of payment cards and bank accounts: found wherever they stand among other digits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from training.ingest.separators import GAP

_SHORTEST, _LONGEST = 13, 19  # digits of a card
_RUN = re.compile(rf"(?<![^\W_])\d(?:{GAP}{{0,2}}\d){{{_SHORTEST - 1},}}(?!\w)")
_GROUP = re.compile(r"\d+")
_NO_CARD = "01"  # no card that people hold begins so; moments in milliseconds and numbers that are filled up do

_COUNTRIES = {  # of bank accounts, by how many characters one has there (the registry of ISO 13616, kept by SWIFT)
    15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST",
    26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA",
    30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_LENGTHS = {country: length for length, countries in _COUNTRIES.items() for country in countries.split()}
_HEAD = re.compile(rf"(?<![^\W_])[A-Za-z]{{2}}{GAP}?\d\d(?={GAP}{{0,2}}[A-Za-z0-9])")
_CHARACTER = re.compile(r"[A-Za-z0-9]")


def card_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where cards stand: rows of whole groups of digits that have a card's length and check digit, joined where they overlap."""
    for run in _RUN.finditer(text):
        begin = end = 0
        for first, last in _cards_of([found.span() for found in _GROUP.finditer(run[0])], run[0]):
            if first >= end > 0:
                yield run.start() + begin, run.start() + end
            begin, end = (begin if first < end else first), max(end, last)
        if end:
            yield run.start() + begin, run.start() + end


def account_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where bank accounts stand behind their country's two letters, to the end of the number."""
    for head in _HEAD.finditer(text):
        length = _LENGTHS.get(head[0][:2].upper())
        found = length and _characters(length - 4).match(text, head.end())
        if found and is_bank_account(head[0] + found[0]):
            yield head.start() + 2, found.end()


def passes_luhn(digits: str) -> bool:
    """Whether a card number's check digit fits (ISO/IEC 7812-1)."""
    return _luhn_sums(digits)[(len(digits) - 1) % 2][-1] % 10 == 0


def is_bank_account(text: str) -> bool:
    """Whether an IBAN's check digits fit (ISO 13616: the rest of the rearranged number divided by 97 is 1)."""
    compact = "".join(_CHARACTER.findall(text))
    number = "".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])
    return 15 <= len(compact) <= 34 and int(number) % 97 == 1


def _cards_of(groups: Sequence[tuple[int, int]], run: str) -> Iterator[tuple[int, int]]:
    """For each group the longest row from it on that is a card; one pass, however many groups there are."""
    digits = "".join(run[begin:end] for begin, end in groups)
    counts = list(accumulate((end - begin for begin, end in groups), initial=0))  # digits before each group, and all
    sums = _luhn_sums(digits)
    for at, start in enumerate(counts[:-1]):
        if digits[start] in _NO_CARD:
            continue
        last = bisect_right(counts, start + _LONGEST) - 1
        while counts[last] - start >= _SHORTEST:
            stop = counts[last]
            own = sums[(stop - 1) % 2]
            if (own[stop] - own[start]) % 10 == 0:
                yield groups[at][0], groups[last - 1][1]
                break
            last -= 1


def _luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Luhn's sum of all digits before each place: for numbers whose last digit has an even place, and for the others."""
    values = [int(digit) for digit in digits]
    doubled = [value * 2 - (9 if value > 4 else 0) for value in values]
    even, odd = ([pair[(at + parity) % 2] for at, pair in enumerate(zip(values, doubled, strict=True))] for parity in (0, 1))
    return list(accumulate(even, initial=0)), list(accumulate(odd, initial=0))


@cache
def _characters(count: int) -> re.Pattern[str]:
    return re.compile(rf"(?:{GAP}{{0,2}}[A-Za-z0-9]){{{count}}}(?![^\W_])")
