"""Several independent requests in one ticket."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.classifier.splitting.parts import find_requests
from triage.domain.vocabulary import Category

SPLITS = Path(__file__).resolve().parents[3] / "training" / "splits"


def nothing(_: str) -> None:
    return None


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("The coupon field doesn't accept SPRING. Also, how do I export my customers?", 2),
        ("1. How do I add a second language?\n2. Can I change the currency symbol?\n3. Our logo is blurry, please fix.", 3),
        ("I can't log in. I tried Chrome, cleared the cache and reset my password. Can you look into it?", 0),
        ("Steps:\n1. Add a product\n2. Go to checkout\n3. Choose PayPal\n4. Error 500", 0),
        ("The form fails:\nFatal error: Uncaught Exception in /app/a.php:8\n#0 /app/b.php(1): send()\nIt worked on Friday.", 0),
        ("Die Suche findet nichts. Außerdem hätten wir gern ein Angebot für eine polnische Version.", 2),
        ("Les avis ne s'affichent plus. Autre chose : nous voudrions changer nos horaires.", 2),
        ("- Change the heading to Welcome\n- Replace the photo of the team\n- Remove the old map", 0),
        ("1. Vouchers land in spam\n2. What's the price of the loyalty module?\n3. Delete the category Sale", 3),
        ("What we tried:\n- no change without plugins\n- no change without the theme", 0),
        ("The popup cannot be closed.\n\nBest regards\nMaria\nDid you know? How do you ship? See our page", 0),
        ("", 0),
    ],
)
def test_requests_are_found_and_one_long_problem_is_left_whole(body: str, parts: int):
    """Connectors and lists split; steps, logs and signatures do not."""
    assert len(find_requests("Hello", body, nothing)) == parts


def test_a_part_has_its_span_and_its_own_category():
    """Spans are characters of subject, newline and body."""
    subject, body = "Two things", "The search shows nothing. Also, how do I export my customers?"
    asked = []
    parts = find_requests(subject, body, lambda text: asked.append(text) or Category.TRAINING)
    text = f"{subject}\n{body}"
    assert [text[part.start : part.end] for part in parts] == asked
    assert asked[1] == "Also, how do I export my customers?"
    assert parts[1].category is Category.TRAINING


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("tuned_on", 0.92, 0.65), ("set_aside", 0.9, 0.7), ("written_after_freezing", 0.9, 0.75)]
)
def test_the_measured_quality_is_kept(name: str, precision: float, recall: float):
    """The weights were learned from the first file, which holds the third until new cases are written; not from the second."""
    cases = [json.loads(line) for line in (SPLITS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    said = [bool(find_requests(case["subject"], case["body"], nothing)) for case in cases]
    right = sum(answer and case["parts"] > 1 for answer, case in zip(said, cases, strict=True))
    assert right / sum(said) >= precision
    assert right / sum(case["parts"] > 1 for case in cases) >= recall


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_ordered_spans_inside_it(body: str):
    """None, or at least two that do not overlap."""
    parts = find_requests("s", body, nothing)
    assert len(parts) != 1
    assert all(first.end <= second.start for first, second in pairwise(parts))
    assert all(0 <= part.start < part.end <= len(body) + 2 for part in parts)
