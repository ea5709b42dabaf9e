"""Everything that is promised of the category model, one command after the other.

    python -m bench.targets [--tickets FILE] [--datasets FOLDER] [--retrain 100000 1000000]

Each part is a command of its own, printed before its figures. FILE: labelled tickets that nothing was learned from. FOLDER: the
public sets that `python -m training benchmark` knows.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_STARTED = """
import os, time
begun = time.perf_counter()
from triage.service.loading import load_snapshot
from triage.settings import Settings
load_snapshot(Settings.load(os.environ)).classifier.predict("shop page", "does not open any more")
pages = int(open("/proc/self/statm").read().split()[1])
print(f"start to first prediction {time.perf_counter() - begun:.2f} s, memory {pages * os.sysconf('SC_PAGE_SIZE') / 1e6:.0f} MB")
"""


def main() -> None:
    """Run the parts; the exit code is that of the first that failed, 0 when all ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=Path)
    parser.add_argument("--datasets", type=Path)
    parser.add_argument("--retrain", type=int, nargs="*", default=[], help="numbers of tickets")
    told = parser.parse_args()
    codes = [_run(command) for command in _commands(told.tickets, told.datasets, told.retrain)]
    sys.exit(next((code for code in codes if code), 0))


def _commands(tickets: Path | None, datasets: Path | None, counts: Sequence[int]) -> Iterator[list[str]]:
    for asked in ("unsure", "always", "never") if tickets else ():
        yield ["-m", "training", "evaluate", "--tickets", str(tickets), "--encoder", asked]
    yield ["-m", "bench.classify"]
    yield ["-c", _STARTED]
    if datasets:
        yield ["-m", "training", "benchmark", "--datasets", str(datasets)]
    for count in counts:
        yield ["bench/retrain.py", str(count)]


def _run(command: Sequence[str]) -> int:
    told = "-c '(load policy and model, classify one ticket)'" if command[0] == "-c" else " ".join(command)
    print(f"\n$ python {told}", flush=True)
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
