"""How long retraining takes, and how much memory: `python bench/retrain.py 100000`, `python bench/retrain.py 1000000`.

Synthetic volume: each ticket is one of IT service tickets where these are present (shared/datasets), else of our corpus, with
three of ten words replaced by words of another ticket of the same category. The whole is timed, from the CSV to the judged model.
"""

from __future__ import annotations

import csv
import lzma
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import Process
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
IT_TICKETS = ROOT.parent / "shared" / "datasets" / "itservice" / "all_tickets_processed_improved_v3.csv.xz"
SWAPPED = 0.3  # of the words
LIMITS = {100_000: (180, 1_500), 1_000_000: (600, 1_000)}  # tickets: seconds, MB


def main(count: int) -> int:
    """Make the export, retrain, print seconds and memory; 1 when a limit was missed."""
    from training.ingest.mapping import parse_mapping
    from training.retrain.benchmarked import retrain_any
    from training.retrain.search import workers

    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.csv"
        maker = Process(target=write_export, args=(export, count))  # what making the tickets takes is not what learning takes
        maker.start()
        maker.join()
        mapping = parse_mapping("labels: any\ncolumns: {body: body, category: category}", "bench")
        began = time.perf_counter()
        with workers() as run:
            accuracy = retrain_any(
                export, mapping, run, lambda line: print(f"{time.perf_counter() - began:6.1f} s  {line}", flush=True)
            )
        seconds = time.perf_counter() - began
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(each.ru_utime + each.ru_stime for each in usage)
    memory = max(each.ru_maxrss for each in usage) // 1024
    most_seconds, most_memory = LIMITS.get(count, (float("inf"), float("inf")))
    print(
        f"{count} tickets: {seconds:.0f} s (limit {most_seconds}; {busy:.0f} s of processors), "
        f"{memory} MB (limit {most_memory}), accuracy {accuracy:.3f}"
    )
    return int(seconds > most_seconds or memory > most_memory)


def write_export(path: Path, count: int) -> None:
    """A CSV of so many tickets."""
    texts = list(_originals())
    draw = random.Random(20)
    by_label: dict[str, list[list[str]]] = {}
    for words, label in texts:
        by_label.setdefault(label, []).append(words)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["body", "category"])
        for at in range(count):
            words, label = texts[at % len(texts)]
            other = draw.choice(by_label[label])
            mixed = [draw.choice(other) if draw.random() < SWAPPED else word for word in words]
            table.writerow([" ".join(mixed), label])


def _originals() -> Iterator[tuple[list[str], str]]:
    if IT_TICKETS.exists():
        with lzma.open(IT_TICKETS, "rt", encoding="utf-8") as file:
            yield from ((row["Document"].split() or ["-"], row["Topic_group"]) for row in csv.DictReader(file))
        return
    from training.corpus import read_corpus

    for ticket in read_corpus():
        yield (f"{ticket.subject} {ticket.body}".split() or ["-"], ticket.category.value)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
