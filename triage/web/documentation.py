"""/openapi.json and /docs: one local page made once from the document, without scripts and without anything from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

import orjson
from flask import Flask, Response, request
from werkzeug.utils import redirect

from triage.contract.parameters import CHOICES
from triage.settings import Settings
from triage.web.edge import answer
from triage.web.openapi import PARAMETERS, openapi_document
from triage.web.operations import OPERATIONS, Operation
from triage.web.problems import INTERNAL, PROBLEMS

_FRESH = "no-cache"
_MOST_WORDS = 30  # values of a closed list that the page spells out


@dataclass(frozen=True, slots=True)
class Documentation:
    """The document and the page."""

    document: dict[str, Any]
    page: bytes
    policy: str

    @classmethod
    def of(cls, settings: Settings) -> Documentation:
        """Both, for these settings."""
        document = openapi_document(settings)
        style = files("triage.web").joinpath("docs.css").read_text(encoding="utf-8")
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return cls(document, _page(document, style).encode(), policy)

    def register(self, app: Flask) -> None:
        """Give both their addresses; / leads to the page."""
        app.add_url_rule("/openapi.json", "openapi", lambda: answer(request, self.document, cache=_FRESH))
        app.add_url_rule("/docs", "docs", self._docs)
        app.add_url_rule("/", "root", lambda: redirect("docs", Response=Response))

    def _docs(self) -> Response:
        headers = {"Content-Security-Policy": self.policy, "Referrer-Policy": "no-referrer", "Cache-Control": _FRESH}
        response = Response(self.page, headers=headers, content_type="text/html; charset=utf-8")
        response.add_etag()
        response.make_conditional(request)
        return response


def _page(document: dict[str, Any], style: str) -> str:
    schemas = document["components"]["schemas"]
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>ticket-triage</title><style>{style}</style></head><body><main>",
        f"<h1>ticket-triage <small>{escape(document['info']['version'])}</small></h1>",
        f"<p>{escape(document['info']['description'])} The machine-readable form is <a href='openapi.json'>openapi.json</a>.</p>",
        "<h2>Addresses</h2>",
        *(_operation(operation) for operation in OPERATIONS),
        "<h2>Query parameters</h2>",
        _table(
            ("Name", "Values", "Meaning"),
            ((name, ", ".join(CHOICES[name]), meaning) for name, meaning in PARAMETERS.items()),
        ),
        "<h2>Problems</h2><p>Every error is <code>application/problem+json</code> (RFC 9457).</p>",
        _table(
            ("Status", "Type", "Title", "What to do"),
            ((str(kind.status), kind.uri, kind.title, kind.advice) for kind in (*PROBLEMS.values(), INTERNAL)),
        ),
        "<h2>Objects</h2>",
        *(_schema(name, schema) for name, schema in schemas.items()),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def _operation(operation: Operation) -> str:
    gives = operation.gives if isinstance(operation.gives, str) else _type(operation.gives)
    lines = [
        f"<section><h3><code>{operation.method.upper()} {escape(operation.path)}</code></h3><p>{escape(operation.summary)}.</p>"
    ]
    if operation.takes:
        query = f"; query: {', '.join(operation.parameters)}" if operation.parameters else ""
        lines.append(f"<p>Takes {_link(operation.takes)}{escape(query)}.</p>")
    lines.append(f"<p>Gives {_link(gives) if isinstance(operation.gives, str) else gives}.</p>")
    if operation.example is not None:
        example = orjson.dumps(operation.example).decode()
        curl = f"curl -sS -H 'Content-Type: application/json' -d '{example}' http://127.0.0.1:8080{operation.path}"
        lines.append(f"<pre>{escape(curl)}</pre>")
    return "".join([*lines, "</section>"])


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = frozenset(schema.get("required", ()))
    rows = (
        (f"{field}{' *' if field in required else ''}", _type(each), each.get("description", ""))
        for field, each in schema.get("properties", {}).items()
    )
    about = escape(schema.get("description", ""))
    body = _table(("Field", "Type", "Meaning"), rows, raw=1) if schema.get("properties") else f"<p>{_type(schema)}</p>"
    return f'<section id="{escape(name)}"><h3>{escape(name)}</h3><p>{about}</p>{body}</section>'


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words, as HTML."""
    if "$ref" in schema:
        return _link(schema["$ref"].rsplit("/", 1)[1])
    for several in ("anyOf", "oneOf"):
        if several in schema and "properties" not in schema:
            return " or ".join(_type(each) for each in schema[several])
    if "enum" in schema:
        listed = ["null" if word is None else str(word) for word in schema["enum"]]
        more = f" and {len(listed) - _MOST_WORDS} more" if len(listed) > _MOST_WORDS else ""
        return escape(", ".join(listed[:_MOST_WORDS]) + more)
    if "items" in schema:
        most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
        return f"list of {_type(schema['items'])}{most}"
    if "const" in schema:
        return escape(str(schema["const"]))
    kinds = schema.get("type", "anything")
    return escape(" or ".join(kinds) if isinstance(kinds, list) else str(kinds))


def _link(name: str) -> str:
    return f'<a href="#{escape(name)}">{escape(name)}</a>'


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], raw: int = -1) -> str:
    """A table; the cells of column `raw` are HTML already."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{cell if column == raw else escape(cell)}</td>" for column, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
