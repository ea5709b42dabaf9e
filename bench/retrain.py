"""How long retraining takes, and how much memory: `python bench/retrain.py 100000`, `python bench/retrain.py 1000000 --full`.

Synthetic volume: each ticket is one of IT service tickets where these are present (shared/datasets), else of our corpus, with
three of ten words replaced by words of another ticket of the same category. The whole is timed, from the CSV to the judged model;
with `--full` it is the command that people run, to the staged model with its report and its comparison with the shipped one
(labels that are not ours stand for ours in turn).
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from multiprocessing import Process
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
IT_TICKETS = ROOT.parent / "shared" / "datasets" / "itservice" / "all_tickets_processed_improved_v3.csv.xz"
SWAPPED = 0.3  # of the words
LIMITS = {100_000: (180, 1_500), 1_000_000: (600, 1_000)}  # tickets: seconds, MB
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
FULL = {"body": "body", "category": "category", "created_at": "created_at", "requester": "requester"}


def main(count: int, full: bool) -> int:
    """Make the export, retrain, print seconds and memory; 1 when a limit was missed."""
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.csv"
        maker = Process(target=write_export, args=(export, count))  # what making the tickets takes is not what learning takes
        maker.start()
        maker.join()
        began = time.perf_counter()
        told = run_command(export, began) if full else learn_and_judge(export, began)
        seconds = time.perf_counter() - began
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(each.ru_utime + each.ru_stime for each in usage)
    memory = max(each.ru_maxrss for each in usage) // 1024
    most_seconds, most_memory = LIMITS.get(count, (float("inf"), float("inf")))
    print(
        f"{count} tickets: {seconds:.0f} s (limit {most_seconds}; {busy:.0f} s of processors), "
        f"{memory} MB in the largest process (limit {most_memory}), {told}"
    )
    return int(seconds > most_seconds or memory > most_memory)


def learn_and_judge(export: Path, began: float) -> str:
    """Read, learn, judge, under the labels of the export."""
    from training.ingest.mapping import parse_mapping
    from training.retrain.benchmarked import retrain_any
    from training.retrain.search import workers

    mapping = parse_mapping("labels: any\ncolumns: {body: body, category: category}", "bench")
    with workers() as run:
        found = retrain_any(export, mapping, run, lambda line: print(f"{time.perf_counter() - began:6.1f} s  {line}", flush=True))
    return f"accuracy {found:.3f}"


def run_command(export: Path, began: float) -> str:
    """`python -m training`, its lines with the time and the most memory that its main process has had by then."""
    mapping, store = export.with_name("mapping.yaml"), export.with_name("models")
    mapping.write_text(json.dumps({"name": "bench", "columns": FULL, "categories": ours_for(export)}), encoding="utf-8")
    store.mkdir()
    (store / "category").symlink_to(ROOT / "models" / "category")
    words = [sys.executable, "-m", "training", str(export), "--mapping", str(mapping), "--store", str(store), "--out", "bench"]
    with subprocess.Popen(words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        peak = 0
        for line in process.stdout or ():
            peak = max(peak, peak_of(process.pid))
            print(f"{time.perf_counter() - began:6.1f} s  {peak:5d} MB  {line[:200].rstrip()}", flush=True)
    if process.returncode:
        raise SystemExit(process.returncode)
    return f"{peak} MB in the main one"


def peak_of(pid: int) -> int:
    """The most memory that a process has had, in MB; 0 when it is gone, or where there is no /proc."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def ours_for(export: Path) -> dict[str, str]:
    """A category of ours for each label of an export."""
    from triage.domain.vocabulary import Category

    with export.open(newline="", encoding="utf-8") as file:
        labels = sorted({row["category"] for row in csv.DictReader(file)})
    ours = [category.value for category in Category]
    return {label: label if label in ours else other for label, other in zip(labels, cycle(ours), strict=False)}


def write_export(path: Path, count: int) -> None:
    """A CSV of so many tickets, a minute apart, three of each requester."""
    texts = list(_originals())
    draw = random.Random(20)
    by_label: dict[str, list[list[str]]] = {}
    for words, label in texts:
        by_label.setdefault(label, []).append(words)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["body", "category", "created_at", "requester"])
        for at in range(count):
            words, label = texts[at % len(texts)]
            other = draw.choice(by_label[label])
            mixed = [draw.choice(other) if draw.random() < SWAPPED else word for word in words]
            table.writerow([" ".join(mixed), label, _BEGIN + timedelta(minutes=at), at // 3])


def _originals() -> Iterator[tuple[list[str], str]]:
    if IT_TICKETS.exists():
        with lzma.open(IT_TICKETS, "rt", encoding="utf-8") as file:
            yield from ((row["Document"].split() or ["-"], row["Topic_group"]) for row in csv.DictReader(file))
        return
    from training.corpus import read_corpus

    for ticket in read_corpus():
        yield (f"{ticket.subject} {ticket.body}".split() or ["-"], ticket.category.value)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tickets", type=int, nargs="?", default=100_000)
    parser.add_argument("--full", action="store_true", help="the whole command, with report, topics, writing and comparison")
    given = parser.parse_args()
    raise SystemExit(main(given.tickets, given.full))
