"""Quotes that Jira marks, and those that HTML mail does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.cited import BLOCK, cited_rows, cut_line, without_mark
from triage.classifier.markup import text_of
from triage.classifier.quoting import strip_quotes
from triage.classifier.text import clean

ASKED = "How do I add a second user?"
OLD = "Our whole shop is down."


def _both(body: str) -> tuple[str, str]:
    return tuple("\n".join(filter(None, text.split("\n"))) for text in (clean("", body).body, strip_quotes(text_of(body))))


@pytest.mark.parametrize(
    "body",
    [
        f"{ASKED}\n\n{{quote}}{OLD}{{quote}}",
        f"{ASKED}\n{{quote}}\n{OLD}\n\nNobody can order.\n{{quote}}",
        f"{{quote}}{OLD}\nNobody can order.{{quote}}\n{ASKED}",
        f"{{quote}}{OLD} {'Nobody can order. ' * 30}{{quote}}\n{ASKED}",
        f"bq. {OLD}\n\n{ASKED}",
        f'<p>{ASKED}</p><blockquote type="cite"><div>{OLD}</div><blockquote>older</blockquote></blockquote>',
        f"<p>{ASKED}</p><blockquote type=cite>{OLD}<br><br>Nobody can order.</blockquote>",
        f"<blockquote class='gmail_quote' style='margin:0'>{OLD}</blockquote><p>{ASKED}</p>",
        f'<div>{ASKED}</div><div>On Mon, 23 Nov 2026 at 09:12, Ann wrote:<br></div><blockquote type="cite">{OLD}</blockquote>',
    ],
)
def test_quotes_go(body: str):
    """Of a ticket of Jira's, of Apple's and Mozilla's mail programs, and of Gmail."""
    assert _both(body) == (ASKED, ASKED)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f"{{quote}}{OLD}{{quote}}\n", OLD),
        (f"bq. {OLD}\n", OLD),
        (f'<blockquote type="cite"><p>{OLD}</p></blockquote>', OLD),
        (f"A customer writes:\n{{quote}}\n{OLD}\n{{quote}}", f"A customer writes:\n{OLD}"),
        (f"FYI, see below.\n\nbq. {OLD}", f"FYI, see below.\n{OLD}"),
        (
            f'<p>Please answer him.</p><blockquote type="cite">Begin forwarded message:<br>From: Bob<br>Subject: Shop<br><br>'
            f"{OLD}</blockquote>",
            f"Please answer him.\n{OLD}",
        ),
        ("It fails.\n{quote} is what the form shows", "It fails.\n{quote} is what the form shows"),
        ("It fails.\n{quote}a{quote} is shown", "It fails.\n{quote}a{quote} is shown"),
        (f"<p>{ASKED}</p><blockquote>{OLD}</blockquote>", f"{ASKED}\n{OLD}"),
    ],
)
def test_quotes_that_are_meant_stay(body: str, left: str):
    """Where nothing else is there, or what is there hands them on or announces them; marks that nothing closes are words."""
    assert _both(body)[0] == left


@given(st.lists(st.sampled_from(["{quote}", "bq. a", "own", "", "{quote}a{quote}", "a{quote}", "{quote}a", "> a", "it says:"])))
def test_any_order(lines: list[str]):
    """Rows are in order and once; something is left of any text."""
    rows = cited_rows(lines)
    assert rows == sorted(set(rows))
    body = "\n".join(lines)
    assert bool(clean("", body).body) == bool(body.strip())
    assert bool(strip_quotes(body).strip()) == bool(body.strip())


def test_marks():
    """What says that a line is quoted is no word of it; a long line keeps what closes it."""
    assert [without_mark(line) for line in ("> > a", "bq. a", "{quote}a", "a{quote}", "a")] == ["a"] * 5
    assert cut_line(f"{'a' * 400}{BLOCK}", 300) == f"{'a' * 300}{BLOCK}"
    assert cut_line("a" * 400, 300) == "a" * 300
