"""One ticket from text to probabilities, topics, evidence and language: lean evaluator against the pipeline's one-row call.

    python -m bench.classify [--model models/category] [--rounds 5]

Tickets are those of our own corpus around 600 bytes. Both are called on the same tickets in the same run, so that whatever
else the machine does falls on both; times are medians of processor time of this thread.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  # after the threads are set

from training.corpus import LabelledTicket, read_corpus  # noqa: E402
from triage.classifier.model import load_classifier  # noqa: E402
from triage.classifier.sklearn_engine import PipelineModel  # noqa: E402

_TARGET_MICROSECONDS = 150
_TARGET_RATIO = 12


def main() -> None:
    """Print the figures and the targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path(__file__).parents[1] / "models" / "category")
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    tickets = [ticket for ticket in read_corpus() if 550 <= len((ticket.subject + ticket.body).encode()) <= 650][:200]
    begun = time.perf_counter()
    lean = load_classifier(told.model)
    print(f"load, lean                {time.perf_counter() - begun:8.3f} s")
    reference = load_classifier(told.model, "sklearn").engine
    assert isinstance(reference, PipelineModel)
    rows = {ticket.id: np.array([reference.reader.read(ticket.subject, ticket.body).columns], dtype=object) for ticket in tickets}

    def predict(ticket: LabelledTicket) -> None:
        lean.predict(ticket.subject, ticket.body, None)

    def pipeline(ticket: LabelledTicket) -> None:
        reference.category.predict_proba(reference.features.transform(rows[ticket.id]))

    cold = [timed(predict, ticket) for ticket in tickets]
    warm, slow = [], []
    for _ in range(told.rounds):
        for ticket in tickets:
            warm.append(timed(predict, ticket))
        slow += [timed(pipeline, ticket) for ticket in tickets[:: told.rounds]]
    ours, theirs = statistics.median(warm), statistics.median(slow)
    print(f"tickets                   {len(tickets):8d}")
    print(f"lean, first meeting       {statistics.median(cold):8.1f} us (words not met before included)")
    print(f"lean, text to everything  {ours:8.1f} us   target <= {_TARGET_MICROSECONDS}")
    print(f"pipeline, features ready  {theirs:8.1f} us   (category only; cleaning, topics and evidence not counted)")
    print(f"ratio                     {theirs / ours:8.1f}      target >= {_TARGET_RATIO}")


def timed(call: Callable[[LabelledTicket], None], ticket: LabelledTicket) -> float:
    """Microseconds of one call."""
    begun = time.thread_time_ns()
    call(ticket)
    return (time.thread_time_ns() - begun) / 1000


if __name__ == "__main__":
    main()
