"""What of a mail is its writer's own."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.line_kind import LineKind
from triage.classifier.quoting import classify_lines, kept_spans, strip_quotes

OWN = "The menu is gone."


@pytest.mark.parametrize(
    "rest",
    [
        "\n\nOn Mon, 3 Feb 2025 at 10:11 Ann <ann@x.example> wrote:\n> We fixed the newsletter.",
        "\n\nOn Mon, 3 Feb 2025 at 10:11 Ann Bertha Long Name\n<ann@x.example> wrote:\n> We fixed the newsletter.",
        "\n\nAm 03.02.2025 um 10:11 schrieb Ann:\n> Der Newsletter geht wieder.",
        "\n\nLe lun. 3 févr. 2025 à 10:11, Ann a écrit :\n> La lettre est réparée.",
        "\n\nEl 3 feb 2025, Ann escribió:\n> El boletín.",
        "\n\n-----Original Message-----\nFrom: Ann\nSent: Monday\nThe newsletter is fixed.",
        "\n\n-- \nUte Brink\nTel. 030 555",
        "\n\nKind regards\nUte Brink\nBrink Ltd",
        "\n\nMit freundlichen Grüßen\nUte",
        "\n\nSent from my iPhone",
        "\nName: Ute\nE-mail: ute@x.example",
        "\n\nThis message is confidential. If you are not the addressee, delete it.",
    ],
)
def test_what_surrounds_the_text_goes(rest: str):
    """Quoting of the commonest mail programs, signatures, labels, footers."""
    assert strip_quotes(OWN + rest).strip() in (OWN, f"{OWN}\nAnn Bertha")


def test_a_text_of_nothing_but_quotes_stays():
    """Better everything than nothing."""
    assert strip_quotes("> only this\n> was sent") == "> only this\n> was sent"


def test_a_log_is_seen_and_kept():
    """The same log means the same fault, so it stays for comparing; splitting knows its lines."""
    body = "It fails:\n2024-03-01 02:00:01 ERROR cannot open file"
    assert [line.kind for line in classify_lines(body)] == [LineKind.OWN, LineKind.LOG]
    assert strip_quotes(body) == body


@given(st.text(max_size=500))
def test_spans_are_ordered_stretches_of_the_text(body: str):
    """For any text."""
    spans = kept_spans(body)
    assert spans
    assert all(0 <= start <= end <= len(body) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
