"""The import contracts leave no layer out: what a library's owner may name, every other layer is forbidden to."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = {
    f"triage.{path.stem}" for path in (ROOT / "triage").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
}
OWNERS = {
    "flask": {"web"},
    "werkzeug": {"web"},
    "click": {"cli"},
    "gunicorn": {"cli"},
    "marshmallow": {"contract"},
    "apispec": {"contract"},
    "yaml": {"policy"},
    "business_rules": {"policy"},
    "re2": {"policy"},
    "holidays": {"policy"},
    "ahocorasick": {"policy"},
    "numpy": {"classifier"},
    "sklearn": {"classifier"},
    "joblib": {"classifier"},
    "orjson": {"web", "cli", "contract"},
}


@pytest.mark.parametrize("library", OWNERS)
def test_all_but_the_owners_are_forbidden_a_library(library):
    """By a contract on what a module itself names."""
    forbidden = [
        contract["source_modules"]
        for contract in CONTRACTS
        if library in contract.get("forbidden_modules", ()) and contract.get("allow_indirect_imports")
    ]
    expected = LAYERS - {"triage.__init__"} - {f"triage.{owner}" for owner in OWNERS[library]}
    assert [set(sources) for sources in forbidden] == [expected]


def test_one_import_only_is_an_exception():
    """The table of docs/architecture.md names it."""
    assert [each for contract in CONTRACTS for each in contract.get("ignore_imports", ())] == ["triage.cli.parallel -> joblib"]


FOLDERS = [path for root in ("models", "training", "bench") for path in sorted((ROOT / root).iterdir()) if path.is_dir()]


@pytest.mark.parametrize("folder", [path for path in FOLDERS if any(path.glob("[!_.]*.*"))], ids=lambda path: path.name)
def test_every_folder_beside_the_program_is_on_the_map(folder):
    """Of docs/architecture.md, with who writes and who reads it."""
    assert f"`{folder.relative_to(ROOT)}/`" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
