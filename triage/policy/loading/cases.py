"""The cases of a policy: tickets with the answer that the policy owes them, each named by a sentence; beside the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from triage.policy.files.documents import read_bytes
from triage.policy.files.findings import Findings, Position, did_you_mean, quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Items, Mapped, Node, Scalar, plain_value, read_yaml
from triage.policy.model import Policy

FORMAT = 1

_TOP_KEYS = ("triage cases", "policy", "about", "cases")
_CASE_KEYS = ("case", "lines", "request", "given", "expect", "because", "not because")
_GIVEN_KEYS = ("category", "confidence", "topics", "duplicate", "language", "requests")


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket and what its decision must be.

    Attributes:
        name: a sentence, unique in the file.
        lines: the policy lines that it bears on.
        request: the body of the HTTP request.
        given: what stands in for the model; None when nothing does.
        expect: dotted paths into the answer, and the values there.
        because: rules that must be in the trace.
        not_because: rules that must not be.
        at: where it stands.
        places: where its parts stand, by JSON pointers (RFC 6901) into the case; of rules that it names by `/because/RULE`.
    """

    name: str
    lines: tuple[str, ...]
    request: Mapping[str, object]
    given: Mapping[str, object] | None
    expect: Mapping[str, object]
    because: tuple[str, ...]
    not_because: tuple[str, ...]
    at: Position = field(compare=False)
    places: Mapping[str, Position] = field(compare=False)

    def place_of(self, pointer: str) -> Position:
        """Where the part stands that a pointer names, or the nearest around it that was written."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, self.at)


def load_cases(path: str | Path, policy: Policy | None = None) -> tuple[Case, ...]:
    """The cases of a file, in its order; with `policy`, its name and the rules that they name are checked. Raises PolicyError."""
    findings = Findings()
    data = read_bytes(Path(path), Position(str(path)), findings)
    findings.refuse_if_any()
    return load_cases_text(data or b"", str(path), policy)


def load_cases_text(text: str | bytes, name: str, policy: Policy | None = None) -> tuple[Case, ...]:
    """As `load_cases`, for a text that findings call `name`."""
    findings = Findings()
    node = read_yaml(text.encode() if isinstance(text, str) else text, name, findings)
    return cases_of(node, findings, policy)


def cases_of(node: Node | None, findings: Findings, policy: Policy | None = None) -> tuple[Case, ...]:
    """As `load_cases`, of a document that was read already; `findings` are those of its reading, None that it cannot be read."""
    cases = readable_cases(node, findings, policy)
    findings.refuse_if_any()
    return cases


def readable_cases(node: Node | None, findings: Findings, policy: Policy | None = None) -> tuple[Case, ...]:
    """As `cases_of`, but without what is at fault, which `findings` tell: to be checked, not to be relied on."""
    return _read_file(node, Reader(findings), policy) if node is not None else ()


def _read_file(node: Node, reader: Reader, policy: Policy | None) -> tuple[Case, ...]:
    top = reader.mapping(node, "a file of cases", _TOP_KEYS, required=("triage cases", "policy", "cases")) or {}
    if "triage cases" in top:
        reader.whole(top["triage cases"].value, "`triage cases`, the format's version,", FORMAT, FORMAT)
    if "policy" in top:
        named = reader.text(top["policy"].value, "`policy`")
        if named is not None and policy is not None and named != policy.name:
            reader.report(
                top["policy"].value, "unknown-value", f"these are cases of {quoted(named)}, not of {quoted(policy.name)}"
            )
    rules = None if policy is None else tuple(rule.name for rule in policy.rules())
    items = reader.items(top["cases"].value, "`cases`") if "cases" in top else ()
    cases = [case for case in (_read_case(item, reader, rules) for item in items) if case is not None]
    _check_names(cases, reader)
    return tuple(cases)


def _read_case(node: Node, reader: Reader, rules: tuple[str, ...] | None) -> Case | None:
    parts = reader.mapping(node, "a case", _CASE_KEYS, required=("case", "request", "expect"))
    if parts is None or not all(key in parts for key in ("case", "request", "expect")):
        return None
    name = reader.text(parts["case"].value, "`case`")
    given = _values(parts["given"], reader, _GIVEN_KEYS) if "given" in parts else None
    expect = _values(parts["expect"], reader)
    if not expect and isinstance(parts["expect"].value, Mapped):
        reader.report(parts["expect"].value, "empty-value", "the case expects nothing")
    return Case(
        name=name or "",
        lines=reader.texts(parts["lines"].value, "a policy line") if "lines" in parts else (),
        request=_values(parts["request"], reader),
        given=given,
        expect=expect,
        because=_rules(parts.get("because"), reader, rules),
        not_because=_rules(parts.get("not because"), reader, rules),
        at=parts["case"].value.at,
        places=_places(parts),
    )


def pointer_to(*keys: str) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _places(parts: Mapping[str, Entry]) -> dict[str, Position]:
    places: dict[str, Position] = {}
    for part in ("request", "given", "expect"):
        open_nodes = [(pointer_to(part), parts[part].key.at, parts[part].value)] if part in parts else []
        while open_nodes:
            pointer, at, node = open_nodes.pop()
            places[pointer] = at
            if isinstance(node, Mapped):
                open_nodes += [(pointer + pointer_to(name), entry.key.at, entry.value) for name, entry in node.entries.items()]
            elif isinstance(node, Items):
                open_nodes += [(f"{pointer}/{index}", item.at, item) for index, item in enumerate(node.items)]
    for part in ("because", "not because"):
        rules = parts[part].value if part in parts else None
        for rule in rules.items if isinstance(rules, Items) else (rules,):
            if isinstance(rule, Scalar):
                places[pointer_to(part, rule.text)] = rule.at
    return places


def _values(entry: Entry, reader: Reader, allowed: tuple[str, ...] | None = None) -> Mapping[str, object]:
    """A mapping as JSON would hold it."""
    found = reader.mapping(entry.value, f"`{entry.key.text}`", allowed) or {}
    return {name: plain_value(part.value) for name, part in found.items() if allowed is None or name in allowed}


def _rules(entry: Entry | None, reader: Reader, known: tuple[str, ...] | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    for item in reader.one_or_more(entry.value) if known is not None else ():
        if isinstance(item, Scalar) and item.text not in (known or ()):
            reader.report(item, "unknown-rule", f"there is no rule {quoted(item.text)}", did_you_mean(item.text, known or ()))
    return reader.texts(entry.value, "a rule's name")


def _check_names(cases: Iterable[Case], reader: Reader) -> None:
    first: dict[str, Case] = {}
    for case in cases:
        other = first.setdefault(case.name, case)
        if other is not case:
            reader.findings.report(case.at, "duplicate-case", f"there is a case of this name already, at {other.at}")
