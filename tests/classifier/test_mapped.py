"""Files of models in memory."""

from __future__ import annotations

import hashlib

import pytest

from triage.classifier import mapped
from triage.classifier.mapped import map_checked
from triage.errors import ArtefactError


@pytest.mark.parametrize("size", [1, 7, 8, 9, 16, 1000])
def test_a_digest_made_bit_by_bit_is_that_of_the_whole(size, tmp_path, monkeypatch):
    """Whether the parts are whole or the last is shorter; one bit more or less anywhere is seen."""
    monkeypatch.setattr(mapped, "_AT_ONCE", 8)
    content = bytes(at % 251 for at in range(size))
    expected = "sha256:" + hashlib.sha256(content).hexdigest()
    (tmp_path / "whole").write_bytes(content)
    assert bytes(map_checked(tmp_path, "whole", expected)) == content
    for at in (0, size // 2, size - 1):
        (tmp_path / "other").write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(ArtefactError, match="its sha256 differs"):
            map_checked(tmp_path, "other", expected)
