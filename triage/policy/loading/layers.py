"""What an extending file does to the sections below it: replace, add, change, switch off.

With `applies to`, nothing changes for the other accounts: a changed rule stands as a variant before the original, and the
original (like one that is switched off) is for all others. A change with `from` is such a variant too: before that
day the original holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from triage.policy.files.documents import Document
from triage.policy.files.findings import Position, did_you_mean, meant, quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Scalar
from triage.policy.loading.drafts import PLACE_KEYS, RULE_KEYS, RuleDraft, Scope, SectionDraft, draft_rules, draft_section

_CHANGED_KEYS = tuple(key for key in RULE_KEYS if key != "rule")


def merge_sections(chain: Sequence[Document], reader: Reader) -> list[SectionDraft]:
    """The sections of all files, base first, as one list."""
    sections: list[SectionDraft] = []
    for document in chain:
        _Layer(document, sections, reader).apply()
    return sections


class _Layer:
    """One file on top of the sections that the files below it made; changes that list."""

    def __init__(self, document: Document, sections: list[SectionDraft], reader: Reader) -> None:
        self._top = document.top
        self._policy = document.policy
        self._extends = document.extends is not None
        self._sections = sections
        self._reader = reader
        applies = document.top.get("applies to")
        self._scope = Scope(applies.value) if applies else None

    def apply(self) -> None:
        """In an order in which every edit finds what stood in the files below."""
        if self._extends:
            self._replace_sections()
            self._add_before()
            self._add_to()
            self._change()
            self._switch_off()
        self._new_sections()

    def _replace_sections(self) -> None:
        entry = self._top.get("replace section")
        if entry is None:
            return
        if self._scope:
            hint = "use change, switch off, add before or add to"
            self._reader.report(entry.key, "overlay", "a file with `applies to` cannot replace a whole section", hint)
            return
        for node in self._reader.items(entry.value, "replace section"):
            draft = draft_section(node, self._reader, None)
            found = self._section(Scalar(draft.parts["section"].value.at, draft.name)) if draft else None
            if draft and found:
                self._sections[self._sections.index(found)] = draft

    def _add_before(self) -> None:
        for entry in self._mapping("add before").values():
            added = [rule.scoped(self._scope) for rule in draft_rules(entry.value, self._reader)]
            found = self._rule(entry.key)
            if found:
                section, index = found
                later = section.index_of(section.rules[index].successor)  # the variant that follows stands above it
                index = index if later is None else min(index, later)
                section.rules[index:index] = added

    def _add_to(self) -> None:
        for entry in self._mapping("add to").values():
            added = [rule.scoped(self._scope) for rule in draft_rules(entry.value, self._reader)]
            section = self._section(entry.key)
            if section:
                section.rules = added + section.rules if self._scope else section.rules + added

    def _change(self) -> None:
        changes = self._mapping("change")
        for entry in changes.values():
            parts = self._reader.mapping(entry.value, "a change", _CHANGED_KEYS)
            found = self._rule(entry.key)
            if found is None or not parts or self._ends_early(entry.key, found, changes):
                continue
            section, index = found
            section.rules[index : index + 1] = self._variants(section.rules[index], parts, entry.key.at)

    def _variants(self, original: RuleDraft, parts: Mapping[str, Entry], at: Position) -> list[RuleDraft]:
        """The rule changed; before it comes into force, and for accounts that it is not for, the original stands beside it."""
        changed, start = original.changed(parts), parts.get("from")
        if self._scope is None and start is None:
            return [changed]
        variant = replace(changed, name=f"{original.name} ({self._policy})", at=at).scoped(self._scope)
        if start is None:
            return [variant, original.scoped(self._others())]
        before = [replace(each, successor=variant.name) for each in original.ended_before(start)]
        if self._scope is None:
            return [variant, *before]
        until_then = [replace(each, name=f"{original.name} (until {self._policy})").scoped(self._scope) for each in before]
        return [variant, *until_then, original.scoped(self._others())]

    def _ends_early(self, name: Scalar, found: tuple[SectionDraft, int], named: Collection[str]) -> bool:
        """Whether what is done to the rule would end with it, and nothing is done to the variant that follows; with a finding."""
        section, index = found
        later = section.rules[index].successor
        if not later or later in named or section.index_of(later) is None:
            return False
        message = f"another file changes {quoted(name.text)} from a day on, and this would hold before that day only"
        self._reader.report(name, "dated-change", message, f"name {quoted(later)} instead, or both")
        return True

    def _switch_off(self) -> None:
        entry = self._top.get("switch off")
        nodes = self._reader.items(entry.value, "switch off") if entry else ()
        off = [node.text for node in nodes if isinstance(node, Scalar)]
        for node in nodes:
            if self._reader.text(node, "a rule's name") is None or not isinstance(node, Scalar):
                continue
            found = self._rule(node)
            if found and not self._ends_early(node, found, off):
                section, index = found
                kept = [section.rules[index].scoped(self._others())] if self._scope else []
                section.rules[index : index + 1] = kept

    def _new_sections(self) -> None:
        entry = self._top.get("sections")
        extra = PLACE_KEYS if self._extends else ()
        for node in self._reader.items(entry.value, "sections") if entry else ():
            draft = draft_section(node, self._reader, self._scope, extra)
            if draft is None:
                continue
            if any(section.name == draft.name for section in self._sections):
                hint = "use `replace section` to replace it" if self._extends else ""
                self._reader.report(
                    draft.parts["section"].value, "duplicate-section", f"there is a section {quoted(draft.name)}", hint
                )
            else:
                self._sections.insert(self._place_of(draft), draft)

    def _place_of(self, draft: SectionDraft) -> int:
        places = [draft.parts[key] for key in PLACE_KEYS if key in draft.parts] if self._extends else []
        if len(places) > 1:
            self._reader.report(places[1].key, "unknown-key", "a section stands before or after one other, not both")
        for place in places[:1]:
            if self._reader.text(place.value, "a section's name") is not None and isinstance(place.value, Scalar):
                other = self._section(place.value)
                if other:
                    return self._sections.index(other) + (1 if place.key.text == "after" else 0)
        return len(self._sections)

    def _others(self) -> Scope | None:
        return replace(self._scope, without=True) if self._scope else None

    def _mapping(self, key: str) -> Mapping[str, Entry]:
        entry = self._top.get(key)
        return (self._reader.mapping(entry.value, f"`{key}`") or {}) if entry else {}

    def _section(self, name: Scalar) -> SectionDraft | None:
        """The section of that name; where there is none, with a finding, the one that was probably meant: reading goes on."""
        found = next((section for section in self._sections if section.name == name.text), None)
        if found is None:
            near = did_you_mean(name.text, [section.name for section in self._sections])
            self._reader.report(name, "unknown-section", f"there is no section {quoted(name.text)}", near)
            likely = meant(name.text, [section.name for section in self._sections])
            found = next((section for section in self._sections if section.name == likely), None)
        return found

    def _rule(self, name: Scalar) -> tuple[SectionDraft, int] | None:
        """The place of the rule of that name, or as with sections of the one that was probably meant."""
        found = self._place(name.text)
        if found is None:
            rules = [rule.name for section in self._sections for rule in section.rules]
            hint = self._hint_of_section(name.text) or did_you_mean(name.text, rules)
            self._reader.report(name, "unknown-rule", f"there is no rule {quoted(name.text)}", hint)
            found = self._place(meant(name.text, rules))
        return found

    def _hint_of_section(self, name: str) -> str:
        """For what is no rule but a section, or what a section sets otherwise, as the trace calls it."""
        for section in self._sections:
            if name == section.name:
                return f"{quoted(name)} is a section: see `add to` and `replace section`"
            if name == f"{section.name} otherwise":
                return "what a section sets otherwise is changed by `replace section`, or by a rule without `when` under `add to`"
        return ""

    def _place(self, rule: str) -> tuple[SectionDraft, int] | None:
        for section in self._sections:
            index = section.index_of(rule)
            if index is not None:
                return section, index
        return None
