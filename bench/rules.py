"""The rule engines compared: `python -m bench.rules`. Prints a table as Markdown; `--quick` leaves the slow cells out.

One run, engines interleaved in rounds, so that a busy machine is busy for all of them; medians of the rounds. Every engine must
first give the same hits as business_rules on sampled tickets. Times are process CPU time per decision; ours include everything
that `apply` does: facts, outcome, writes, and the trace with the facts of every rule that fired.
"""

from __future__ import annotations

import argparse
import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.rule_engines import ON, Decide, library, ours, zen
from bench.rule_workload import make_rules, make_tickets, policy_text
from training.corpus import read_corpus
from triage.policy.engines.engine import Engine, build_engine
from triage.policy.loading.loader import load_policy, load_policy_text
from triage.policy.model import Policy

SIZES = (10, 100, 1_000, 10_000)
TARGETS = {10: 3, 100: 5, 1_000: 8, 10_000: 10}
"""Microseconds per decision, with trace."""

TICKETS = 60
"""As many as in the measurements that the targets come from; the replay has tickets that are all different."""
ROUNDS = 9
_MOST_SECONDS = 0.4


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10 to 1,000 rules, no replay")
    quick = parser.parse_args().quick
    sizes = SIZES[:3] if quick else SIZES
    rounds = {size: _compare(size) for size in sizes}
    print("Medians of the rounds:\n")
    _print_table({size: {name: statistics.median(times) for name, times in found.items()} for size, found in rounds.items()})
    print("Best round, which other processes disturbed least:\n")
    _print_table({size: {name: min(times) for name, times in found.items()} for size, found in rounds.items()})
    _print_default_policy()
    if not quick:
        _print_loading()
        _print_replay()


def _compare(size: int) -> dict[str, list[float]]:
    """Microseconds per decision of each round, per engine."""
    rules, tickets = make_rules(size), make_tickets(TICKETS, size)
    policy = load_policy_text(policy_text(rules), f"bench-{size}")
    engine = build_engine(policy, "compiled")
    made: dict[str, tuple[Callable[[Any], Any], Decide]] = {"business_rules": library(rules), "ours": ours(engine)}
    other = zen(rules)
    if other is None:
        print("zen-engine is not installed: its column is left out.\n")
    else:
        made["zen"] = other
    prepared = {name: [prepare(ticket) for ticket in tickets] for name, (prepare, _) in made.items()}
    _same_hits({name: decide for name, (_, decide) in made.items()}, prepared)
    timed = {name: decide for name, (_, decide) in made.items()}
    timed["ours"] = lambda ticket: engine.apply(ticket, on=ON)
    return _rounds(timed, prepared)


def _same_hits(engines: Mapping[str, Decide], tickets: Mapping[str, Sequence[Any]]) -> None:
    for number in range(0, TICKETS, 10):
        hits = {name: decide(tickets[name][number]) for name, decide in engines.items()}
        if len({tuple(found) for found in hits.values()}) > 1:
            raise SystemExit(f"the engines disagree on ticket {number}: {hits}")


def _rounds(engines: Mapping[str, Callable[[Any], object]], tickets: Mapping[str, Sequence[Any]]) -> dict[str, list[float]]:
    some = {name: tickets[name][: _affordable(decide, tickets[name])] for name, decide in engines.items()}
    rounds: dict[str, list[float]] = {name: [] for name in engines}
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, decide in engines.items():
            rounds[name].append(_microseconds(decide, some[name]))
    gc.unfreeze()
    return rounds


def _affordable(decide: Callable[[Any], object], tickets: Sequence[Any]) -> int:
    """How many tickets a round may take."""
    each = _microseconds(decide, tickets[:3]) / 1e6
    return max(3, min(len(tickets), int(_MOST_SECONDS / each)))


def _microseconds(decide: Callable[[Any], object], tickets: Sequence[Any]) -> float:
    repeats = max(1, 1_000 // len(tickets)) if len(tickets) == TICKETS else 1
    start = time.process_time()
    for _ in range(repeats):
        for ticket in tickets:
            decide(ticket)
    return (time.process_time() - start) / (repeats * len(tickets)) * 1e6


def _print_table(medians: Mapping[int, Mapping[str, float]]) -> None:
    names = [name for name in ("business_rules", "zen", "ours") if name in next(iter(medians.values()))]
    print("| rules | " + " | ".join(f"{name}, µs" for name in names) + " | target, µs | × business_rules | × zen |")
    print("|---|" + "---|" * (len(names) + 3))
    for size, found in medians.items():
        cells = [f"{found[name]:,.1f}" for name in names]
        ratios = [f"{found[name] / found['ours']:,.1f}" if name in found else "-" for name in ("business_rules", "zen")]
        print(f"| {size:,} | " + " | ".join([*cells, f"{TARGETS[size]}", *ratios]) + " |")
    for name in names:
        print(f"growth exponent of {name}: {_exponent({size: found[name] for size, found in medians.items()}):.2f}")
    print()


def _exponent(times: Mapping[int, float]) -> float:
    """Least-squares slope of log time on log rules."""
    slope, _ = statistics.linear_regression([math.log(size) for size in times], [math.log(value) for value in times.values()])
    return slope


def _print_default_policy() -> None:
    policy = load_policy("default")
    short = [{**ticket, "subject": "Order 12", "body": "It fails", "urls": 0} for ticket in make_tickets(TICKETS, 100)]
    told = [ticket for ticket in read_corpus() if 550 <= len(ticket.subject + ticket.body) <= 650][:TICKETS]
    faults = [
        {
            "category": "key_function",
            "urls": 0,
            "order numbers": 0,
            "subject": one.subject,
            "body": one.body,
            "text": f"{one.subject}\n{one.body}",
        }
        for one in told
    ]
    engines = {kind: build_engine(policy, kind) for kind in ("reference", "compiled")}
    timed: dict[str, Callable[[Any], object]] = {kind: _applied(engine) for kind, engine in engines.items()}
    for name, tickets in (("short tickets", short), ("faults of 600 characters", faults)):
        found = _rounds(timed, dict.fromkeys(timed, tickets))
        times = [f"{kind} {statistics.median(times):.0f} µs (best {min(times):.0f})" for kind, times in found.items()]
        print(f"default policy, whole apply with trace, {name}: {', '.join(times)}; target 60 µs\n")


def _applied(engine: Engine) -> Callable[[Any], object]:
    return lambda ticket: engine.apply(ticket, on=ON)


def _print_loading() -> None:
    size = SIZES[-1]
    text = policy_text(make_rules(size))
    loads, compiles = [], []
    for _ in range(3):
        start = time.process_time()
        policy: Policy = load_policy_text(text, "bench")
        middle = time.process_time()
        build_engine(policy, "compiled")
        loads.append(middle - start)
        compiles.append(time.process_time() - middle)
    load, compiled = statistics.median(loads), statistics.median(compiles)
    print(f"{size:,} rules ({len(text) / 1e6:.1f} MB): load {load:.2f} s, compile {compiled:.2f} s; target 3 s together\n")


def _print_replay() -> None:
    size, count = 1_000, 100_000
    engine = build_engine(load_policy_text(policy_text(make_rules(size)), "bench"), "compiled")
    tickets = make_tickets(count, size)
    start = time.process_time()
    for ticket in tickets:
        engine.apply(ticket, on=ON)
    spent = time.process_time() - start
    print(f"replay of {count:,} tickets × {size:,} rules: {spent:.2f} s of rule time on one core; target 10 s")


if __name__ == "__main__":
    main()
