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
from triage.service.live.loading import load_snapshot
from triage.settings import Settings
classifier = load_snapshot(Settings.load(os.environ)).classifier
def told(what):
    sizes = {line.split()[0]: int(line.split()[1]) / 1000 for line in open("/proc/self/status") if line.endswith("kB\\n")}
    print(f"{what}: memory {sizes['VmRSS:']:.0f} MB, {sizes['RssFile:']:.0f} of them files that workers share")
sure = classifier.predict("Question", "How do I set up a coupon for returning customers? I can't find it in the handbook.")
told(f"start to first prediction {time.perf_counter() - begun:.2f} s, encoder asked: {sure.second_opinion}")
for subject, body in (("la page", "ne marche plus comme avant"), ("shop page", "is not as it was any more")):
    asked = classifier.predict(subject, body)
    told(f"another ticket, in {asked.language}, encoder asked: {asked.second_opinion}")
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
    for asked, meaning in (("unsure", "on"), ("unsure", "off"), ("always", "on"), ("never", "off")) if tickets else ():
        yield ["-m", "training", "evaluate", "--tickets", str(tickets), "--encoder", asked, "--meaning", meaning]
    yield ["-m", "bench.classify"]
    yield ["-c", _STARTED]
    if datasets:
        yield ["-m", "training", "benchmark", "--datasets", str(datasets)]
        yield ["-m", "training", "benchmark", "--datasets", str(datasets), "--only", "banking77", "--encoder"]
    for count in counts:
        yield ["bench/retrain.py", str(count)]


def _run(command: Sequence[str]) -> int:
    told = "-c '(load policy and model, classify three tickets)'" if command[0] == "-c" else " ".join(command)
    print(f"\n$ python {told}", flush=True)
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    main()
