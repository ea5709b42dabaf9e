"""`python bench/duplicates.py [--tickets FILE] [--gitbugs FOLDER]`: every target of duplicates, grouping and splitting.

FILE has lines {"new", "duplicate_of", "open_tickets"}, FOLDER the public reports of GitBugs; only figures over all of them are
printed. Times are of one core, the best of several. "triage, words" is without the encoder, as with TRIAGE_MEANING=off.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from answers import Result, interval, match, mean, report
from duplicates_speed import measure_speed
from gitbugs import read_questions
from rivals import bm25_scores, rapidfuzz_scores, tfidf_scores
from storms import measure_calm_lists, measure_storms

from training.corpus import read_corpus
from training.duplicates.cases import Query, Text, make_queries, read_groups
from training.seams import COUNTED, sample_of
from triage.classifier.duplicates.meanings import Meanings, shipped_meanings
from triage.classifier.splitting.parts import find_requests
from triage.domain.ticket import OpenTicket

ROOT = Path(__file__).resolve().parent.parent
Case = dict[str, object]
PLAIN = (("TF-IDF cosine", tfidf_scores), ("BM25", bm25_scores), ("rapidfuzz", rapidfuzz_scores))


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=Path)
    parser.add_argument("--gitbugs", type=Path)
    parser.add_argument("--gitbugs-meaning", action="store_true", help="ask the encoder on GitBugs too, which takes half an hour")
    asked = parser.parse_args()
    if asked.tickets:
        measure_matching(read_lines(asked.tickets))
    for project in ("hadoop", "SeaMonkey") if asked.gitbugs else ():
        measure_gitbugs(asked.gitbugs, project, asked.gitbugs_meaning)
    measure_own()
    measure_storms()
    measure_calm_lists()
    for name in ("tuned_on", "set_aside", "written_after_freezing"):
        measure_splitting(name)
    measure_splitting_of_corpus()
    measure_speed(read_lines(ROOT / "training" / "corpus" / "shop_core.jsonl"))


def read_lines(file: Path) -> list[Case]:
    """One JSON object a line."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def measure_matching(cases: Sequence[Case]) -> None:
    """Recall@1, precision and recall at each threshold with bootstrap intervals, and the same for the plain methods."""
    report("triage, text", [ours(case, shipped_meanings(), printed=False) for case in cases])
    report("triage, words", [ours(case, None, printed=False) for case in cases])
    report("triage, fingerprints", [ours(case, shipped_meanings(), printed=True) for case in cases])
    report("triage, fingerprints without directions", [ours(case, None, printed=True) for case in cases])
    for name, method in PLAIN:
        report(name, [theirs(case, method) for case in cases], brief=True)


def ours(case: Case, meanings: Meanings | None, *, printed: bool) -> Result:
    """Our answer to a case, from text or from fingerprints, with or without the encoder."""
    texts = case["open_tickets"]
    if printed:
        pool = tuple(OpenTicket(text["id"], fingerprint=match(text, (), meanings).fingerprint) for text in texts)
    else:
        pool = tuple(OpenTicket(text["id"], text["subject"], text["body"]) for text in texts)
    found = match(case["new"], pool, meanings)
    return case["duplicate_of"] is not None, found.candidates[0].id == case["duplicate_of"], found.score or 0.0


def theirs(case: Case, method: Callable[[str, Sequence[str]], list[float]]) -> Result:
    """A plain method's answer."""
    texts: list[dict[str, str]] = case["open_tickets"]
    new: dict[str, str] = case["new"]
    scores = method(f"{new['subject']} {new['body']}", [f"{text['subject']} {text['body']}" for text in texts])
    best = max(range(len(texts)), key=scores.__getitem__)
    return case["duplicate_of"] is not None, texts[best]["id"] == case["duplicate_of"], scores[best]


def measure_gitbugs(folder: Path, project: str, thorough: bool) -> None:
    """Public reports: whether the best match is right, and whether scores tell duplicates from none."""
    meaning = shipped_meanings()
    modes = {"triage, words": None, **({"triage": Meanings(meaning.encoder, meaning.projection)} if thorough else {})}
    results: dict[str, list[Result]] = {}
    for question in read_questions(folder, project):
        texts = [{"id": report.id, "subject": report.subject, "body": report.body} for report in question.earlier]
        new = {"id": question.new.id, "subject": question.new.subject, "body": question.new.body}
        pool = tuple(OpenTicket(text["id"], text["subject"], text["body"]) for text in texts)
        has = bool(question.originals)
        for name, meanings in modes.items():
            found = match(new, pool, meanings)
            results.setdefault(name, []).append((has, found.candidates[0].id in question.originals, found.score or 0.0))
        for name, method in PLAIN[:2]:  # rapidfuzz needs a second for a thousand long texts
            scores = method(f"{new['subject']} {new['body']}", [f"{text['subject']} {text['body']}" for text in texts])
            best = max(range(len(texts)), key=scores.__getitem__)
            results.setdefault(name, []).append((has, texts[best]["id"] in question.originals, scores[best]))
    for name, found_by in results.items():
        report(f"GitBugs {project}, {name}", found_by, brief=True)


def measure_own() -> None:
    """Our own cases, which the weights were learned from; look-alikes are in every pool."""
    results: dict[str, list[Result]] = {}
    for query in make_queries(read_groups()):
        texts = [f"{text.subject} {text.body}" for text in query.pool]
        pool = tuple(OpenTicket(str(at), text.subject, text.body) for at, text in enumerate(query.pool))
        has = query.original is not None
        for name, sent, meanings in (
            ("triage", pool, shipped_meanings()),
            ("triage, words", pool, None),
            ("triage, fingerprints", printed(query, directions=True), shipped_meanings()),
            ("triage, fingerprints without directions", printed(query, directions=False), shipped_meanings()),
        ):
            found = match({"subject": query.new.subject, "body": query.new.body}, sent, meanings)
            results.setdefault(name, []).append((has, found.candidates[0].id == str(query.original), found.score or 0.0))
        for name, method in PLAIN:
            scores = method(f"{query.new.subject} {query.new.body}", texts)
            best = max(range(len(texts)), key=scores.__getitem__)
            results.setdefault(name, []).append((has, best == query.original, scores[best]))
    for name, found_by in results.items():
        report(f"own cases, {name}", found_by, brief=not name.startswith("triage"))


def printed(query: Query, *, directions: bool) -> tuple[OpenTicket, ...]:
    """The open tickets of a query, known by their fingerprints."""
    return tuple(OpenTicket(str(at), fingerprint=print_once(text, directions)) for at, text in enumerate(query.pool))


@cache
def print_once(text: Text, directions: bool) -> str:
    """The fingerprint of an open ticket, with its direction or without."""
    meanings = shipped_meanings() if directions else None
    return match({"subject": text.subject, "body": text.body}, (), meanings).fingerprint or ""


def measure_splitting(name: str) -> None:
    """Tickets said to hold several requests, against those that do."""
    cases = read_lines(ROOT / "training" / "splits" / f"{name}.jsonl")
    said = [bool(find_requests(str(case["subject"]), str(case["body"]), lambda _: None)) for case in cases]
    true = [int(str(case["parts"])) > 1 for case in cases]
    right = [truth for answer, truth in zip(said, true, strict=True) if answer]
    found = [answer for answer, truth in zip(said, true, strict=True) if truth]
    print(
        f"splitting, {name}: {len(cases)} tickets, precision {mean(right):.2f} {interval(right)}, "
        f"recall {mean(found):.2f} {interval(found)}"
    )


def measure_splitting_of_corpus() -> None:
    """Tickets of the corpus, nearly all of one request, that are split; none of those that the weights were learned from."""
    tickets = sample_of(read_corpus(), COUNTED)
    said = [bool(find_requests(ticket.subject, ticket.body, lambda _: None)) for ticket in tickets]
    print(f"splitting, corpus: {len(tickets)} tickets, split {mean(said):.3f} {interval(said)}")


if __name__ == "__main__":
    main()
