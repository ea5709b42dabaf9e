"""Every fault that refuses a policy: planted, and found at its line and column."""

import pytest

from tests.policy.small_policies import HEAD, faults, load, one_rule, planted, small
from triage.errors import PolicyError
from triage.policy.files.findings import CODES

ROWS = """\
- section: only
  sets: [priority, tier]
  table:
    why: Because
    columns: [plan, channel]
    set: [priority]
    rows:
"""
COSTS = "review: {cost of a review: 1, cost of a wrong category: 5}\nconfidence levels: {high: 1, medium: 0}\n"
TWICE = """\
- section: only
  sets: [tier]
  rules:
  - {rule: it, why: a, then: {tier: 1}}
  - {rule: ⟦it, why: b, then: {tier: 2}}
"""
OTHERWISE = """\
- section: only
  sets: [tier]
  rules:
  - {rule: only otherwise, why: a, then: {tier: 1}}
  ⟦otherwise: {tier: 2}
"""
BAVARIA = "{time zone: UTC, holidays: {country: DE, region: ⟦BX},"


def section(lines):
    """A policy of one section with these further keys."""
    return small("- section: only\n  sets: [priority]\n" + "\n".join(f"  {line}" for line in lines.split("\n")))


PLANTED = [
    ("type", HEAD + "packages: {currency: EUR, sizes: [{credits: 1, price: ⟦49.905}]}\nsections: []"),
    ("type", HEAD + 'packages: {currency: EUR, sizes: [{credits: 1, price: ⟦"49,90"}]}\nsections: []'),
    # the file
    ("yaml", HEAD + "sections: [⟦&a []]"),
    ("limit", "a: " + "[" * 39 + "⟦[" * 1),
    ("unknown-key", HEAD + "⟦section: []\nsections: []"),
    ("unknown-key", HEAD + "⟦change: {}\nsections: []"),
    (
        "missing-key",
        "⟦policy: x\n" + COSTS + "sections: []",
    ),
    ("missing-key", "⟦" + HEAD),
    ("unknown-value", "triage: ⟦2\n" + HEAD.partition("\n")[2] + "sections: []"),
    ("type", "triage: ⟦'1'\n" + HEAD.partition("\n")[2] + "sections: []"),
    ("type", "⟦- triage\n- policy"),
    ("duplicate-key", HEAD + "sections: []\n⟦policy: other"),
    ("empty-value", HEAD.replace("policy: small", "policy:⟦") + "sections: []"),
    ("missing-file", HEAD + "extends: ⟦nowhere\nsections: []"),
    ("missing-file", HEAD + "extends: ⟦../../etc/passwd\nsections: []"),
    ("missing-file", HEAD + "extends: ⟦default.yaml\nsections: []"),
    ("type", HEAD + "extends: ⟦[default]\nsections: []"),
    ("type", HEAD + "sections: ⟦{}"),
    # definitions
    ("type", HEAD.replace("[desk, crew]", "⟦desk") + "sections: []"),
    ("empty-value", HEAD.replace("[desk, crew]", "[desk, ⟦~]") + "sections: []"),
    ("empty-value", HEAD.replace("lists: {", "lists: {none: ⟦[], ") + "sections: []"),
    ("empty-value", HEAD.replace('"502"', '⟦""') + "sections: []"),
    ("type", HEAD.replace("lists: {", "lists: {one: ⟦word, ") + "sections: []"),
    ("unknown-time-zone", HEAD.replace("Europe/London", "⟦Europe/Lundon") + "sections: []"),
    (
        "duplicate-key",
        HEAD.replace("office: {", 'office: {closed: ["2026-12-31"], dates: {⟦"2026-12-31": "09:00-12:00"}, ') + "sections: []",
    ),
    ("unknown-list", one_rule('{account: ⟦"$outage wrds"}')),
    ("unknown-time-zone", HEAD.replace("Europe/London", "⟦../../etc/passwd") + "sections: []"),
    ("missing-key", HEAD.replace("office: {", "office: ⟦{").replace(" otherwise time zone: Europe/London,", "") + "sections: []"),
    ("missing-key", HEAD.replace("always: {time zone: UTC,", "always: ⟦{") + "sections: []"),
    ("unknown-key", HEAD.replace("time zone: UTC", "⟦timezone: UTC, time zone: UTC") + "sections: []"),
    ("bad-time", HEAD.replace('"09:00-18:00"', '⟦"9 to 5"') + "sections: []"),
    ("bad-time", HEAD.replace('"09:00-18:00"', '⟦"18:00-09:00"') + "sections: []"),
    ("bad-time", HEAD.replace('"09:00-18:00"', '⟦"09:60-18:00"') + "sections: []"),
    ("bad-time", HEAD.replace('"09:00-18:00"', '⟦"22:00-49:00"') + "sections: []"),
    ("unknown-key", HEAD.replace("mon-fri", "⟦monday") + "sections: []"),
    ("duplicate-key", HEAD.replace("{mon-fri:", '{wed: ["10:00-12:00"], ⟦mon-fri:') + "sections: []"),
    ("empty-value", HEAD.replace('{mon-fri: ["09:00-18:00"]}', "⟦{}") + "sections: []"),
    ("unknown-holidays", HEAD.replace("{time zone: UTC,", "{time zone: UTC, holidays: {country: ⟦XX},") + "sections: []"),
    (
        "unknown-holidays",
        HEAD.replace("{time zone: UTC,", BAVARIA) + "sections: []",
    ),
    ("bad-date", HEAD.replace("{time zone: UTC,", "{time zone: UTC, closed: [⟦24 December],") + "sections: []"),
    ("bad-date", HEAD.replace("{time zone: UTC,", "{time zone: UTC, closed: [⟦2026-12-24 to 6 January],") + "sections: []"),
    ("bad-date", HEAD.replace("{time zone: UTC,", "{time zone: UTC, closed: [⟦2027-01-06 to 2026-12-24],") + "sections: []"),
    ("bad-date", HEAD.replace("{time zone: UTC,", "{time zone: UTC, closed: [⟦2026-01-01 to 2026-12-24],") + "sections: []"),
    ("bad-date", HEAD.replace("{time zone: UTC,", "{time zone: UTC, dates: {⟦20261224: []},") + "sections: []"),
    ("missing-key", HEAD.replace("{cost of a review: 1, ", "⟦{") + "sections: []"),
    ("unknown-value", HEAD.replace("category: 5}", "category: 5, cost of missing: {⟦sitedown: 3}}") + "sections: []"),
    ("unknown-value", HEAD.replace("review: 1", "review: ⟦-1") + "sections: []"),
    ("unknown-value", HEAD.replace("0.85", "⟦85") + "sections: []"),
    ("unknown-value", HEAD.replace("{high: 0.85", "⟦{high: 0.5") + "sections: []"),
    ("missing-key", HEAD + "packages: ⟦{currency: USD}\nsections: []"),
    ("type", HEAD + "packages: {currency: USD, sizes: [{credits: ⟦2.5, price: 1}]}\nsections: []"),
    ("unknown-value", HEAD + "packages: {currency: USD, sizes: [{credits: ⟦0, price: 1}]}\nsections: []"),
    ("duplicate-key", HEAD + "packages: {currency: USD, sizes: [{credits: 1, price: 1}, ⟦{credits: 1, price: 2}]}\nsections: []"),
    # a comma before the decimals, which in braces also parts two keys
    ("type", HEAD.replace("0.85", "⟦0,85") + "sections: []"),
    ("type", HEAD + "packages: {currency: USD, sizes: [{credits: 1, price: ⟦1.249,50}]}\nsections: []"),
    ("type", one_rule("{confidence: {at least: ⟦0,65}}")),
    ("unknown-test", one_rule("{confidence: {at least: 0, ⟦65}}")),
    ("unknown-value", one_rule("{duplicate score: {at least: ⟦65}}")),
    ("unknown-value", one_rule("{confidence: {between: [0.5, ⟦1.5]}}")),
    ("unknown-value", one_rule("{confidence: {below: ⟦-0.1}}")),
    ("bad-span", one_rule(then="{resolution: {within: ⟦1,5 h, calendar: office}}", sets="[resolution]")),
    # sections
    ("missing-key", small("- ⟦section: only")),
    ("missing-key", small("- ⟦sets: [priority]")),
    ("unknown-key", section("⟦rule: []")),
    ("unknown-key", section("⟦before: other")),
    ("unknown-outcome", small("- section: only\n  sets: [priority, ⟦teir]")),
    ("empty-value", small("- section: only\n  sets: ⟦[]")),
    ("duplicate-key", small("- section: only\n  sets: [priority, ⟦priority]")),
    ("duplicate-section", small("- section: only\n  sets: [priority]\n- section: ⟦only\n  sets: [priority]")),
    ("unknown-value", section("hit: ⟦frist")),
    ("unknown-value", section("combine: {priority: ⟦append}")),
    ("write-outside-sets", section("combine: {⟦tier: last}")),
    ("write-outside-sets", section("otherwise: {⟦tier: 1}")),
    ("type", section("rules: ⟦none")),
    ("type", section("rules: [⟦none]")),
    # tables
    ("row-length", small(ROWS + "    - [pro, any, high]\n    - ⟦[pro, high]")),
    ("row-length", small(ROWS + "    - ⟦[pro, any, high, 2]")),
    ("type", small(ROWS + "    - ⟦pro")),
    ("empty-value", small(ROWS.rstrip() + " ⟦[]")),
    ("unknown-fact", small(ROWS.replace("[plan,", "[⟦plon,") + "    - [any, any, high]")),
    ("unknown-fact", small(ROWS.replace("[plan,", "[⟦plon,") + "    - [pro, any, high]\n    - [basic, any, high]")),
    ("duplicate-key", small(ROWS.replace("channel]", "⟦plan]") + "    - [pro, high]")),
    ("unknown-outcome", small(ROWS.replace("[priority]", "[⟦prority]") + "    - [pro, any, high]")),
    ("write-outside-sets", small(ROWS.replace("set: [priority]", "set: [⟦team]") + "    - [pro, any, desk]")),
    ("unknown-value", small(ROWS + "    - [pro, ⟦emial, high]")),
    ("unknown-value", small(ROWS + "    - [pro, [email, ⟦emial], high]")),
    ("unknown-test", small(ROWS + "    - [pro, {⟦at least: 3}, high]")),
    ("unknown-value", small(ROWS + "    - [pro, any, ⟦hihg]")),
    ("missing-key", small(ROWS.replace("    why: Because\n    columns", "    ⟦columns") + "    - [pro, any, high]")),
    # rules
    ("unnamed-rule", section("rules:\n- ⟦why: Because\n  then: {priority: high}")),
    ("missing-key", section("rules:\n- ⟦rule: it\n  then: {priority: high}")),
    ("missing-key", section("rules:\n- ⟦rule: it\n  why: Because")),
    ("empty-value", section("rules:\n- rule: ⟦''\n  why: Because\n  then: {priority: high}")),
    ("unknown-key", one_rule(more="⟦wen: {category: content}")),
    ("duplicate-rule", small(TWICE)),
    ("duplicate-rule", small(OTHERWISE)),
    ("write-outside-sets", one_rule(then="{priority: high, ⟦tier: 2}")),
    ("unknown-outcome", one_rule(then="{⟦pirority: high}")),
    ("type", one_rule(then="⟦high")),
    ("type", one_rule(more="carry on: ⟦yes")),
    ("type", one_rule(more="enabled: ⟦'true'")),
    ("bad-date", one_rule(more="until: ⟦31.12.2026")),
    ("bad-date", one_rule(more="from: ⟦1.1.2027")),
    ("bad-date", one_rule(more='from: ⟦"2027-01-02"\nuntil: "2027-01-01"')),
    ("unknown-time-zone", "time zone: ⟦Europe/Copenhague\n" + one_rule()),
    ("empty-value", one_rule(more="source: [⟦]".replace("[⟦]", "[⟦~]"))),
    # conditions
    ("unknown-fact", one_rule("{⟦catgory: site_down}")),
    ("unknown-test", one_rule("{confidence: {⟦at leats: 0.6}}")),
    ("unknown-test", one_rule("{category: {⟦mentions: [a]}}")),
    ("unknown-test", one_rule("{hotrush requested: {⟦none of: [true]}}")),
    ("unknown-value", one_rule("{category: ⟦site_dwon}")),
    ("unknown-value", one_rule("{topics: [architecture, ⟦arch]}")),
    ("unknown-value", one_rule("{confidence: {between: ⟦[0.9, 0.1]}}")),
    ("unknown-team", one_rule("{team: ⟦dsek}")),
    ("unknown-department", one_rule("{department: {none of: [⟦sales]}}")),
    ("unknown-calendar", one_rule("{open calendars: ⟦ofice}")),
    ("unknown-list", one_rule("{text: {mentions: ⟦$outage word}}")),
    ("unknown-list", one_rule("{plan: ⟦$plans}")),
    ("type", one_rule("{confidence: ⟦high}")),
    ("type", one_rule("{confidence: ⟦'0.5'}")),
    ("type", one_rule("{credits: ⟦010}")),
    ("type", one_rule("{credits: {at least: ⟦true}}")),
    ("type", one_rule("{hotrush requested: ⟦no}")),
    ("type", one_rule("{confidence: {between: ⟦[1]}}")),
    ("type", one_rule("{confidence: {between: ⟦1}}")),
    ("type", one_rule("{text: {mentions: [⟦{a: b}]}}")),
    ("type", one_rule("⟦site_down")),
    ("type", one_rule("{any of: ⟦{category: content}}")),
    ("empty-value", one_rule("{text: {mentions: ⟦}}")),
    ("empty-value", one_rule("{text: {mentions: ⟦[]}}")),
    ("empty-value", one_rule("{text: {contains: ⟦' '}}")),
    ("empty-value", one_rule("{text: {consists of: ⟦['!', '?']}}")),
    ("empty-value", one_rule("{text: {matches: ⟦'x*'}}")),
    ("empty-value", one_rule("{text: ⟦{}}")),
    ("empty-value", one_rule("{plan: ⟦~}")),
    ("empty-value", one_rule("{confidence: ⟦}")),
    ("empty-value", one_rule("{any of: ⟦[]}")),
    ("empty-value", one_rule("{any of: [⟦{}]}")),
    ("empty-value", one_rule("{not: ⟦{}}")),
    ("empty-value", one_rule("⟦{}")),
    ("bad-regex", one_rule("{text: {matches: ⟦'(a'}}")),
    ("bad-regex", one_rule("{text: {matches: ⟦'(?=a)b'}}")),
    ("bad-regex", one_rule("{text: {matches: ⟦'(a)\\1'}}")),
    ("bad-regex", one_rule("{text: {matches: ⟦'a{2000}'}}")),
    ("bad-regex", one_rule("{text: {matches: ⟦'((((a{30}){30}){30}){30})b'}}")),
    ("limit", one_rule("{text: {matches: ⟦" + "a" * 257 + "}}")),
    ("limit", one_rule("{text: {mentions: [⟦" + "a" * 257 + "]}}")),
    ("missing-key", one_rule("{text: {mentions: ⟦{words: [a]}}}")),
    ("unknown-key", one_rule("{text: {mentions: {words: [a], except in: [b a], ⟦but: c}}}")),
    ("unknown-list", one_rule("{text: {mentions: {words: [a], except in: ⟦$none}}}")),
    ("empty-value", one_rule("{text: {does not mention: {words: ⟦[], except in: [b a]}}}")),
    ("limit", one_rule("⟦{any of: [" + ", ".join(f"{{credits: {n}}}" for n in range(13)) + "]}")),
    ("limit", one_rule("{not: {not: {not: {not: {not: ⟦{credits: 1}}}}}}")),
    # outcomes
    ("unknown-value", one_rule(then="{priority: ⟦urgent}")),
    ("unknown-tier", one_rule(then="{tier: ⟦4}", sets="[tier]")),
    ("unknown-tier", one_rule(then="{escalations: {to tier: ⟦4, percent: 50, of: resolution}}", sets="[escalations]")),
    ("unknown-tier", one_rule("{tier: [1, ⟦7]}")),
    ("unknown-tier", one_rule("{tier: {between: [1, ⟦7]}}")),
    ("unknown-value", one_rule(then="{tier: ⟦-1}", sets="[tier]")),
    ("unknown-credit-category", one_rule(then="{credit category: ⟦4}", sets="[credit category]")),
    ("unknown-credit-category", one_rule("{credit category: {above: ⟦5}}")),
    ("type", HEAD.replace("{1: frontline", "{⟦first: frontline") + "sections: []"),
    ("unknown-value", HEAD.replace("{1: frontline", "{⟦1000: frontline") + "sections: []"),
    ("empty-value", HEAD.replace("1: frontline", "1: ⟦~") + "sections: []"),
    ("type", HEAD.replace("{1: small, 2: medium, 3: large}", "⟦[1, 2, 3]") + "sections: []"),
    ("type", one_rule(then="{tier: ⟦1.5}", sets="[tier]")),
    ("type", one_rule(then="{can uncheck: ⟦no}", sets="[can uncheck]")),
    ("empty-value", one_rule(then="{free because: ⟦}", sets="[free because]")),
    ("unknown-team", one_rule(then="{team: ⟦desks}", sets="[team]")),
    ("unknown-department", one_rule(then="{department: ⟦sales}", sets="[department]")),
    ("bad-span", one_rule(then="{resolution: {within: ⟦1 day, calendar: office}}", sets="[resolution]")),
    ("bad-span", one_rule(then="{resolution: {within: ⟦0 min, calendar: office}}", sets="[resolution]")),
    ("bad-span", one_rule(then="{resolution: {within: 2 h, goal: ⟦3 h, calendar: office}}", sets="[resolution]")),
    ("unknown-calendar", one_rule(then="{resolution: {within: 1 h, calendar: ⟦offices}}", sets="[resolution]")),
    ("missing-key", one_rule(then="{resolution: ⟦{within: 1 h}}", sets="[resolution]")),
    ("unknown-key", one_rule(then="{resolution: {within: 1 h, calendar: office, ⟦pause: true}}", sets="[resolution]")),
    ("type", one_rule(then="{resolution: ⟦1 h}", sets="[resolution]")),
    ("bad-span", one_rule(then="{expected delay: ⟦{shortest: 30 min, longest: 15 min}}", sets="[expected delay]")),
    ("missing-key", one_rule(then="{expected delay: ⟦{shortest: 30 min}}", sets="[expected delay]")),
    ("missing-key", one_rule(then="{hotrush reasons: ⟦{code: x}}", sets="[hotrush reasons]")),
    ("unknown-value", one_rule(then="{escalations: {to tier: 2, percent: 50, of: ⟦next_update}}", sets="[escalations]")),
    ("missing-key", one_rule(then="{escalations: ⟦{to tier: 2, of: resolution}}", sets="[escalations]")),
    ("missing-key", one_rule(then="{workflow: ⟦{step: quote}}", sets="[workflow]")),
    ("missing-key", one_rule(then="{workflow: ⟦{step: quote, by: crew, within: 1 h}}", sets="[workflow]")),
    ("missing-key", one_rule(then="{workflow: ⟦{step: quote, by: crew, goal: 1 h, calendar: office}}", sets="[workflow]")),
    ("empty-value", one_rule(then="{advice: ⟦[]}", sets="[advice]")),
    ("type", one_rule(then="{advice: [⟦{a: b}]}", sets="[advice]")),
]


@pytest.mark.parametrize(("code", "marked"), PLANTED, ids=[f"{number}-{code}" for number, (code, _) in enumerate(PLANTED)])
def test_a_planted_fault_is_found_at_its_place(code, marked):
    """One fault gives one finding, at the word that is wrong."""
    text, line, column = planted(marked)
    assert faults(text) == [(line, column, code)]


ELSEWHERE = {"dated-change", "unknown-section", "unknown-rule", "cycle", "overlay", "duplicate-case"}
"""Planted in the tests of extending files and of cases."""


def test_every_code_is_planted():
    """No code is left without a test, and no test has a code of its own."""
    assert {code for code, _ in PLANTED} | ELSEWHERE == set(CODES)


def test_all_faults_come_at_once_in_the_order_of_the_file():
    """A policy with many faults shows them all in one run, each once, with what to write instead."""
    text = small(
        """
        - section: priority
          sets: [priority]
          hit: frist
          rules:
          - rule: site-down
            why: nobody can order
            when:
              catgory: site_down
              confidence: {at least: high}
              text: {mentions: }
            then: {priority: urgent, teir: 2}
          - rule: site-down
            why: again
            when: {category: site_dwon, plan: pro, plan: basic}
            then: {priority: high}
          - rule: vip
            why: they pay
            when: {tags: {mentions: vip}, new account: yes}
            then: {priority: high}
          table:
            why: a table
            columns: [plan, category]
            set: [priority]
            rows:
            - [pro, any, gold]
            - [pro, site_down]
        """
    )
    with pytest.raises(PolicyError) as error:
        load(text)
    first = HEAD.count("\n") + 2
    assert [(finding.line - first, finding.code) for finding in error.value.findings] == [
        (2, "unknown-value"),
        (7, "unknown-fact"),
        (8, "type"),
        (9, "empty-value"),
        (10, "unknown-value"),
        (10, "unknown-outcome"),
        (11, "duplicate-rule"),
        (13, "unknown-value"),
        (13, "duplicate-key"),
        (17, "unknown-test"),
        (17, "type"),
        (24, "unknown-value"),
        (25, "row-length"),
    ]
    lines = str(error.value).splitlines()
    assert lines[0] == f"small.yaml:{first + 2}:8 [unknown-value] 'frist' is no way to hit; did you mean 'first'?"
    assert lines[1].endswith("[unknown-fact] there is no fact 'catgory'; did you mean 'category'?")
    assert all(finding.severity == "error" and finding.file == "small.yaml" for finding in error.value.findings)


def test_the_number_of_findings_is_bounded():
    """A file of thousands of faults gives two hundred."""
    text = small("- section: only\n  sets: [priority]\n  rules:\n" + "".join(f"  - {{wrong{n}: x}}\n" for n in range(3000)))
    assert len(faults(text)) == 200


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("15 minutos", "write `15 min`"),
        ("15min", "write `15 min`"),
        ("1 h 30 min", "write `90 min`"),
        ("1h30", "write `90 min`"),
        ("2 hours", "write `2 h`"),
        ("PT15M", "write `15 min`"),
        ("3 days", "write `3 business days` for the calendar's days, `72 h` for hours"),
        ("3 working days", "write `3 business days` for the calendar's days, `72 h` for hours"),
        ("15", "write `15 min`, `4 h`"),
        ("0 days", "write `15 min`, `4 h`"),
        ("h", "write `15 min`, `4 h`"),
    ],
)
def test_an_amount_of_time_that_is_written_otherwise(written, hint):
    """With what to write where it says one thing; else every form."""
    with pytest.raises(PolicyError) as error:
        load(one_rule(then=f"{{resolution: {{within: {written}, calendar: office}}}}", sets="[resolution]"))
    assert f"is no amount of time; {hint}" in str(error.value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{confidence: {at least: 0,65}}", "'confidence' must be a number, not '0,65'; write 0.65"),
        ("{confidence: {at least: 0,6, at most: 0,6}}", "'confidence' must be a number, not '0,6'; write 0.6"),
        ("{credits: {above: 1.249,50}}", "'credits' must be a number, not '1.249,50'; write 1249.50"),
        ("{credits: {above: 1,249.50}}", "'credits' must be a number, not '1,249.50'; write 1249.50"),
        ("{credits: 1,249,000}", "'credits' must be a number, not '1,249,000'; write 1249000"),
        (
            "{credits: 1,249}",
            "'credits' must be a number, not '1,249'; write a point before the decimals, and nothing between the thousands",
        ),
        ("{credits: 1,x}", "there is no fact 'x'"),
        ("{customer: acme}", "there is no fact 'customer'; write `account`, its id, or `plan`"),
        ("{Weekday: sat}", "there is no fact 'Weekday'; write `open calendars`, with a calendar of those hours"),
        ("{duplicate score: {at least: 65}}", "'duplicate score' lies between 0 and 1; write 0.65"),
        ("{duplicate score: {at least: 650}}", "'duplicate score' lies between 0 and 1"),
    ],
)
def test_a_number_that_cannot_be_meant_so(written, message):
    """A decimal comma, in braces too, where YAML takes the digits after it for a key; a percentage. With what to write."""
    with pytest.raises(PolicyError) as error:
        load(one_rule(written))
    assert f"] {message}" in str(error.value).splitlines()[0]


@pytest.mark.parametrize(
    ("was", "written", "told"),
    [
        ("triage: 1", "triage: 2", ["[unknown-value] there is no format 2 of policies; write 1"]),
        (
            '{mon-fri: ["09:00-18:00"]}',
            '{mon-thu: ["09:00-18:00"], mon-fri: ["09:00-17:00"]}',
            ["[duplicate-key] 'mon-fri' gives hours to mon, tue, wed, thu, which 'mon-thu' has given already"],
        ),
        ("office: {", "office: {holidays: DK, ", ["[type] holidays are those of a country, not 'DK'; write {country: DK}"]),
        ("office: {", "office: {holidays: [DK], ", ["[type] holidays must be a mapping (`key: value`)"]),
        (
            "office: {",
            "office: {holidays: Denmark, ",
            ["[type] holidays are those of a country, not 'Denmark'; write {country: …}"],
        ),
    ],
)
def test_a_slip_in_the_definitions_is_told_once_and_with_what_to_write(was, written, told):
    """The other place where there are two, and the form where it is another."""
    with pytest.raises(PolicyError) as error:
        load(one_rule().replace(was, written, 1))
    assert [str(finding).partition(" ")[2] for finding in error.value.findings] == told


@pytest.mark.parametrize(
    ("span", "hint"),
    [
        ("1,5 h", "write `90 min`"),
        ("0.25 h", "write `15 min`"),
        ("1.01 h", "write `15 min`, `4 h`"),
        ("4 business hours", "write `4 h` with the calendar whose hours count"),
        ("30 working minutes", "write `30 min` with the calendar whose hours count"),
        ("a while", "write `15 min`, `4 h`"),
    ],
)
def test_what_is_no_amount_of_time_is_put_right(span, hint):
    """Parts of an hour as minutes, business hours as hours of a calendar."""
    with pytest.raises(PolicyError) as error:
        load(one_rule(then=f"{{resolution: {{within: {span}, calendar: office}}}}", sets="[resolution]"))
    assert f"'{span}' is no amount of time; {hint}" in str(error.value)
