"""Brings the figures of one retraining together; the page and the card are written from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.report.deciding import deciding_words
from training.report.drift import drift_figures, month_figures
from training.report.figures import Judged, held_out_figures
from training.report.growth import growth_figures
from training.retrain.calibration import suspects
from training.retrain.learning import Learned
from training.retrain.preparing import Prepared
from training.retrain.recipe import Material
from training.retrain.search import Map

_SUSPECTS = 30
_NOTICES = 50
_QUOTED = 160  # characters of a ticket that the report shows


def report_figures(
    name: str, ready: Prepared, learned: Learned, material: Material, run: Map, made: Mapping[str, Any]
) -> dict[str, Any]:
    """All figures, ready for JSON; the texts of the tickets that are quoted come later, see `quote`."""
    client, rows = ready.client, ready.split.test
    test = client.texts.take(rows)
    judged = Judged(
        truth=client.labels[rows],
        shares=learned.shares(test),
        names=ready.names,
        learned=np.bincount(client.labels[ready.split.train], minlength=len(ready.names)),
        places=[client.places[row] for row in rows.tolist()],
        sources=[client.sources[row] for row in rows.tolist()],
        times=client.times[rows],
    )
    return {
        "name": name,
        "split": ready.split.how,
        "notices": [*map(str, ready.notices[:_NOTICES]), *ready.split.warnings],
        "refused": list(ready.refusals.lines()),
        "held_out": held_out_figures(judged),
        "growth": growth_figures(material, test, judged.truth, learned.recipe, run) if rows.size else None,
        "suspects": _suspects(ready, learned, material),
        "words": deciding_words(learned.fitted, material.texts, ready.names),
        "drift": drift_figures(client.texts, ready.shipped.texts, client.labels, ready.shipped.labels, ready.names),
        "months": month_figures(client.labels, client.times, ready.names),
        "made": {**made, "recipe": str(learned.recipe), "temperature": learned.out_of_fold.temperature},
        "trials": [{"recipe": str(trial.recipe), "quality": round(trial.quality, 4)} for trial in learned.trials],
    }


def places_quoted(figures: Mapping[str, Any]) -> set[str]:
    """Where the tickets stand whose text the report shows."""
    return {each["place"] for each in (*figures["held_out"]["mistakes"], *figures["suspects"])}


def quote(figures: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    """Put the beginnings of the masked texts beside the tickets that the report names."""
    for each in (*figures["held_out"]["mistakes"], *figures["suspects"]):
        text = " ".join(texts.get(each["place"], "").split())
        each["text"] = text[:_QUOTED] + ("…" if len(text) > _QUOTED else "")


def _suspects(ready: Prepared, learned: Learned, material: Material) -> list[dict[str, Any]]:
    """Learning tickets whose label is likely wrong, by models that had not seen them."""
    held = learned.out_of_fold
    labels, shares = material.labels[held.rows], held.shares
    found: Sequence[int] = suspects(labels, shares)[:_SUSPECTS].tolist()
    rows = ready.split.train
    return [
        {
            "place": ready.client.places[int(rows[held.rows[at]])],
            "label": ready.names[int(labels[at])],
            "said": ready.names[int(shares[at].argmax())],
            "confidence": round(float(shares[at].max()), 3),
        }
        for at in found
    ]
