"""Which folder of a store is meant, and that no name leads out of it."""

from pathlib import Path

import pytest

from triage.classifier.category.store import model_folder
from triage.errors import ArtefactError


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "../other", "a/b", "/etc"])
def test_a_name_that_leads_out_of_the_store_is_refused(name: str, tmp_path: Path) -> None:
    """Nor is anything hidden a model."""
    with pytest.raises(ArtefactError, match="no name of a model"):
        model_folder(tmp_path, name)


def test_what_is_staged_goes_first(tmp_path: Path) -> None:
    """A name means the staged model of that name, if there is one."""
    assert model_folder(tmp_path, "first") == tmp_path / "first"
    (tmp_path / "staged" / "first").mkdir(parents=True)
    assert model_folder(tmp_path, "first") == tmp_path / "staged" / "first"
