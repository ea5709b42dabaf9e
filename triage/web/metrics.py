"""What this process has answered, counted for Prometheus: requests, how long they took, decisions."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from threading import Lock

from triage.domain.decision import RoutingDecision

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds: a decision takes milliseconds, one that asks the encoders some tenths of a second."""


class Traffic:
    """Counters of one process, which only grow. Safe among threads.

    Routes are our own names for addresses, so there are no more of them than addresses that we have.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._durations: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._decisions = self._reviews = 0

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """A request that was answered."""
        with self._lock:
            self._requests[route, f"{status // 100}xx"] += 1
            self._durations.setdefault(route, [0] * (len(BUCKETS) + 1))[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[route] += seconds

    def count_decisions(self, decisions: Iterable[object]) -> None:
        """Tickets that were decided; errors that stand among them are passed over."""
        reviews = [each.category.needs_review for each in decisions if isinstance(each, RoutingDecision)]
        with self._lock:
            self._decisions += len(reviews)
            self._reviews += sum(reviews)

    def lines(self) -> Iterator[str]:
        """In Prometheus' text format; the names are there before anything was counted."""
        with self._lock:
            requests, seconds = sorted(self._requests.items()), dict(self._seconds)
            durations = sorted((route, tuple(counts)) for route, counts in self._durations.items())
            decisions, reviews = self._decisions, self._reviews
        yield from _head("requests_total", "counter", "Requests answered, by route and class of status, in this process.")
        yield from (f'triage_requests_total{{route="{route}",status="{status}"}} {count}' for (route, status), count in requests)
        yield from _head("request_seconds", "histogram", "Seconds until a request was answered, by route, in this process.")
        for route, counts in durations:
            yield from _histogram(route, counts, seconds[route])
        yield from _head("decisions_total", "counter", "Tickets decided alone or in batches, in this process.")
        yield f"triage_decisions_total {decisions}"
        yield from _head("reviews_total", "counter", "Of these decisions, those whose category a person should look at.")
        yield f"triage_reviews_total {reviews}"


def _histogram(route: str, counts: Iterable[int], seconds: float) -> Iterator[str]:
    up_to = list(accumulate(counts))
    for bound, count in zip((*BUCKETS, "+Inf"), up_to, strict=True):
        yield f'triage_request_seconds_bucket{{route="{route}",le="{bound}"}} {count}'
    yield f'triage_request_seconds_sum{{route="{route}"}} {seconds:.6f}'
    yield f'triage_request_seconds_count{{route="{route}"}} {up_to[-1]}'


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP triage_{name} {meaning}"
    yield f"# TYPE triage_{name} {kind}"
