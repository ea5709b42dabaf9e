"""Short texts of our own: which language they are in, and where the model must not guess.

    python -m bench.short_texts [--model models/category] [--part kept] [--failures]

`data/short_texts.txt` has what is expected, title and body in a line: a language (told, or read in where it is left open, and not
declined), `other` (a language that the model does not read), `no_request`, `thanks`, `rubbish` (declined, whatever the reason),
`any` (not declined, whatever the language). Odd lines (`developed`) were looked at while word lists and rules were written, even
ones (`kept`) only to be counted.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from triage.classifier.category.model import load_classifier
from triage.domain.reading import Depth, Prediction

_TEXTS = Path(__file__).with_name("data") / "short_texts.txt"
_PARTS = ("developed", "kept")
_REASONS = {"other": "language_unsupported", "no_request": "no_request", "thanks": "thanks"}


def main() -> None:
    """Print how many of each kind come out as expected."""
    told = _read_arguments()
    classifier = load_classifier(told.model, encoder="never")
    right, all_told = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for at, (expected, title, body) in enumerate(_read_texts()):
        part, kind = _PARTS[at % 2], f"language {expected}" if len(expected) == 2 else expected
        found = classifier.predict(title, body, None, depth=Depth.WORDS)
        all_told[part, kind] += 1
        if _is_right(expected, found):
            right[part, kind] += 1
        elif told.failures and part == told.part:
            print(f"{expected:11} {found.declined or found.likely_language!s:21} {title} | {body}")
    for part in _PARTS:
        for kind in sorted({kind for _, kind in all_told}):
            print(f"{part:10} {kind:12} {right[part, kind]:4} of {all_told[part, kind]:4}")
        sums = [sum(n for (each, _), n in counts.items() if each == part) for counts in (right, all_told)]
        print(f"{part:10} {'all':12} {sums[0]:4} of {sums[1]:4}")


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path(__file__).parents[1] / "models" / "category")
    parser.add_argument("--part", choices=_PARTS, default="developed", help="whose failures are listed")
    parser.add_argument("--failures", action="store_true")
    return parser.parse_args()


def _read_texts() -> list[tuple[str, str, str]]:
    lines = _TEXTS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|", 2) for line in lines if line and not line.startswith("# ")]
    return [(expected, title, body) for expected, title, body in rows]


def _is_right(expected: str, found: Prediction) -> bool:
    if expected == "rubbish":
        return found.declined is not None
    if expected in _REASONS:
        return found.declined == _REASONS[expected]
    return found.declined is None and expected in ("any", found.likely_language)


if __name__ == "__main__":
    main()
