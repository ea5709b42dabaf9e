"""Between Flask and the contract: bytes of a request in, bytes of an answer out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from secrets import token_hex
from typing import Any

import orjson
from flask import Request, Response, g
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from triage.contract.batch import ticket_pointer
from triage.contract.body import read_json
from triage.contract.parameters import DEFAULT_PARAMETERS, Parameters, read_parameters
from triage.domain.decision import Versions
from triage.web.logs import log_fault
from triage.web.problems import CONTENT_TYPE, Problem, problem_of

_JSON = "application/json"
_JSON_TYPES = re.compile(r"application/(?:[a-z0-9!#$&^_.-]+\+)?json")
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_LET_PASS = 1 << 26  # bytes; who sends more is cut off
_PIECE = 1 << 16
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def read_body(request: Request) -> object:
    """The JSON value of the body.

    Raises:
        UnsupportedMediaType: the body says that it is something else than JSON in UTF-8.
        RequestEntityTooLarge: it is larger than the settings allow.
        MalformedError: it is not JSON.
    """
    if request.content_type != _JSON:
        _check_type(request)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("The body is compressed; send it as it is.")
    most = request.max_content_length
    if most is not None and (request.content_length or 0) > most:
        _let_pass(request)
        raise RequestEntityTooLarge
    return read_json(_read_whole(request, most))


def _read_whole(request: Request, most: int | None) -> bytes:
    length = request.content_length
    if length is None and most is not None:  # chunks: one byte too many tells that there are more
        request.max_content_length = most + 1
    try:
        data = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception as error:  # each server has errors of its own for chunks that are none
        raise BadRequest("The body cannot be read to its end.") from error
    if length is None and most is not None and len(data) > most:
        raise RequestEntityTooLarge
    if length is not None and len(data) < length:
        raise BadRequest("The body ends before its Content-Length.")
    return data


def _let_pass(request: Request) -> None:
    """Read a body that is too large and forget it: a client that sends all before it listens would not hear the answer."""
    stream, rest = request.environ["wsgi.input"], min(request.content_length or 0, _LET_PASS)
    while rest > 0 and (piece := stream.read(min(rest, _PIECE))):
        rest -= len(piece)


def _check_type(request: Request) -> None:
    if not request.content_type:
        raise UnsupportedMediaType("The request has no Content-Type; send application/json.")
    if not _JSON_TYPES.fullmatch(request.mimetype):
        raise UnsupportedMediaType("The Content-Type must be application/json, or end in +json.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in _CHARSETS:
        raise UnsupportedMediaType("The body must be encoded in UTF-8.")


def read_query(request: Request, allowed: Iterable[str]) -> Parameters:
    """The query parameters. Raises RequestError for those that cannot be read."""
    if not request.query_string:
        return DEFAULT_PARAMETERS
    return read_parameters(request.args.items(multi=True), allowed)


def request_id(request: Request) -> str:
    """The caller's X-Request-ID when it is fit for a log, else one of our own."""
    given = request.headers.get("X-Request-ID", "")
    return given if _SANE_ID.fullmatch(given) else token_hex(12)


def answer(request: Request, body: dict[str, Any], versions: Versions | None = None, *, cache: str = "no-store") -> Response:
    """200 with the body as JSON and its ETag; 304 when the caller has these very bytes already.

    Deciding changes nothing here, so If-None-Match means for our POST what it means for GET.
    """
    data = orjson.dumps(body)
    etag = f'"{blake2b(data, digest_size=16).hexdigest()}"'
    headers = [("ETag", etag), ("Cache-Control", cache)]
    if versions is not None:
        headers += [("X-Policy-Version", versions.policy), ("X-Model-Version", versions.model)]
    if _has_already(request, etag):
        return Response(status=304, headers=headers)
    return Response(data, headers=headers, content_type=_JSON)


def _has_already(request: Request, etag: str) -> bool:
    asked = request.headers.get("If-None-Match")
    if asked is None:
        return False
    return etag in (candidate.strip().removeprefix("W/") for candidate in asked.split(","))


def problem_at(error: Exception, index: int) -> dict[str, Any]:
    """The problem of the ticket at that place among several; a fault of ours is logged as if it had been alone."""
    problem = problem_of(error, g.request_id, ticket_pointer(index))
    if problem.status >= 500:
        log_fault(g.request_id, error)
    return dict(problem.body)


def problem_response(problem: Problem) -> Response:
    """An error on its way out."""
    headers = [("Cache-Control", "no-store"), *problem.headers]
    return Response(orjson.dumps(problem.body), problem.status, headers=headers, content_type=CONTENT_TYPE)
