"""What commands read: a file of JSON or of JSON lines, and the options that say which policy and model decide."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, BinaryIO, TypeVar

import click

from triage.contract.body import read_json
from triage.domain.instants import known_zones
from triage.errors import MalformedError
from triage.policy.loading.calendar_hints import zone_hint
from triage.service.live.service import TriageService
from triage.settings import SETTINGS, Settings

Command = TypeVar("Command", bound=Callable[..., Any])

INPUT = click.argument("source", metavar="FILE", type=click.File("rb"))


def _known_zone(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    if name is not None and name not in known_zones():
        raise click.BadParameter(f"there is no time zone {name!r}; {zone_hint(name)}".rstrip("; "), context, parameter)
    return name


zone_option = click.option(
    "--time-zone",
    "time_zone",
    metavar="ZONE",
    callback=_known_zone,
    help="Of times without an offset, as Europe/Copenhagen [default: UTC].",
)
STRICT = click.option("--strict", is_flag=True, help="Refuse unknown fields instead of ignoring them with a warning.")
_DECIDING = ("policy", "model", "engine")


@dataclass(frozen=True, slots=True)
class Line:
    """One JSON value of a file: where it stands, and the value or why there is none."""

    where: str
    value: object
    error: MalformedError | None = None


def setting_options(*names: str) -> Callable[[Command], Command]:
    """The options of these settings (all of them without names), as the table of settings describes them."""

    def decorate(command: Command) -> Command:
        for setting in reversed([setting for setting in SETTINGS if not names or setting.name in names]):
            text = f"{setting.help} [${setting.variable}; default: {setting.default}]"
            command = click.option(setting.option, setting.name, default=None, metavar="VALUE", help=text)(command)
        return command

    return decorate


with_service = setting_options(*_DECIDING)


def load_settings(options: Mapping[str, str | None]) -> Settings:
    """The settings of the environment and of the options that were given. Raises SettingsError."""
    return Settings.load(os.environ, options)


def load_service(options: Mapping[str, str | None]) -> tuple[TriageService, Settings]:
    """A service for one command, and the settings that it was made by. Raises SettingsError, PolicyError, ArtefactError."""
    settings = load_settings(options)
    return TriageService.from_settings(settings), settings


def now() -> datetime:
    """The moment of a decision whose request names none."""
    return datetime.now(UTC)


def read_document(source: BinaryIO) -> object:
    """The file's one JSON value. Raises MalformedError."""
    return read_json(source.read())


def read_lines(source: BinaryIO) -> tuple[bool, Iterator[Line]]:
    """The file's JSON values, and whether they are JSON lines: by its name, or by a first line that is one of several values."""
    written = ((number, line) for number, line in enumerate(source, start=1) if line.strip())
    if source.name.endswith(".jsonl"):
        return True, _each(source, written)
    begin = list(islice(written, 2))
    if len(begin) == 2 and _is_whole(begin[0][1]):
        return True, _each(source, chain(begin, written))
    return False, iter([_line(source.name, _placed(begin) + source.read())])


def _placed(lines: Iterable[tuple[int, bytes]]) -> bytes:
    """The lines with the blank ones that were left out, so that what is wrong in them is told by its line."""
    text = b""
    for number, line in lines:
        text += b"\n" * (number - 1 - text.count(b"\n")) + line
    return text


def _each(source: BinaryIO, numbered: Iterable[tuple[int, bytes]]) -> Iterator[Line]:
    return (_line(f"{source.name}:{number}", line) for number, line in numbered)


def _line(where: str, data: bytes) -> Line:
    try:
        return Line(where, read_json(data.rstrip()))
    except MalformedError as error:  # told in the line's own place, so that the others are still read
        return Line(where, None, error)


def _is_whole(data: bytes) -> bool:
    return _line("", data).error is None
