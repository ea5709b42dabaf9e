"""Files of rows as people export them from spreadsheets and helpdesks."""

from __future__ import annotations

_DELIMITERS = ",;\t|"


def delimiter_of(header: str) -> str:
    """What parts the columns, by the first line: whichever stands there most often; a comma where none does."""
    return max(_DELIMITERS, key=header.count)
