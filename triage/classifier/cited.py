"""Quotes that begin otherwise than with ">": Jira's `{quote}` and `bq.`, and HTML that a mail program marked as cited.

Unlike ">", which logs and pasted mails begin with too, these say themselves that somebody else is quoted. `pages` writes an HTML
body's cited lines with `BQ`, so that `mail_layout` has one kind of them. Linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

BQ = "bq. "
BLOCK = "{quote}"


def cited_rows(lines: Sequence[str]) -> list[int]:
    """Which of `lines`, without blanks around them, are quoted, in order: those with `BQ`, and blocks between two `BLOCK`.

    A block begins with a line and ends with one; where other words stand beside the mark, they are the writer's, and so is what
    follows a mark that nothing closes.
    """
    found: list[int] = []
    opened: int | None = None
    for row, line in enumerate(lines):
        marks = line.count(BLOCK)
        if opened is not None:
            if marks % 2:
                found += range(opened, row + line.endswith(BLOCK))
                opened = None
        elif line.startswith(BLOCK) and marks % 2:
            opened = row
        elif line.startswith(BQ) or (line.startswith(BLOCK) and line.endswith(BLOCK) and marks == 2):
            found.append(row)
    return found


def without_mark(line: str) -> str:
    """A line of a quote without what says that it is one: ">", `BQ` or `BLOCK`."""
    bare = line.lstrip("|> ").removeprefix(BQ)
    return bare.replace(BLOCK, "").strip() if BLOCK in bare else bare


def cut_line(line: str, most: int) -> str:
    """The first `most` characters of a longer line, with a `BLOCK` that opens or closes behind them."""
    return line[:most].strip() + BLOCK * (line.count(BLOCK, most) % 2)
