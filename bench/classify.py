"""One ticket from text to probabilities, topics, evidence and language: lean evaluator against the pipeline's one-row call.

    python -m bench.classify [--model models/category] [--met 3000] [--rounds 3]

Every timed ticket is another one: those of our own corpus around 600 bytes, each classified once by an evaluator that has met
other tickets before, as a worker has. The evaluator remembers words, so the times of its very first tickets and of tickets that
it has seen already are told beside. The pipeline is called on the same tickets in turn, so that whatever else the machine
does falls on both; times are medians of processor time of this thread.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  # after the threads are set

from training.corpus import LabelledTicket, read_corpus  # noqa: E402
from triage.classifier.category.model import Classifier, load_classifier  # noqa: E402
from triage.classifier.category.sklearn_engine import PipelineModel  # noqa: E402

_TARGET_MICROSECONDS = 150
_TARGET_RATIO = 12
_IN_TURN = 33  # tickets for one, the same for the other, and so on: either finds its tables in the processor's cache
_ENCODED = 40  # tickets that the encoders are timed on
_FIRST = 60  # tickets that show what a worker does just after its start


def main() -> None:
    """Print the figures and the targets."""
    told = read_arguments()
    tickets = read_corpus()
    random.Random(3).shuffle(tickets)
    chosen = [ticket for ticket in tickets if 550 <= len((ticket.subject + ticket.body).encode()) <= 650]
    taken = {ticket.id for ticket in chosen}
    others = [ticket for ticket in tickets if ticket.id not in taken][: told.met]
    begun = time.perf_counter()
    lean = load_classifier(told.model, encoder="never")
    print(f"load, lean                  {time.perf_counter() - begun:8.3f} s")
    reference = load_classifier(told.model, "sklearn").engine
    assert isinstance(reference, PipelineModel)
    rows = {ticket.id: np.array([reference.reader.read(ticket.subject, ticket.body).columns], dtype=object) for ticket in chosen}

    def predict(ticket: LabelledTicket) -> None:
        lean.predict(ticket.subject, ticket.body, None)

    def pipeline(ticket: LabelledTicket) -> None:
        reference.category.predict_proba(reference.features.transform(rows[ticket.id]))

    first = [timed(predict, ticket) for ticket in chosen[:_FIRST]]
    for ticket in others:
        predict(ticket)
    new: list[float] = []
    slow: list[float] = []
    for at in range(_FIRST, len(chosen), _IN_TURN):
        new += [timed(predict, ticket) for ticket in chosen[at : at + _IN_TURN]]
        slow += [timed(pipeline, ticket) for ticket in chosen[at : at + _IN_TURN]]
    known = [timed(predict, ticket) for _ in range(told.rounds) for ticket in chosen]
    theirs, ours = statistics.median(slow), statistics.median(new)
    print(f"different tickets           {len(new):8d}      each timed once, by an evaluator that met {len(others)} others before")
    print(f"lean, text to everything    {ours:8.1f} us   target <= {_TARGET_MICROSECONDS}")
    print(f"pipeline, features ready    {theirs:8.1f} us   (category only; cleaning, topics and evidence not counted)")
    print(f"ratio                       {theirs / ours:8.1f}      target >= {_TARGET_RATIO}")
    print(f"lean, first {_FIRST} after start   {statistics.median(first):8.1f} us   (only the model's words are known)")
    print(f"lean, the same once more    {statistics.median(known):8.1f} us   (every word known)")
    tell_encoders(told.model, chosen)


def read_arguments() -> argparse.Namespace:
    """The options of the call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path(__file__).parents[1] / "models" / "category")
    parser.add_argument("--met", type=int, default=3000, help="other tickets that the evaluator has met before")
    parser.add_argument("--rounds", type=int, default=3, help="over the same tickets once more, when all are known")
    return parser.parse_args()


def tell_encoders(model: Path, tickets: Sequence[LabelledTicket]) -> None:
    """What the second readers cost on these tickets, and how often one is asked."""
    english = [ticket for ticket in tickets if ticket.language == "en"][:_ENCODED]
    for name, meaning in (("small encoder", False), ("English encoder", True)):
        always = load_classifier(model, encoder="always", meaning=meaning)
        if (always.english if meaning else always.second) is None:
            continue
        costs = [timed(partial(_read, always), ticket) for ticket in english]
        print(f"with the {name:15}    {statistics.median(costs) / 1000:8.1f} ms   (median of {len(costs)} tickets)")
    unsure = load_classifier(model, meaning=False)
    asked = [unsure.predict(ticket.subject, ticket.body).second_opinion for ticket in tickets[:_ENCODED]]
    print(f"asked where unsure          {sum(asked) / len(asked):8.2f}      (of our own tickets, which the model knows)")


def _read(classifier: Classifier, ticket: LabelledTicket) -> None:
    classifier.predict(ticket.subject, ticket.body, "en")


def timed(call: Callable[[LabelledTicket], None], ticket: LabelledTicket) -> float:
    """Microseconds of one call."""
    begun = time.thread_time_ns()
    call(ticket)
    return (time.thread_time_ns() - begun) / 1000


if __name__ == "__main__":
    main()
