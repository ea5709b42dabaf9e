"""The review of many tickets (PS.7) as JSON."""

from __future__ import annotations

from typing import Any

from triage.domain.compliance import ComplianceReport


def render_report(report: ComplianceReport, unreadable: int) -> dict[str, Any]:
    """A line per group, value and target; shares from 0 to 1, times in whole minutes of business time."""
    return {
        "tickets": report.tickets,
        "unreadable": unreadable,
        "lines": [
            {
                "group": line.group,
                "value": line.value,
                "target": line.target.value,
                "met": line.met,
                "breached": line.breached,
                "open": line.open,
                "share_met": round(line.share_met, 4),
                "share_breached": round(line.share_breached, 4),
                "share_open": round(line.share_open, 4),
                "median_minutes": line.median,
                "p90_minutes": line.p90,
            }
            for line in report.lines
        ],
    }
