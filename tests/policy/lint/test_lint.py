"""Doubts about policies that load: each is found at its place, and its nearest innocent neighbour is not."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.policy.small_policies import HEAD, small
from triage.policy.language.facts import FACTS
from triage.policy.lint.codes import LINT_CODES
from triage.policy.lint.lint import lint_policy
from triage.policy.loading.loader import examine_policy, examine_policy_text

TODAY = date(2026, 11, 21)
NOT_OURS = {"unused-list", "unused-calendar", "unused-team", "unused-department"}  # the head of small() uses nothing
BY_CASES = {"case-fails", "case-wrong", "uncovered"}  # found by running cases


def doubts(text, effort=1_000_000):
    """Code, line and column of everything that is doubtful but unused names."""
    examined = examine_policy_text(text, "small.yaml")
    assert examined.faults == ()
    found = lint_policy(examined, TODAY, effort)
    return [(each.code, each.line, each.column) for each in found if each.code not in NOT_OURS]


def section(*rules, head="hit: first", end="otherwise: nothing"):
    """A section that sets priority, of rules written as `when -> priority`; `⟦` before a rule marks its place."""
    lines = ["- section: only", "  sets: [priority]", f"  {head}", "  rules:"]
    for number, rule in enumerate(rules):
        when, _, priority = rule.partition(" -> ")
        more = [f"    when: {when.strip()}"] if when.strip() else []
        lines += [f"  - rule: r{number}", "    why: W", *more, f"    then: {{priority: {priority}}}"]
    return small("\n".join([*lines, *([f"  {end}"] if end else [])]))


def line_of(text, rule):
    return next(number for number, line in enumerate(text.split("\n"), start=1) if line == f"  - rule: {rule}")


def codes(text):
    return [code for code, _, _ in doubts(text)]


FOUND = [
    ("shadowed", ["{category: training} -> low", "{category: training, channel: email} -> high"]),
    ("shadowed", ["{confidence: {at least: 0.5}} -> low", "{confidence: {above: 0.5}} -> high"]),
    ("shadowed", ["{confidence: {at most: 0.5}} -> low", "{confidence: {between: [0.2, 0.5]}} -> high"]),
    ("shadowed", ["{text: {mentions: [down]}} -> low", "{text: {mentions: [shop is down]}} -> high"]),
    ("shadowed", ["{topics: [architecture, store_setup]} -> low", "{topics: architecture} -> high"]),
    ("shadowed", ["{topics: {is empty: false}} -> low", "{topics: architecture} -> high"]),
    ("shadowed", ["{category: {none of: [training]}} -> low", "{category: content} -> high"]),
    ("shadowed", ["{any of: [{category: content}, {scope: one_user}]} -> low", "{scope: one_user, tags: a} -> high"]),
    ("shadowed", ["{not: {scope: all_users}} -> low", "{scope: [one_user, some_users]} -> high"]),
    ("shadowed", ["{attachments: {above: 0}} -> low", "{attachments: {at least: 1}} -> high"]),
    ("shadowed", ["{plan: [gold, silver]} -> low", "{plan: silver} -> high"]),
    ("shadowed", ["{approver: {is known: true}} -> low", "{approver: Ann} -> high"]),
    ("partly-shadowed", ["{category: training} -> low", "{category: [training, content]} -> high"]),
    ("partly-shadowed", ["{topics: architecture} -> low", "{topics: [architecture, store_setup]} -> high"]),
    ("partly-shadowed", ["{scope: one_user} -> low", "{any of: [{scope: one_user}, {channel: chat}]} -> high"]),
    ("contradiction", ["{confidence: {at least: 0.9, below: 0.5}} -> low"]),
    ("contradiction", ["{category: training, not: {category: training}} -> low"]),
    ("contradiction", ["{topics: {includes any of: [architecture], includes none of: [architecture]}} -> low"]),
    ("contradiction", ["{topics: {is empty: true, includes all of: [architecture]}} -> low"]),
    ("contradiction", ["{text: {mentions: [down], does not mention: [down]}} -> low"]),
    ("contradiction", ["{attachments: {above: 1, below: 2}} -> low"]),
    ("contradiction", ["{duplicate score: {above: 1}} -> low"]),
]
INNOCENT = [
    ["{category: training, channel: email} -> high", "{category: training} -> low"],
    ["{confidence: {above: 0.5}} -> high", "{confidence: {at least: 0.5}} -> low"],
    ["{text: {mentions: [shop is down]}} -> low", "{text: {mentions: [down]}} -> high"],
    ["{text: {mentions: [own]}} -> low", "{text: {mentions: [shop is down]}} -> high"],
    ["{topics: architecture} -> low", "{topics: {includes all of: [store_setup, standard_setup]}} -> high"],
    ["{category: {none of: [training]}} -> low", "{category: training} -> high"],
    ["{text: {matches: 'a+'}} -> low", "{text: {matches: 'a'}} -> high"],
    ["{topics: [architecture, store_setup]} -> low", "{topics: {includes none of: [architecture]}} -> high"],
    ["{confidence: {above: 0.5, below: 0.6}} -> low"],
    ["{credit balance: {below: 0}} -> low"],
    ["{plan: {is known: false}} -> low", "{plan: gold} -> high"],
]


@pytest.mark.parametrize(("code", "rules"), FOUND)
def test_rules_that_can_never_have_a_say_are_found(code, rules):
    """At the rule (or the part of it) that never counts."""
    text = section(*rules)
    ((found, line, _),) = doubts(text)
    assert found == code
    assert line_of(text, f"r{len(rules) - 1}") <= line <= line_of(text, f"r{len(rules) - 1}") + 2


@pytest.mark.parametrize("rules", INNOCENT)
def test_rules_that_have_a_say_are_left_alone(rules):
    """The special before the general, and whatever only looks alike."""
    assert codes(section(*rules)) == []


def test_rules_that_take_everything_together_shadow_what_is_below():
    """None of them alone does, all of them do."""
    rules = ["{attachments: 0} -> low", "{attachments: {above: 3}} -> low", "{attachments: {between: [1, 3]}} -> high"]
    assert codes(section(*rules)) == []
    assert codes(section(*rules, "{attachments: {at least: 2}, channel: email} -> critical")) == ["shadowed"]


@pytest.mark.parametrize(
    "harmless", ["carry on: true", "enabled: false", "shadow: true", 'until: "2026-12-31"', 'from: "2026-01-01"']
)
def test_only_rules_that_end_the_section_shadow(harmless):
    """A rule that carries on, is off, only watches or will end takes nothing from the rules below."""
    text = section("{category: training} -> low", "{category: training, scope: one_user} -> high")
    text = text.replace("    why: W\n", f"    why: W\n    {harmless}\n", 1)
    assert "shadowed" not in codes(text)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{duplicate score: {above: 1}} -> low", "'duplicate score: above 1': it is a number from 0 to 1"),
        ("{channel: email, requests: 0} -> low", "'requests: 0': it is a whole number of at least 1"),
        ("{attachments: 1.5} -> low", "'attachments: 1.5': it is a whole number of at least 0"),
        ("{tier: {below: 1}} -> low", "'tier: below 1': it is one of the policy's tiers"),
    ],
)
def test_a_condition_that_no_ticket_can_meet_is_named(rule, message):
    """Where it stands, with what the fact can be; not the rule's conditions together."""
    text = section(rule)
    (finding,) = (each for each in lint_policy(examine_policy_text(text, "small.yaml"), TODAY) if each.code == "contradiction")
    assert finding.message == f"no ticket can meet {message}"
    assert text.splitlines()[finding.line - 1].lstrip().startswith("when:")


OLD, NEW = 'until: "2027-06-30"', 'from: "2027-07-01"'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(OLD, NEW, set()), (OLD, 'from: "2027-06-30"', {"both"}), (OLD, 'from: "2027-07-02"', {"gap"}), (NEW, OLD, set())],
)
def test_a_rule_that_relieves_another_on_a_day(old, new, expected):
    """They never meet; together they take all tickets, unless a day is left between them."""
    for head, both in (("hit: unique", "overlap"), ("hit: all", "conflict"), ("hit: first", "")):
        text = section("{attachments: {at least: 0}} -> low", "{attachments: {at least: 0}} -> high", head=head, end="")
        for days in (old, new):
            text = text.replace("    why: W\n", f"    why: V\n    {days}\n", 1)
        wanted = {both if code == "both" else code for code in expected} - {""}
        assert set(codes(text)) == (wanted - {"gap"} if head == "hit: all" else wanted)


def test_a_rule_without_conditions_comes_last():
    """The rules below it are told once, by it."""
    text = section(" -> low", "{category: training} -> high", "{category: content} -> high")
    assert doubts(text) == [("catch-all-not-last", line_of(text, "r0"), 11)]
    assert codes(section("{category: training} -> high", " -> low", end="")) == []


def test_rules_of_a_unique_section_exclude_one_another():
    """Two that can meet are an error; texts are taken to go together."""
    assert codes(section("{category: training} -> low", "{scope: one_user} -> high", head="hit: unique")) == ["overlap"]
    assert codes(section("{text: {mentions: [a]}} -> low", "{text: {mentions: [b]}} -> high", head="hit: unique")) == ["overlap"]
    listed = section("{category: [training]} -> low", "{category: [training, content]} -> high", head="hit: unique")
    assert codes(listed) == ["overlap"]
    apart = section("{confidence: {below: 0.5}} -> low", "{confidence: {at least: 0.5}} -> high", head="hit: unique")
    assert codes(apart) == []


def test_writes_that_contradict_each_other_in_an_all_section():
    """Unless `combine` says which wins, or they exclude one another, or agree."""
    rules = ("{category: training} -> low", "{scope: one_user} -> high")
    assert codes(section(*rules, head="hit: all", end="")) == ["conflict"]
    told = section(*rules, head="hit: all", end="").replace("  hit: all", "  hit: all\n  combine: {priority: first}")
    assert codes(told) == []
    assert codes(section("{category: training} -> low", "{category: content} -> high", head="hit: all", end="")) == []
    assert codes(section("{category: training} -> low", "{scope: one_user} -> low", head="hit: all", end="")) == []


GAPS = [
    (["{category: training} -> low", "{category: {none of: [training, content]}} -> high"], "category: content"),
    (
        ["{confidence: {below: 0.4}} -> low", "{confidence: {above: 0.4}} -> high", "{confidence: {is known: false}} -> low"],
        "0.4",
    ),
    (["{hotrush requested: true} -> low"], "hotrush requested: false"),
    (["{attachments: {below: 2}} -> low", "{attachments: {above: 2}} -> low"], "attachments: 2"),
    (["{text: {mentions: [down]}} -> low"], "most tickets"),
    (["{topics: {is empty: true}} -> low", "{topics: [architecture]} -> high"], "topics: ["),
    (["{plan: [gold, silver]} -> low"], "plan: something else"),
    (["{new account: true, scope: one_user} -> low", "{new account: false} -> low"], "new account: true"),
]


@pytest.mark.parametrize(("rules", "sample"), GAPS)
def test_a_gap_is_told_with_a_ticket_that_falls_through(rules, sample):
    """Where the section begins."""
    text = section(*rules, end="")
    examined = examine_policy_text(text, "small.yaml")
    (gap,) = [found for found in lint_policy(examined, TODAY) if found.code == "gap"]
    assert sample in gap.message
    assert text.split("\n")[gap.line - 1] == "- section: only"


@pytest.mark.parametrize(
    "rules",
    [
        ["{hotrush requested: true} -> low", "{hotrush requested: false} -> high"],
        ["{attachments: {below: 2}} -> low", "{attachments: {above: 1}} -> low"],
        ["{scope: [unknown, one_user]} -> low", "{scope: [some_users, all_users]} -> high"],
        ["{plan: {is known: true}} -> low", "{plan: {is known: false}} -> high"],
        ["{topics: {is empty: true}} -> low", "{topics: {is empty: false}} -> high"],
        ["{text: {mentions: [a]}} -> low", "{text: {does not mention: [a]}} -> high"],
    ],
)
def test_a_section_without_a_gap_needs_no_otherwise(rules):
    """Facts that are always known have no unknown value to fall through by; counts are whole."""
    assert codes(section(*rules, end="")) == []


def test_what_an_earlier_section_settles_is_known():
    """A table over all priorities has no gap once every ticket has a priority."""
    text = section("{category: training} -> low", end="otherwise: {priority: high}")
    table = "\n".join(
        (
            "- section: second",
            "  sets: [tier]",
            "  table:",
            "    why: W",
            "    columns: [priority]",
            "    set: [tier]",
            "    rows: [[critical, 3], [high, 2], [[medium, low], 1]]",
        )
    )
    assert codes(text + table + "\n") == []
    assert codes(small(table)) == ["gap", "settled-below"]


@pytest.mark.parametrize(
    ("declared", "rows", "expected"),
    [
        ("{1: a, 2: b, 3: c}", "[[1, low], [2, high], [3, high]]", []),
        ("{1: a, 2: b, 4: c}", "[[1, low], [{at least: 2}, high]]", []),
        ("{0: z, 1: a, 2: b, 3: c, 4: d}", "[[1, low], [2, high], [3, high]]", ["gap"]),
    ],
)
def test_a_tier_is_one_of_those_that_are_declared(declared, rows, expected):
    """A table over all of them has no gap, however many they are."""
    head = re.sub("^tiers: .*$", f"tiers: {declared}", HEAD, flags=re.MULTILINE)
    sections = (
        "- section: first\n  sets: [tier]\n  rules:\n"
        "  - {rule: simple, why: W, when: {category: training}, then: {tier: 1}}\n  otherwise: {tier: 2}\n"
        "- section: second\n  sets: [priority]\n  table: {why: W, columns: [tier], set: [priority], rows: " + rows + "}\n"
    )
    assert codes(small(sections, head)) == expected


def table(*rows, hit="first", end="\n  otherwise: nothing"):
    listed = "".join(f"\n    - {row}" for row in rows)
    return small(
        f"- section: only\n  sets: [priority]\n  hit: {hit}\n  table:\n    why: W\n    columns: [category, scope]\n"
        f"    set: [priority]\n    rows:{listed}{end}"
    )


def test_rows_that_change_nothing():
    """A row whose tickets the rows below treat alike."""
    assert codes(table("[training, one_user, low]", "[training, any, low]")) == ["redundant"]
    assert codes(table("[training, one_user, low]", "[training, any, high]")) == []
    assert codes(table("[training, one_user, low]", "[any, one_user, high]", "[training, any, low]")) == []
    assert codes(table("[training, any, low]", "[training, any, low]", hit="all", end="")) == ["redundant"]


def test_names_that_nothing_uses():
    """Each at its place; a list counts as used when a rule names it."""
    found = lint_policy(examine_policy_text(section("{category: training} -> low"), "small.yaml"), TODAY)
    unused = [(each.code, each.message.split("'")[1]) for each in found]
    assert sorted(unused) == [
        ("unused-calendar", "always"),
        ("unused-calendar", "office"),
        ("unused-department", "development"),
        ("unused-department", "support"),
        ("unused-list", "outage words"),
        ("unused-team", "crew"),
        ("unused-team", "desk"),
    ]
    used = section("{text: {mentions: $outage words}, open calendars: office, team: desk} -> low")
    found = [each for each in lint_policy(examine_policy_text(used, "small.yaml"), TODAY) if each.code in NOT_OURS]
    left = {each.message.split("'")[1] for each in found}
    assert left == {"always", "development", "support", "crew"}


@pytest.mark.parametrize(
    ("when", "hint"), [("{tags: outage words}", "to use it, write $outage words"), ("{tags: x}", "leave it out")]
)
def test_a_list_that_is_named_without_its_sign(when, hint):
    """The word alone is a text like any other."""
    found = lint_policy(examine_policy_text(section(f"{when} -> low"), "small.yaml"), TODAY)
    assert [each.suggestion for each in found if each.code == "unused-list"] == [hint]


TEAMS = """\
- section: teams
  sets: [team]
  rules: [{rule: t, why: W, when: {channel: email}, then: {team: desk}}]
  otherwise: {team: crew}
"""


@pytest.mark.parametrize(
    ("when", "above", "below", "message"),
    [
        ("{team: desk}", "", TEAMS, "'team' is settled in 'teams', below;"),
        ("{team: {is known: false}}", "", "", "no section settles 'team'"),
        ("{priority: low}", "", "", "'priority' is settled in this very section;"),
        ("{any of: [{channel: email}, {not: {hotrush: granted}}]}", "", "", "no section settles 'hotrush'"),
        ("{team: desk}", TEAMS, "", None),
        ("{category: training}", "", "", None),
    ],
)
def test_what_no_earlier_section_settles(when, above, below, message):
    """A rule that asks for it never fires, or always."""
    text = section(f"{when} -> high")
    text = text.replace("sections:\n", f"sections:\n{above}") + below
    found = [each for each in lint_policy(examine_policy_text(text, "small.yaml"), TODAY) if each.code == "settled-below"]
    assert [each.message[: len(message or "")] for each in found] == ([message] if message else [])
    assert all(text.split("\n")[each.line - 1][each.column - 1 :] for each in found)


@pytest.mark.parametrize(
    ("hours", "doubtful"),
    [
        ('["08:00-12:00", "11:00-18:00"]', True),
        ('["11:00-18:00", "08:00-12:00"]', True),
        ('["08:00-12:00", "12:00-18:00"]', False),
        ('"08:00-12:00"', False),
    ],
)
def test_hours_that_overlap(hours, doubtful):
    """Of a weekday and of a date alike, in any order."""
    calendars = (
        HEAD.replace('["09:00-18:00"]', hours),
        HEAD.replace('"]}}\nlists', f'"]}}, dates: {{"2026-12-31": {hours}}}}}\nlists'),
    )
    for head in calendars:
        text = section("{category: training} -> low").replace(HEAD, head)
        assert head != HEAD
        assert codes(text) == (["overlapping-hours"] if doubtful else [])


def test_last_days():
    """Past, near, far."""
    for until, expected in (("2026-11-20", ["expired"]), ("2026-12-01", ["expires-soon"]), ("2027-06-01", [])):
        text = section("{category: training} -> low").replace("    why: W", f'    why: W\n    until: "{until}"')
        assert codes(text) == expected


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ('{"2026-12-25": ["08:00-12:00"]}', ["2026-12-25 is a public holiday of DK (Christmas Day), and 'office' is open then"]),
        ('{"2026-12-24": ["08:00-12:00"]}', []),
        ('{"2026-12-25": []}', []),
        ('{"2026-11-18": ["08:00-12:00"]}', []),
    ],
)
def test_hours_on_a_public_holiday(dates, told):
    """They hold, and are told; other dates, and holidays that stay closed, are not."""
    head = HEAD.replace("office: {", f"office: {{holidays: {{country: DK}}, dates: {dates}, ")
    text = section("{category: training} -> low").replace(HEAD, head)
    found = lint_policy(examine_policy_text(text, "small.yaml"), TODAY)
    assert [each.message for each in found if each.code == "open-on-holiday"] == told
    calendar = examine_policy_text(text, "small.yaml").policy.calendars.get("office", "Europe/Copenhagen")
    assert calendar.is_open(datetime(2026, 12, 25, 9, tzinfo=UTC)) is bool(told)


@pytest.mark.parametrize(("written", "expected"), [("2026-12-31", ["unquoted-time"]), ('"2026-12-31"', [])])
def test_times_without_quotes(written, expected):
    """Other readers take them for dates."""
    text = section("{category: training} -> low").replace("    why: W", f"    why: W\n    until: {written}")
    assert [code for code in codes(text) if code != "expires-soon"] == expected


def test_thresholds_that_were_meant_to_be_one():
    """They differ by less than a millionth."""
    assert codes(section("{confidence: {below: 0.6}} -> low", "{confidence: {at least: 0.6000001}} -> high")) == [
        "near-threshold"
    ]


@pytest.mark.parametrize(
    ("phrase", "doubtful"),
    [("refund*", True), ("*fund", True), ("%refund%", True), ("100%", False), ("where is it?", False), ("refund", False)],
)
def test_phrases_written_as_other_searches_write_them(phrase, doubtful):
    """The sign is looked for too, so that nothing is found."""
    assert codes(section(f'{{text: {{mentions: ["{phrase}"]}}}} -> low')) == (["wildcard"] if doubtful else [])


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("dansk", "write a code of two letters, as da for Danish"),
        ("EN", "write en"),
        ("[de, dk]", "write a code of two letters, as da for Danish"),
        ("{none of: [german]}", "write a code of two letters, as da for Danish"),
        ("da", None),
        ("[pt-BR, gsw, other]", None),
        ("{starts with: pt}", None),
        ("{is known: false}", None),
    ],
)
def test_what_is_no_language(asked, hint):
    """Words that no helpdesk sends and that are never detected; parts of a code are no words of their own."""
    text = section(f"{{language: {asked}}} -> low")
    found = [each for each in lint_policy(examine_policy_text(text, "small.yaml"), TODAY) if each.code == "unknown-language"]
    assert [each.suggestion for each in found] == ([hint] if hint else [])


def test_the_languages_that_are_detected_are_named():
    """In the description of the fact, as the shipped model has them."""
    metadata = Path(__file__).parents[3] / "models" / "category" / "metadata.json"
    languages = json.loads(metadata.read_text(encoding="utf-8"))["languages"]
    named = re.findall("`([a-z]+)`", FACTS["language"].description)
    assert named == [*languages, "other"]


def test_a_long_section_tells_the_rules_that_no_index_finds():
    """Short sections need none."""
    many = [f"{{account: a{number}}} -> low" for number in range(100)]
    slow = "{text: {matches: 'x'}} -> low"
    assert codes(section(*many, slow)) == ["unindexed"]
    assert codes(section(*many[:20], slow)) == []


def test_an_overlay_is_told_what_it_does_to_the_rules_below_it(tmp_path):
    """But not what is doubtful there without it."""
    base = section("{category: training} -> low", "{category: content, scope: one_user} -> high", "{category: training} -> low")
    (tmp_path / "small.yaml").write_text(base)
    head = "triage: 1\npolicy: over\nextends: small\n"
    (tmp_path / "over.yaml").write_text(
        head + "add before:\n  r1:\n  - {rule: x, why: W, when: {category: content}, then: {priority: low}}\n"
    )
    found = lint_policy(examine_policy(tmp_path / "over.yaml"), TODAY)
    assert [(each.code, each.file.endswith("small.yaml"), "'r1'" in each.message) for each in found] == [("shadowed", True, True)]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{tags: “vip”}", ["curly-quotes"]),
        ("{tags: [“vip, ‘gold’]}", ["curly-quotes", "curly-quotes"]),
        ("{text: {mentions: [“card reader”]}}", ["curly-quotes"]),
        ('{tags: ["“vip”"]}', []),
        ("{tags: “vip” or “gold”}", []),
        ("{text: pay}", ["whole-text"]),
        ("{body: [pay, card]}", ["whole-text"]),
        ("{text: {none of: [pay]}}", ["whole-text"]),
        ("{subject: pay}", []),
        ("{text: {mentions: pay}, body: {is known: true}}", []),
    ],
)
def test_what_looks_like_a_question_and_is_another(when, expected):
    """Quotation marks that quote nothing, and a whole text compared with a word."""
    assert codes(section(f"{when} -> high")) == expected


def test_a_section_whose_hit_is_wrong_is_not_compared():
    """With `first` in its place, the second rule would be told as one that never applies."""
    text = section(" -> low", "{tags: a} -> high", head="hit: any", end="")
    examined = examine_policy_text(text, "small.yaml")
    assert [fault.code for fault in examined.faults] == ["unknown-value"]
    assert {each.code for each in lint_policy(examined, TODAY)} <= NOT_OURS


def test_rules_are_not_compared_where_nobody_knows_whom_they_are_for(tmp_path):
    """A misspelt fact under `applies to` made every rule below contradictory."""
    (tmp_path / "small.yaml").write_text(section("{category: training} -> low", end="otherwise: {priority: high}"))
    (tmp_path / "over.yaml").write_text("triage: 1\npolicy: over\nextends: small\napplies to: {acount: x}\nswitch off: [r0]\n")
    examined = examine_policy(tmp_path / "over.yaml")
    assert [fault.code for fault in examined.faults] == ["unknown-fact"]
    assert lint_policy(examined, TODAY) == ()


def test_effort_is_bounded_and_the_end_is_told():
    """Rules that cannot be told apart cheaply end the search, not the process."""
    rules = [f"{{text: {{matches: 'x{n}'}}, attachments: {{at least: {n}}}}} -> low" for n in range(60)]
    assert codes(section(*rules, head="hit: unique"))[:1] == ["overlap"]
    assert "unfinished" in {code for code, _, _ in doubts(section(*rules, head="hit: unique"), effort=20)}


def test_two_thousand_client_rules_take_no_time():
    """The signature index finds what may shadow a rule without looking at the others."""
    rules = [f"{{account: a{n // 2}, category: {('training', 'content')[n % 2]}, tags: t{n % 50}}} -> low" for n in range(2000)]
    text = section(*rules, "{account: a7, category: content, tags: t15, scope: one_user} -> high")
    examined = examine_policy_text(text, "small.yaml")
    began = time.process_time()
    found = [each.code for each in lint_policy(examined, TODAY) if each.code not in NOT_OURS]
    assert found == ["shadowed"]
    assert time.process_time() - began < 5


def test_every_code_has_a_test_here():
    """A code that no test provokes may as well not work."""
    named = {code for code, _ in FOUND} | {
        "overlap",
        "conflict",
        "gap",
        "catch-all-not-last",
        "redundant",
        "expired",
        "expires-soon",
    }
    named |= {"unknown-language", "wildcard", "settled-below", "overlapping-hours", "open-on-holiday"}
    named |= {"curly-quotes", "whole-text"}
    named |= {"unindexed", "unquoted-time", "near-threshold", "unfinished"}
    assert named | NOT_OURS | BY_CASES == set(LINT_CODES)
