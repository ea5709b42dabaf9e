"""The report as one HTML page that needs nothing beside it. Every text from a ticket or an export is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from training.report.plots import bars, confusion_plot, line_plot
from training.retrain.hearing import hearing_lines

_MOST_FOR_SQUARES = 20  # categories: more are listed, not drawn

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2733;--soft:#5b6b7b;--line:#d5dde5;--main:#1f6f8b;--other:#c9a227;--bad:#b3403a;
--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9fb0c0;--line:#34424f;--main:#58b4d1;--other:#e0c050;--bad:#e5736c;--paper:#12181e}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem}h2{margin-top:2.4rem;border-bottom:1px solid var(--line)}p.lead{font-size:1.15rem}.soft{color:var(--soft)}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}
th,td{padding:.3rem .8rem .3rem 0;text-align:left;border-bottom:1px solid var(--line)}
td.n{text-align:right;font-variant-numeric:tabular-nums}
figure{display:inline-block;margin:1rem 1.5rem 1rem 0;vertical-align:top;max-width:100%}
svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--ink)}
figcaption{color:var(--soft);font-size:.9rem}
polyline{fill:none;stroke:var(--main);stroke-width:2}circle,.first,.right{fill:var(--main)}.second{fill:var(--other)}
.wrong{fill:var(--bad)}
.axis{fill:none;stroke:var(--line)}.ideal{stroke:var(--soft);stroke-dasharray:4 4}
"""


_SERVED = (
    "The first figures are the fast reader's, of every ticket. The comparison is of what serves, and so may be lower: it names "
    "no category where nothing is asked or the language is another one, and <code>duplicate</code> only where the text refers "
    "to a ticket."
)


def write_page(figures: Mapping[str, Any]) -> str:
    """The whole page from the report's figures."""
    held = figures["held_out"]
    sections = [
        f"<h1>Retraining report: {escape(str(figures['name']))}</h1>",
        _summary(figures, held),
        _list("Before you trust it", figures["notices"]),
        _list("Rows that were not used", figures["refused"]),
        "<h2>Categories</h2>" + _categories(held) + _confusion(held),
        "<h2>Can its confidence be believed?</h2>" + _confidence(held),
        _list("The second readers", hearing_lines(figures["second_readers"])),
        "<h2>Would more tickets help?</h2>" + _growth(figures.get("growth")),
        "<h2>Surest mistakes</h2><p>Look at these first: the model was sure, and wrong, or the label is.</p>"
        + _mistakes(held["mistakes"]),
        "<h2>Labels to look at again</h2><p>Other tickets with these labels read differently.</p>"
        + _mistakes(figures["suspects"]),
        "<h2>Words that decide</h2>" + _words(figures["words"]),
        "<h2>How these tickets differ</h2>" + _drift(figures),
        "<h2>Where they come from</h2>" + _parts(held["sources"]) + _parts(held["months"]),
        "<h2>How it was made</h2>" + _made(figures),
    ]
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Retraining report</title>'
    head = f"{meta}<style>{_STYLE}</style>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(sections)}</body></html>\n'


def _summary(figures: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    right, f1 = held["accuracy"], held["macro_f1"]
    verdict = figures.get("comparison_text") or "There was no live model to compare with."
    return (
        f'<p class="lead">Of {held["tickets"]} tickets that it had never seen, it named <b>{right["value"]:.1%}</b> rightly '
        f"(between {right['low']:.1%} and {right['high']:.1%} with 95 % certainty).</p>"
        f"<p>Macro-F1 {f1['value']:.3f} [{f1['low']:.3f}, {f1['high']:.3f}]; calibration error {held['ece']:.3f}. "
        f"Held out: {escape(figures['split'])}.</p>"
        f"<p>{escape(verdict)}</p>"
        f"<p>{_SERVED}</p>"
    )


def _list(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if lines else ""


def _categories(held: Mapping[str, Any]) -> str:
    rows = [
        (c["name"], c["learned"], c["tickets"])
        + ((f"{c['precision']:.0%}", f"{c['recall']:.0%}", f"{c['f1']:.2f}") if c["tickets"] else ("–",) * 3)
        for c in held["categories"]
    ]
    return _table(("category", "learned", "held out", "right when said", "found", "F1"), rows)


def _confusion(held: Mapping[str, Any]) -> str:
    names = [each["name"] for each in held["categories"]]
    return (
        confusion_plot("Rows: what they are. Columns: what was said.", names, held["confusion"])
        if len(names) <= _MOST_FOR_SQUARES
        else ""
    )


def _confidence(held: Mapping[str, Any]) -> str:
    reliability = [(point["confidence"], point["right"]) for point in held["reliability"]]
    coverage = [(point["answered"], point["accuracy"]) for point in reversed(held["coverage"])]
    return line_plot(
        "On the dashed line, confidence is honest", reliability, "confidence", "share right", diagonal=True
    ) + line_plot("Answering only the surest", coverage, "share answered", "share right")


def _growth(growth: Mapping[str, Any] | None) -> str:
    if not growth:
        return "<p>Not measured.</p>"
    points = [(float(point["tickets"]), point["macro_f1"]) for point in growth["points"]]
    gain = growth["gain"]
    told = (
        "There are too few tickets to tell."
        if gain is None
        else f"{growth['more']} more tickets would gain about {gain * 100:.1f} points of macro-F1."
    )
    if growth.get("rough"):
        told += f" There are so many that only samples of up to {growth['points'][-1]['tickets']} were learned for this, roughly."
    return f"<p>{told}</p>" + line_plot("Macro-F1 over tickets learned", points, "tickets", "macro-F1")


def _mistakes(mistakes: Sequence[Mapping[str, Any]]) -> str:
    rows = [(each["place"], each["label"], each["said"], f"{each['confidence']:.0%}", each.get("text", "")) for each in mistakes]
    return _table(("where", "label", "model", "sure", "text"), rows) if rows else "<p>None.</p>"


def _words(words: Mapping[str, Sequence[str]]) -> str:
    return _table(("category", "words"), [(name, ", ".join(found)) for name, found in list(words.items())[:_MOST_FOR_SQUARES]])


def _drift(figures: Mapping[str, Any]) -> str:
    drift = figures["drift"]
    if drift["stability_index"] is None:
        return "<p>The shipped corpus was not used.</p>"
    shares = [(each["name"], each["client"], each["shipped"]) for each in drift["shares"]]
    typical = ", ".join(drift["typical_words"])
    told = f"{drift['unknown_words']:.0%} of the words do not occur in the shipped corpus; typical here: {typical}."
    months = [
        (each["month"], each["tickets"], "" if each["stability_index"] is None else f"{each['stability_index']:.2f}")
        for each in figures["months"]
    ]
    table = _table(("month", "tickets", "moved (0.25 is much)"), months) if months else ""
    return (
        f"<p>{escape(told)} Stability index {drift['stability_index']:.2f} (0.25 is much).</p>"
        + bars("Your tickets, and below the shipped ones", shares)
        + table
    )


def _parts(parts: Sequence[Mapping[str, Any]]) -> str:
    return _table(("part", "held out", "right"), [(each["name"], each["tickets"], f"{each['accuracy']:.0%}") for each in parts])


def _made(figures: Mapping[str, Any]) -> str:
    rows = [(name, str(value)) for name, value in figures["made"].items()]
    tried = _table(
        ("recipe", "quality in the search"), [(each["recipe"], f"{each['quality']:.4f}") for each in figures["trials"]]
    )
    return _table(("what", ""), rows) + f"<details><summary>Recipes that were tried</summary>{tried}</details>"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    title = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{title}</tr>{body}</table>"


def _cell(value: object) -> str:
    return f'<td class="n">{value}</td>' if isinstance(value, int | float) else f"<td>{escape(str(value))}</td>"
