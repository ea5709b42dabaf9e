"""Plots as inline SVG: no script, no file beside the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _EDGE = 460, 300, 44

Points = Sequence[tuple[float, float]]


def line_plot(title: str, points: Points, across: str, up: str, diagonal: bool = False) -> str:
    """A line with its points; `diagonal` draws what would be perfect."""
    if not points:
        return ""
    low_x, high_x = _range([x for x, _ in points], diagonal)
    low_y, high_y = _range([y for _, y in points], diagonal)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            _EDGE + (x - low_x) / (high_x - low_x) * (_WIDTH - 2 * _EDGE),
            _HEIGHT - _EDGE - (y - low_y) / (high_y - low_y) * (_HEIGHT - 2 * _EDGE),
        )

    placed = [place(x, y) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{across} {px:.3g}: {up} {py:.3g}</title></circle>'
        for (x, y), (px, py) in zip(placed, points, strict=True)
    )
    (x0, y0), (x1, y1) = place(low_x, low_y), place(high_x, high_y)
    ideal = f'<line class="ideal" x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"/>' if diagonal else ""
    marks = "".join(
        (
            _word(x0, y0 + 18, f"{low_x:.3g}"),
            _word(x1, y0 + 18, f"{high_x:.3g}", "end"),
            _word(x0 - 6, y0, f"{low_y:.2f}", "end"),
            _word(x0 - 6, y1 + 4, f"{high_y:.2f}", "end"),
            _word(_WIDTH / 2, _HEIGHT - 8, across, "middle"),
            _word(x0 - 30, y1 - 14, up),
        )
    )
    frame = f'<path class="axis" d="M{x0:.1f} {y1:.1f}V{y0:.1f}H{x1:.1f}"/>'
    return _figure(title, f'{frame}{ideal}<polyline points="{path}"/>{dots}{marks}', _WIDTH, _HEIGHT)


def bars(title: str, values: Sequence[tuple[str, float, float]]) -> str:
    """A pair of bars for each name: shares of two kinds."""
    height = 34 * len(values) + 10
    largest = max((max(one, other) for _, one, other in values), default=1.0) or 1.0
    parts = []
    for at, (name, one, other) in enumerate(values):
        top = 8 + 34 * at
        parts.append(_word(150, top + 17, name, "end"))
        for value, shift, kind in ((one, 0, "first"), (other, 12, "second")):
            width = 240 * value / largest
            parts.append(f'<rect class="{kind}" x="158" y="{top + shift}" width="{width:.1f}" height="10"/>')
            parts.append(_word(164 + width, top + shift + 9, f"{value:.0%}"))
    return _figure(title, "".join(parts), _WIDTH, height)


def confusion_plot(title: str, names: Sequence[str], table: Sequence[Sequence[int]]) -> str:
    """Squares, the darker the more tickets; rows are what the tickets are, columns what the model said."""
    size, left, top = 54, 130, 96
    parts = []
    for row, counts in enumerate(table):
        parts.append(_word(left - 8, top + size * row + 32, names[row], "end"))
        total = sum(counts) or 1
        for column, count in enumerate(counts):
            x, y = left + size * column, top + size * row
            kind = "right" if row == column else "wrong"
            tip = escape(f"{names[row]} called {names[column]}: {count}")
            shape = f'x="{x}" y="{y}" width="{size - 2}" height="{size - 2}" fill-opacity="{count / total:.2f}"'
            parts.append(f'<rect class="{kind}" {shape}><title>{tip}</title></rect>')
            parts.append(_word(x + size / 2, y + 32, str(count), "middle"))
    for column, name in enumerate(names):
        middle = left + size * column + size / 2
        parts.append(f'<text x="{middle}" y="{top - 8}" transform="rotate(-35 {middle} {top - 8})">{escape(name)}</text>')
    return _figure(title, "".join(parts), left + size * len(names) + 60, top + size * len(names) + 8)


def _figure(title: str, content: str, width: float, height: float) -> str:
    svg = (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}">{content}</svg>'
    )
    return f"<figure>{svg}<figcaption>{escape(title)}</figcaption></figure>"


def _word(x: float, y: float, text: object, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(str(text))}</text>'


def _range(values: Sequence[float], whole: bool) -> tuple[float, float]:
    if whole:
        return 0.0, 1.0
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)
