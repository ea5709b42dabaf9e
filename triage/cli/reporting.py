"""What commands write: answers as JSON on standard output, errors as lines on standard error, each of one shape.

error: tickets.jsonl:3: /ticket/created_at [instant] Has no offset from UTC; end it with Z or +01:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
import orjson

from triage.errors import CalendarError, PolicyError, RequestError, SettingsError, TriageError
from triage.service.intake.ticket_files import MOST_PROBLEMS, TicketFile


def write_json(value: object, *, pretty: bool) -> None:
    """One JSON document: indented for people, or one line."""
    option = orjson.OPT_INDENT_2 if pretty else None
    click.echo(orjson.dumps(value, option=option))


def report_error(error: Exception | str, where: str = "") -> None:
    """An error, a line for each fault; `where` is the file and line it is about."""
    for line in _lines(error):
        click.echo(f"error: {where}: {line}" if where else f"error: {line}", err=True)


def report_tickets(tickets: TicketFile) -> bool:
    """What could not be read of a file of past tickets, errors as errors, doubts as warnings; whether anything could not."""
    for finding in tickets.findings:
        if finding.severity == "error":
            report_error(str(finding))
        else:
            click.echo(f"warning: {finding}", err=True)
    more = tickets.unread - MOST_PROBLEMS
    if more > 0:
        report_error(f"{tickets.path}: {more} more tickets could not be read")
    return tickets.unread > 0 or any(finding.severity == "error" for finding in tickets.findings)


def faults_of(error: Exception, pointer: str = "") -> dict[str, Any]:
    """What stands in place of an answer that could not be given; `pointer` is where the ticket stands that has none."""
    faults = error.faults if isinstance(error, RequestError) else ()
    listed = [{"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in faults]
    code = "calendar" if isinstance(error, CalendarError) else "internal"
    return {"errors": listed or [{"pointer": pointer, "code": code, "detail": next(_lines(error))}]}


def _lines(error: Exception | str) -> Iterator[str]:
    if isinstance(error, RequestError):
        yield from (f"{fault.pointer or '/'} [{fault.code}] {fault.detail}" for fault in error.faults)
    elif isinstance(error, PolicyError):
        yield from map(str, error.findings)
    elif isinstance(error, SettingsError):
        yield from str(error).splitlines()
    elif isinstance(error, Exception) and _is_ours(error):
        yield f"an internal fault ({type(error).__name__})"  # its message may quote the ticket
    else:
        yield str(error)


def _is_ours(error: Exception) -> bool:
    return not isinstance(error, TriageError)
