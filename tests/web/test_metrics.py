"""What /metrics counts is what was answered."""

import pytest

from tests.web.shop import REQUEST, client, snapshot
from triage.domain.reading import Prediction
from triage.domain.vocabulary import Category
from triage.service.live.service import TriageService
from triage.web.metrics import BUCKETS, Traffic

SURE = Prediction(((Category.KEY_FUNCTION, 0.999), (Category.CONTENT, 0.001)), language="en")
UNSURE = Prediction(((Category.KEY_FUNCTION, 0.4), (Category.CONTENT, 0.3), (Category.TRAINING, 0.3)), language="en")


def series(shop):
    """The samples by name and labels."""
    lines = [line for line in shop.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_requests_are_counted_by_route_and_class_of_status():
    """An address that is not there is one route, whatever it is called, so that nobody can add series."""
    shop = client()
    for body in (REQUEST, REQUEST, {}):
        shop.post("/v1/triage", json=body)
    for address in ("/a", "/b"):
        shop.get(address)
    found = series(shop)
    assert {name: count for name, count in found.items() if name.startswith("triage_requests_total")} == {
        'triage_requests_total{route="/v1/triage",status="2xx"}': 2,
        'triage_requests_total{route="/v1/triage",status="4xx"}': 1,
        'triage_requests_total{route="unknown",status="4xx"}': 2,
    }
    assert found['triage_request_seconds_count{route="/v1/triage"}'] == 3
    assert found['triage_request_seconds_sum{route="/v1/triage"}'] > 0


@pytest.mark.parametrize(("prediction", "reviews"), [(SURE, 0), (UNSURE, 3)])
def test_decisions_and_those_to_review_are_counted(prediction, reviews):
    """Alone and in batches; what could not be decided is no decision."""
    shop = client(TriageService(snapshot(prediction)))
    shop.post("/v1/triage", json=REQUEST)
    shop.post("/v1/triage/batch", json={"tickets": [REQUEST, {}, REQUEST]})
    shop.post("/v1/sla", json=REQUEST)
    found = series(shop)
    assert (found["triage_decisions_total"], found["triage_reviews_total"]) == (3, reviews)


def test_a_histogram_counts_up_to_each_bound():
    """A bound belongs to its own bucket; what is beyond the last counts as infinite only."""
    traffic = Traffic()
    for seconds in (0.001, BUCKETS[0], 0.3, 60):
        traffic.count_request("/r", 200, seconds)
    lines = list(traffic.lines())
    told = [line.rpartition(" ")[2] for line in lines if line.startswith("triage_request_seconds_bucket")]
    assert told == ["2", "2", "2", "2", "2", "2", "3", "3", "3", "3", "3", "4"]
    assert 'triage_request_seconds_bucket{route="/r",le="+Inf"} 4' in lines
    assert 'triage_request_seconds_sum{route="/r"} 60.306000' in lines


def test_the_names_are_there_before_anything_was_counted():
    """So that dashboards have no holes."""
    text = "\n".join(Traffic().lines())
    for name in ("requests_total", "request_seconds", "decisions_total", "reviews_total"):
        assert f"# TYPE triage_{name} " in text
