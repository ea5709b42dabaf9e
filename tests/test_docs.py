"""The documentation is true: what the code has is in it, and its examples are what the service answers."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from triage.contract.flat_fields import FLAT_FIELDS
from triage.contract.request import Limits
from triage.contract.request_schema import request_schemas
from triage.settings import SETTINGS, Settings
from triage.web.app import make_app
from triage.web.problems import INTERNAL, PROBLEMS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

API = (DOCS / "api.md").read_text(encoding="utf-8")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting):
    """Name and default of each setting stand in the operations page."""
    row = next(line for line in OPERATIONS.splitlines() if line.startswith(f"| `{setting.variable}`"))
    assert f"`{setting.default}`" in row


@pytest.mark.parametrize("problem", [*PROBLEMS.values(), INTERNAL], ids=lambda problem: problem.slug)
def test_every_problem_is_documented(problem):
    """Slug and status of each problem stand in the API page."""
    assert f"| `{problem.slug}` | {problem.status} |" in API


def test_every_endpoint_is_documented():
    """Each address of the application stands in the API page."""
    rules = {rule.rule for rule in make_app(Settings.load({})).url_map.iter_rules()}
    assert {rule for rule in rules if f"{rule}`" not in API and not rule.startswith("/docs/")} == set()


def test_every_benchmark_is_documented():
    """What can be started stands in the page of benchmarks."""
    page = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
    started = [path.stem for path in (ROOT / "bench").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")]
    assert started
    assert [name for name in started if f"bench/{name}.py" not in page and f"bench.{name}`" not in page] == []


def properties(schema):
    """The field names of a JSON schema and of everything below it."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from properties(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from properties(each)


@pytest.mark.parametrize("name", ["TriageRequest", "Ticket", "Account", "Support", "Credits", "OpenTicket", "History"])
def test_every_field_of_a_request_is_documented(name):
    """Each field of the request stands in the API page."""
    schemas = request_schemas(Limits(), 10)
    assert {field for field in properties(schemas[name]) if field not in API} == set()


def test_every_field_of_the_flat_answer_is_documented():
    """As the contract has it."""
    assert [name for name, of in FLAT_FIELDS.items() if f"| `{name}` | {of} |" not in API] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """No relative link is dead."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_answers_in_the_readme_are_what_the_service_answers():
    """`python docs/refresh.py` would change nothing."""
    import refresh

    from triage.service.live.service import TriageService

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert refresh.refreshed(readme, TriageService.from_settings(Settings.load({}))) == readme


@pytest.mark.parametrize("example", sorted((DOCS / "examples").glob("*.json")), ids=lambda path: path.name)
def test_example_requests_are_strictly_valid(example):
    """No example has a field that the service would ignore."""
    client = make_app(Settings.load({})).test_client()
    answer = client.post("/v1/triage?strict=1", json=json.loads(example.read_text(encoding="utf-8")))
    assert answer.status_code == 200


_PLACEHOLDER = re.compile(r"\{\{\s*((?:[^{}]|\{[^{}]*\})+?)\s*\}\}|#\{([^{}]+)\}")
# What helpdesks put in place of some placeholders: Jira and Zendesk write instants so; a JSON string brings its own marks.
_RENDERED = {
    "issue.created": "2026-11-23T08:22:30.0+0000",
    "ticket.created_at_with_timestamp": "2026-11-23T08:22:30Z",
    "ticket.organization.id": "",
    "ticket.company.name": "",
}
_TEMPLATES = re.findall(r"^```\n(\{.*?)^```", (DOCS / "helpdesks.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


_SENT = 'Checkout "fails"'


def _rendered(match):
    name = match[1] or match[2]
    if name.startswith("item."):
        return _by_glpi(*name.split("|"))
    return json.dumps(_SENT) if "json" in name.lower() else _RENDERED.get(name, "Checkout fails")


def _by_glpi(name, *filters):
    """As Twig renders it, after GLPI has put a backslash before each quotation mark."""
    if not filters:
        return "4711"
    told, encode, raw = filters
    assert (encode, raw) == ("json_encode", "raw")
    wrong, right = re.fullmatch(r"replace\(\{'(.+)': '(.+)'\}\)", told).groups()
    return json.dumps(_SENT.replace('"', '\\"').replace(wrong.replace("\\\\", "\\"), right))


def test_there_is_a_template_for_each_helpdesk():
    """Jira, Freshdesk, Zendesk, Zammad, GLPI."""
    assert len(_TEMPLATES) == 5


@pytest.mark.parametrize("template", _TEMPLATES)
def test_the_templates_for_helpdesks_are_taken(template):
    """As their helpdesks render them, organisations unknown; nothing of them is ignored."""
    client = make_app(Settings.load({})).test_client()
    body = _PLACEHOLDER.sub(_rendered, template)
    assert json.loads(body)["ticket"]["subject"] in (_SENT, "Checkout fails")
    answer = client.post("/v1/triage?strict=1", data=body, content_type="application/json")
    assert answer.status_code == 200, answer.text
    assert ("created_at" in template) == (answer.json["sla"]["targets"][0]["starts_at"] == "2026-11-23T08:22:30Z")
