"""How reloads went, as /readyz and /metrics tell it."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

from tests.web.shop import NOW, REQUEST, SETTINGS, client, snapshot
from triage.classifier.category.model import load_classifier
from triage.policy.loading.loader import load_policy
from triage.service.live.model_reload import ModelWatcher
from triage.service.live.reload import PolicyWatcher
from triage.service.live.service import TriageService
from triage.shipped import shipped
from triage.web.app import create_app


def watched(folder):
    """A service on a copy of the default policy, its watcher, and a client."""
    path = folder / "live.yaml"
    path.write_text(shipped("rules", "default.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    live = snapshot()
    service = TriageService(type(live).build(load_policy(path), live.classifier, "reference"))
    watcher = PolicyWatcher(service, path, "reference", 3600, lambda: date(2026, 11, 23))
    app = create_app(service, SETTINGS, clock=lambda: NOW, watcher=watcher)
    return path, watcher, app.test_client()


def test_a_failed_reload_is_told_and_the_service_stays_ready(tmp_path):
    """By /readyz with the count of findings, and by a metric."""
    path, watcher, shop = watched(tmp_path)
    try:
        assert shop.get("/readyz").get_json()["policy_reload"] == "none"
        path.write_text(path.read_text(encoding="utf-8").replace("priority: critical}", "priority: urgent}"), encoding="utf-8")
        assert watcher.look() == "failed"
        response = shop.get("/readyz")
        assert response.status_code == 200
        ready = response.get_json()
        assert (ready["status"], ready["policy_reload"]) == ("ready", "failed")
        assert ready["policy_findings"] >= 1
        metrics = shop.get("/metrics")
        assert metrics.content_type == "text/plain; version=0.0.4; charset=utf-8"
        assert 'triage_policy_reload_total{result="failed"} 1\n' in metrics.text
        assert "triage_policy_reload_failed 1\n" in metrics.text
        assert re.search(r"^triage_reload_look_age_seconds [0-9]\.[0-9]{3}$", metrics.text, re.MULTILINE)
        assert shop.post("/v1/triage", json=REQUEST).get_json()["priority"] == "high"
    finally:
        watcher.stop()


def test_a_refused_model_is_told_and_the_service_stays_ready(tmp_path):
    """By /readyz with its name and the reason, and by a counter and a gauge: the old one decides."""
    store, (live, service) = tmp_path / "store", (snapshot(), TriageService(snapshot()))
    models = ModelWatcher(service, store, partial(load_classifier, store))
    shop = create_app(service, SETTINGS, clock=lambda: NOW, models=models).test_client()
    assert shop.get("/readyz").get_json()["model_reload"] == "none"
    (store / "staged" / "newer").mkdir(parents=True)
    (store / "staged" / "newer" / "metadata.json").write_text('{"kind": "triage-category-model", "format": 999}')
    (store / "live.json").write_text('{"live": "newer"}')
    assert models.look() == "failed"
    response = shop.get("/readyz")
    ready = response.get_json()
    assert (response.status_code, ready["status"], ready["model_reload"]) == (200, "ready", "failed")
    assert ready["model_refused"] == "newer"
    assert ready["model_fault"].startswith("the model in newer has format 999, newer than")
    assert ready["versions"]["model"] == live.versions.model
    metrics = shop.get("/metrics").text
    assert 'triage_model_reload_total{result="failed"} 1\n' in metrics
    assert "triage_model_reload_failed 1\n" in metrics
    assert "triage_policy_reload_failed 0\n" in metrics
    assert f'triage_model_info{{version="{live.versions.model}"}} 1\n' in metrics


def test_metrics_without_a_watcher_count_nothing():
    """The names are there all the same, so that dashboards have no holes."""
    text = client().get("/metrics").text
    assert 'triage_policy_reload_total{result="swapped"} 0' in text
    assert "triage_policy_info{version=" in text
    assert 'triage_model_reload_total{result="failed"} 0' in text
