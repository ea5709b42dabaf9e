"""A replay's sums as one page that needs nothing beside itself: styles and plots (SVG) inside, no script, nothing to fetch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from triage.service.comparison.compared import FIELDS
from triage.service.comparison.diff_report import DiffReport, ranked, shift_lines

_MOST_BARS = 20
_MOST_ROWS = 200
_BAR, _STEP, _LABEL, _WIDTH = 18, 26, 300, 420  # pixels

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#1b1f24;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d0d7de;padding-bottom:.2rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d0d7de;
vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.sums{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}
.sums li{border:1px solid #d0d7de;border-radius:.4rem;padding:.6rem 1rem}
.sums b{display:block;font-size:1.4rem}svg{max-width:100%;height:auto}svg text{font:13px system-ui,sans-serif;fill:#1b1f24}
.bar{fill:#0b5cad}.from{fill:#8a949e}.note{color:#57606a;font-size:.9rem}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}svg text{fill:#e6edf3}.bar{fill:#58a6ff}
h2,th,td,.sums li{border-color:#30363d}.note{color:#9aa4ae}}
"""


def diff_page(report: DiffReport) -> str:
    """The page. Everything that comes from a policy or a ticket is escaped."""
    before, after = report.before, report.after
    title = f"{before.name} → {after.name}"
    return "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>Policy change: {escape(title)}</title><style>{_STYLE}</style></head><body>",
            f"<h1>What changes from {escape(before.name)} to {escape(after.name)}</h1>",
            f'<p class="note">{escape(before.version)} → {escape(after.version)}</p>',
            *_sums(report),
            *_fields(report),
            *_moves(report),
            *_targets(report),
            *_kinds(report),
            *_rules(report),
            "</body></html>\n",
        )
    )


def bar_chart(bars: Sequence[tuple[str, int]], label: str) -> str:
    """Horizontal bars with their figures, as an SVG picture that also reads aloud."""
    shown = bars[:_MOST_BARS]
    most = max((count for _, count in shown), default=1)
    height = _STEP * len(shown)
    words = "; ".join(f"{name}: {count}" for name, count in shown)
    parts = [f'<svg role="img" viewBox="0 0 {_LABEL + _WIDTH + 80} {height}" width="{_LABEL + _WIDTH + 80}" height="{height}">']
    parts.append(f"<title>{escape(label)}</title><desc>{escape(words)}</desc>")
    for place, (name, count) in enumerate(shown):
        top = place * _STEP
        width = max(1, round(_WIDTH * count / most))
        parts.append(f'<text x="{_LABEL - 8}" y="{top + 14}" text-anchor="end">{escape(_short(name))}</text>')
        parts.append(f'<rect class="bar" x="{_LABEL}" y="{top}" width="{width}" height="{_BAR}" rx="2"></rect>')
        parts.append(f'<text x="{_LABEL + width + 6}" y="{top + 14}">{count}</text>')
    return "".join((*parts, "</svg>"))


def _sums(report: DiffReport) -> Iterator[str]:
    tally, money, hotrush = report.tally, report.credits(), report.hotrush()
    share = f"{tally.changed / tally.tickets:.1%}" if tally.tickets else "0 %"
    sums = (
        (str(tally.tickets), "tickets replayed"),
        (f"{tally.changed} ({share})", "decisions change"),
        (str(tally.fields["tier"]), "move to another tier"),
        (str(tally.fields["team"]), "move to another team"),
        (f"+{hotrush['now_granted']} / -{hotrush['no_longer_granted']}", "HotRush granted / no longer"),
        (f"{money['before']} → {money['after']}", f"credits charged ({money['difference']:+d})"),
        *(((str(tally.unread), "could not be read"),) if tally.unread else ()),
    )
    yield '<ul class="sums">' + "".join(f"<li><b>{escape(figure)}</b>{escape(words)}</li>" for figure, words in sums) + "</ul>"
    if not tally.changed:
        yield "<p>No decision changes.</p>"


def _fields(report: DiffReport) -> Iterator[str]:
    if report.fields():
        yield "<h2>By field</h2>" + bar_chart(report.fields(), "Decisions that change, by field")


def _moves(report: DiffReport) -> Iterator[str]:
    for name in FIELDS:
        moves = report.moves(name)
        if moves:
            yield f"<h2>{escape(name.capitalize())}</h2>"
            yield bar_chart([(f"{old} → {new}", count) for old, new, count in moves], f"Tickets by {name}, before and after")


def _targets(report: DiffReport) -> Iterator[str]:
    if report.tally.shifts:
        yield "<h2>SLA targets</h2>"
        rows = ((name, line) for name, shift in report.tally.shifts.items() for line in shift_lines(shift))
        yield _table(("target", "movement"), rows)


def _kinds(report: DiffReport) -> Iterator[str]:
    kinds = report.kinds()
    if kinds:
        yield "<h2>By rule, with examples</h2>"
        rows = ((*kind, str(count), _examples(report, kind)) for kind, count in kinds[:_MOST_ROWS])
        yield _table(("field", "decided before by", "decided now by", "tickets", "for example"), rows, numbers=(3,))


def _examples(report: DiffReport, kind: tuple[str, str, str]) -> str:
    return "; ".join(f"{each.ticket}: {each.before} → {each.after}" for each in report.tally.examples.get(kind, ()))


def _rules(report: DiffReport) -> Iterator[str]:
    for title, counter in (
        ("Rules that fire more often", report.tally.fires_more),
        ("Rules that fire less often", report.tally.fires_less),
    ):
        if counter:
            yield f"<h2>{title}</h2>" + bar_chart(ranked(counter), title)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """A table; `numbers` are the columns that hold figures."""
    style = ['class="n"' if place in numbers else "" for place in range(len(head))]
    top = "".join(f"<th {kind}>{escape(cell)}</th>" for kind, cell in zip(style, head, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td {kind}>{escape(cell)}</td>" for kind, cell in zip(style, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _short(name: str) -> str:
    return name if len(name) <= 44 else name[:43] + "…"
