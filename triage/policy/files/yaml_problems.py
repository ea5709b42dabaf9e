"""What the YAML parser stumbled over, in the words of a policy's author, and where its cause stands."""

from __future__ import annotations

import re

import yaml

from triage.policy.files.findings import Position

_UNLIKE_THE_REST = "this line is indented otherwise than those it belongs to"
_AT_THE_PROBLEM = {
    "mapping values are not allowed": "a text with ': ' in it needs quotes, or the line is indented too far",
    "did not find expected key": _UNLIKE_THE_REST,
    "did not find expected '-' indicator": _UNLIKE_THE_REST,
    "found a tab character": "a tab cannot indent; use spaces",
    "found unknown escape character": "in double quotes \\ begins an escape; use single quotes",
}
_AT_THE_CAUSE = {
    "could not find expected ':'": "this is no `key: value`; after the colon comes a space",
    "found unexpected end of stream": "the quote that opens here is not closed",
}
"""How the parser's sentences begin → ours."""

_QUOTES = {
    "'": "the quote before this ends the text; inside single quotes write it twice, or put the text in double quotes",
    '"': 'the quote before this ends the text; inside double quotes write \\", or put the text in single quotes',
}
_DASHED = re.compile(r" *-(?=[^-\s][^:]*:(?: |$))")


def yaml_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> tuple[Position, str]:
    """Where to look, and what to do about it."""
    problem, cause = error.problem_mark, error.context_mark
    sentence = error.problem or error.context or "unreadable"
    here = _position(problem or cause, file)
    if "did not find expected ','" in sentence and cause:
        return _unclosed(here, _position(cause, file), sentence)
    for starts, meaning in _AT_THE_CAUSE.items():
        if sentence.startswith(starts) and cause:
            return _position(cause, file), meaning
    if sentence.startswith("found character that cannot start any token") and problem:
        return here, _strange_start(text, problem)
    if problem and (slip := _slip(text.splitlines(), problem)):
        return Position(file, *slip[0]), slip[1]
    known = next((meaning for starts, meaning in _AT_THE_PROBLEM.items() if sentence.startswith(starts)), None)
    return here, known or f"this is not YAML: {sentence}"


def _unclosed(here: Position, opened: Position, sentence: str) -> tuple[Position, str]:
    """A list or mapping in brackets: on one line most likely a text without quotes, else a bracket that was forgotten."""
    closing = "]" if "']'" in sentence else "}"
    if here.line == opened.line:
        return here, f"a comma or '{closing}' is missing before this, or a text with ': ' or ', ' in it needs quotes"
    opening = "[" if closing == "]" else "{"
    return opened, f"the '{opening}' here is not closed by line {here.line}, or a text in between needs quotes"


def _slip(lines: list[str], mark: yaml.Mark) -> tuple[tuple[int, int], str] | None:
    """A quote that ended a text too early, or a dash without its space, there or in the line before: its place and what to do."""
    line = lines[mark.line] if mark.line < len(lines) else ""
    before = line[: mark.column].rstrip()[-1:]
    if before in _QUOTES and line[mark.column : mark.column + 1] not in ("", ":"):
        return (mark.line + 1, mark.column + 1), _QUOTES[before]
    for number in (mark.line, mark.line - 1):
        dash = _DASHED.match(lines[number]) if 0 <= number < len(lines) else None
        if dash:
            return (number + 1, dash.end()), "after the dash comes a space"
    return None


def _strange_start(text: str, mark: yaml.Mark) -> str:
    lines = text.splitlines()
    character = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    return "a tab cannot stand here; use spaces" if character == "\t" else f"a text that begins with {character} needs quotes"


def _position(mark: yaml.Mark | None, file: str) -> Position:
    return Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
