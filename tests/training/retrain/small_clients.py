"""A small world for the tests of retraining: a few of our own tickets as corpus, clients' tickets made from short sentences."""

from __future__ import annotations

import csv
import json
import random
from functools import cache
from pathlib import Path

from training.corpus import CORPUS, LabelledTicket, read_corpus
from training.ingest.tickets import ClientTicket
from training.retrain.dataset import Dataset, collect
from training.retrain.encoding import Encoder
from training.retrain.reader import corpus_reader

SENTENCES = {
    "site_down": [
        "the whole shop is down",
        "nothing loads on any page",
        "every page shows a 502",
        "the site cannot be reached",
        "all is white",
    ],
    "key_function": [
        "the search gives an error",
        "the checkout button does nothing",
        "the coupon is refused",
        "the invoice is broken",
    ],
    "feature_request": [
        "please build a wish list",
        "it would be nice to have dark colours",
        "could you add an export",
        "we wish for saved carts",
    ],
    "training": [
        "how do i add a user",
        "where can i change the tax",
        "can you show me how to print",
        "what do i do to hide a page",
    ],
    "content": [
        "please correct the typo in the footer",
        "replace the photo on the start page",
        "update the opening hours",
        "swap the banner text",
    ],
    "duplicate": [
        "any news on ticket 4711",
        "this is about my earlier ticket 12",
        "same as ticket 99",
        "following up on ticket 5",
    ],
}
_FILLERS = (
    *("today", "again", "since", "monday", "urgent", "thanks", "garden", "wine", "shoes", "lamp", "toys", "bikes", "tea"),
    *("books", "front", "admin", "phone", "tablet", "winter", "spring"),
)


@cache
def small_corpus() -> tuple[LabelledTicket, ...]:
    """Every 25th ticket of the shipped corpus."""
    return tuple(read_corpus()[::25])


@cache
def encoder_reader():
    """The reader of the small corpus; learning it takes a moment."""
    return corpus_reader(small_corpus())


def client_tickets(count: int = 120, seed: int = 1, categories: tuple[str, ...] = tuple(SENTENCES)) -> list[ClientTicket]:
    """Tickets of a client, an hour apart, each of a requester of its own."""
    draw = random.Random(seed)
    tickets = []
    for at in range(count):
        label = categories[at % len(categories)]
        words = draw.sample(_FILLERS, 6)
        body = f"{words[0]} {words[1]} {draw.choice(SENTENCES[label])} {' '.join(words[2:])} {draw.choice(SENTENCES[label])}"
        tickets.append(ClientTicket(f"t.csv, row {at + 2}", "", body, label, 1_770_000_000.0 + 3600 * at, at + 1))
    return tickets


def dataset(tickets: list[ClientTicket]) -> tuple[Dataset, Encoder]:
    """The tickets in columns, and the encoder that read them."""
    encoder = Encoder(encoder_reader())
    return collect(tickets, encoder, lambda place: place.rpartition(", row ")[0])[0], encoder


def write_corpus(folder: Path) -> Path:
    """The small corpus as files."""
    folder.mkdir()
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    (folder / "small.jsonl").write_text("\n".join(lines[::25]) + "\n", encoding="utf-8")
    return folder


def write_export(path: Path, tickets: list[ClientTicket]) -> Path:
    """The tickets as a CSV that the mapping `plain` reads."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["subject", "body", "category", "created_at", "requester"])
        table.writerows(
            [each.subject, each.body, each.label, each.created_at and int(each.created_at), each.requester] for each in tickets
        )
    return path


def read_json(path: Path):
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
