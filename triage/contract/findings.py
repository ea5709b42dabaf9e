"""Findings about a policy as JSON, and as SARIF 2.1.0 for whatever shows findings beside the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from triage.errors import Finding

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def render_findings(findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings with the count of each severity."""
    errors = sum(finding.severity == "error" for finding in findings)
    listed = [render_finding(finding) for finding in findings]
    return {"error_count": errors, "warning_count": len(findings) - errors, "findings": listed}


def render_finding(finding: Finding) -> dict[str, Any]:
    """One finding: where, what, and what to write instead."""
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "suggestion": finding.suggestion or None,
    }


def render_sarif(findings: Iterable[Finding], meanings: Mapping[str, str], version: str) -> dict[str, Any]:
    """The findings as a SARIF log of one run. `meanings` has a sentence for each code, `version` is ours."""
    listed = list(findings)
    codes = sorted({finding.code for finding in listed})
    rules = [{"id": code, "shortDescription": {"text": meanings.get(code, code)}} for code in codes]
    driver = {"name": "triage policy check", "version": version, "rules": rules}
    results = [_result(finding, codes.index(finding.code)) for finding in listed]
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    text = f"{finding.message}; {finding.suggestion}" if finding.suggestion else finding.message
    place = {
        "artifactLocation": {"uri": PurePath(finding.file).as_posix()},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
