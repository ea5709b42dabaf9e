"""Bytes -> JSON values. What is not JSON is refused with a sentence, never with the bytes themselves."""

from __future__ import annotations

import orjson

from triage.errors import Fault, MalformedError


def read_json(data: bytes) -> object:
    """The JSON value that the bytes hold: UTF-8, with or without a byte order mark. Of equal keys in an object the last counts.

    Raises:
        MalformedError: not JSON; among it NaN and Infinity, lone surrogates, more than a thousand levels.
    """
    try:
        value: object = orjson.loads(data[3:] if data.startswith(_BOM) else data)
    except orjson.JSONDecodeError as error:
        raise MalformedError([Fault("", "json", _sentence(data, error))]) from None
    return value


def _sentence(data: bytes, error: orjson.JSONDecodeError) -> str:
    if not data.strip():
        return "The body is empty; send a JSON object."
    reason = error.msg.lower()
    where = f" at line {error.lineno}, column {error.colno}" if error.pos else ""
    for sign, sentence in _SENTENCES:
        if sign in reason:
            return sentence.format(where=where)
    return f"The body is not valid JSON{where}."


_BOM = b"\xef\xbb\xbf"
# what the reader's own words say -> what we say
_SENTENCES = (
    ("utf-8", "The body is not UTF-8."),
    ("surrogate", "The JSON holds half of a surrogate pair{where}; texts must be valid Unicode."),
    ("depth", "The JSON is nested too deeply{where}."),
    ("recursion", "The JSON is nested too deeply."),
    ("infinity", "The JSON holds a number that is too large."),
    ("control character", "A text of the JSON holds a line break or a tab as it is{where}; write \\n and \\t."),
    ("expected a json value", "The body is not valid JSON{where}: a value is missing there, or is none that JSON has."),
    ("expected ','", "The body is not valid JSON{where}; a quotation mark before that may lack its backslash."),
    ("end of data", "The JSON ends too early{where}."),
)
