"""Writes real answers into the documentation: `python docs/refresh.py`. A test fails when they are out of date.

A block between `<!-- answer: FILE -->` and `<!-- end -->` becomes the answer to docs/examples/FILE, laid out to be read.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path

from triage.contract.answer import render
from triage.contract.request import parse_request
from triage.domain.ticket import TriageRequest
from triage.release import SERVICE_VERSION
from triage.service.live.service import TriageService
from triage.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md",)
BLOCK = re.compile(r"(<!-- answer: (?P<file>[\w.-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WIDTH = 140


def refreshed(page: str, service: TriageService) -> str:
    """The page with every answer made anew."""

    def block(match: re.Match[str]) -> str:
        answer = render(service.decide(_request(match["file"])))
        answer["versions"]["service"] = f"{SERVICE_VERSION.partition('+')[0]}+…"  # the digest changes with every line of code
        return f"{match[1]}```json\n{laid_out(answer)}\n```\n{match[3]}"

    return BLOCK.sub(block, page)


def laid_out(value: object, indent: int = 0) -> str:
    """JSON in which whatever fits stands on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, list):
        return "[\n" + ",\n".join(pad + laid_out(each, indent + 2) for each in value) + "\n" + " " * indent + "]"
    rows = [f"{pad}{json.dumps(key)}: {laid_out(each, indent + 2)}" for key, each in value.items()]
    return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"


def _request(name: str) -> TriageRequest:
    body = json.loads((ROOT / "docs" / "examples" / name).read_text(encoding="utf-8"))
    return parse_request(body, now=datetime.fromisoformat(body["now"]))


def main() -> int:
    """Rewrite the pages."""
    service = TriageService.from_settings(Settings.load({}))
    for page in PAGES:
        page.write_text(refreshed(page.read_text(encoding="utf-8"), service), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
