"""A policy file and those that it extends, read from disk: the base first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from triage.policy.files.decoding import MAX_BYTES
from triage.policy.files.findings import Findings, Position, did_you_mean, meant, quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Mapped, Scalar, read_yaml
from triage.shipped import shipped

FORMAT = 1
MAX_FILES = 100

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_BASE_KEYS = (
    "triage",
    "policy",
    "about",
    "time zone",
    "extends",
    "teams",
    "departments",
    "tiers",
    "credit categories",
    "calendars",
    "lists",
    "review",
    "confidence levels",
    "packages",
    "sections",
)
BASE_NEEDS = ("sections", "review", "confidence levels")
"""What a file that extends no other cannot do without, beside `triage` and `policy`."""

EXTENDING_KEYS = ("applies to", "change", "switch off", "add before", "add to", "replace section")
TOP_KEYS = _BASE_KEYS + EXTENDING_KEYS


@dataclass(frozen=True, slots=True)
class Document:
    """One file: the name by which findings call it, its path if it has one, its top-level entries."""

    name: str
    path: Path | None
    policy: str
    top: Mapping[str, Entry]
    extends: Scalar | None


def read_chain(data: bytes, name: str, path: Path | None, search: Path | None, findings: Findings) -> tuple[Document, ...]:
    """The document and everything it extends, base first; none when a file cannot be read. Faults go to `findings`."""
    chain: list[Document] = []
    while True:
        document = _document(data, name, path, findings)
        if document is None:
            return ()
        chain.insert(0, document)
        if document.extends is None:
            return tuple(chain)
        path = _beside(document.extends, path.parent if path else search, findings)
        if path is None or not _may_extend(chain, path, document.extends.at, findings):
            return ()
        read = read_bytes(path, document.extends.at, findings)
        if read is None:
            return ()
        data, name = read, str(path)


def _may_extend(chain: list[Document], path: Path, at: Position, findings: Findings) -> bool:
    if any(part.path and part.path.resolve() == path.resolve() for part in chain):
        way = " → ".join(part.policy for part in reversed(chain))
        findings.report(at, "cycle", f"the file extends itself: {way} → {path.stem}")
        return False
    if len(chain) >= MAX_FILES:
        checked = chain[-1].extends
        message = f"more than {MAX_FILES} files extend one another"
        findings.report(checked.at if checked else at, "limit", message, "put several accounts into one file")
        return False
    return True


def read_bytes(path: Path, at: Position, findings: Findings) -> bytes | None:
    """The bytes of a file, no more than one over the limit; None with a finding when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        findings.report(at, "missing-file", f"{path} cannot be read: {error.strerror or 'unknown reason'}")
        return None


def _document(data: bytes, name: str, path: Path | None, findings: Findings) -> Document | None:
    node = read_yaml(data, name, findings)
    if node is None:
        return None
    reader = Reader(findings)
    start = Position(name)
    extends = node.entries.get("extends") if isinstance(node, Mapped) else None
    allowed = TOP_KEYS if extends else _BASE_KEYS
    top = reader.mapping(node, "a policy file", None, required=("triage", "policy"), at=start)
    if top is None:
        return None
    for key, entry in top.items():
        if key not in allowed:
            hint = "only a file that extends another has it" if key in TOP_KEYS else did_you_mean(key, allowed)
            findings.report(entry.key.at, "unknown-key", f"a policy file has no key {quoted(key)}", hint)
    top = _read_as_meant(top, allowed)
    if "triage" in top:
        version = reader.whole(top["triage"].value, "`triage`, the format's version,", 0, 10**6)
        if version not in (None, FORMAT):
            reader.report(top["triage"].value, "unknown-value", f"there is no format {version} of policies", f"write {FORMAT}")
    policy = reader.text(top["policy"].value, "`policy`") if "policy" in top else None
    target = extends.value if extends else None
    if target is not None and (not isinstance(target, Scalar) or reader.text(target, "`extends`") is None):
        reader.report(target, "type", "`extends` must be the name of a policy")
        return None
    return Document(name, path, policy or name, top, target if isinstance(target, Scalar) else None)


def _read_as_meant(top: Mapping[str, Entry], allowed: Collection[str]) -> Mapping[str, Entry]:
    """With keys that are nearly known ones under these, so that what stands below them is checked in the same pass."""
    likely = {word: entry for key, entry in top.items() if key not in TOP_KEYS and (word := meant(key, allowed))}
    return {**likely, **top}


def _beside(name: Scalar, folder: Path | None, findings: Findings) -> Path | None:
    """The file of that policy beside the extending one, else among the shipped ones."""
    if not _NAME.fullmatch(name.text) or name.text.endswith(".yaml"):
        stem = Path(name.text.removesuffix(".yaml")).name
        stem = stem if _NAME.fullmatch(stem) else "default"
        findings.report(name.at, "missing-file", f"{quoted(name.text)} is no name of a policy", f"write `{stem}` for {stem}.yaml")
        return None
    for place in (folder, shipped("rules")):
        candidate = place / f"{name.text}.yaml" if place else None
        if candidate and candidate.is_file():
            return candidate
    near = sorted(
        {file.stem for place in (folder, shipped("rules")) if place and place.is_dir() for file in place.glob("*.yaml")}
    )
    message = f"there is no {name.text}.yaml beside this file, nor among the shipped policies"
    findings.report(name.at, "missing-file", message, did_you_mean(name.text, (stem for stem in near if "." not in stem)))
    return None
