"""Loading a policy: from files and text, and the version that its content has."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.policy.small_policies import HEAD, decide, load, one_rule, small
from triage.errors import PolicyError
from triage.policy.language.conditions import conditions_of
from triage.policy.loading.loader import load_policy, load_policy_text

TEXT = small(
    """
    - section: priority
      about: How urgent
      sets: [priority, first response]
      hit: all
      combine: {priority: last}
      rules:
      - rule: outage
        why: Nobody can order
        source: [GK.1]
        when: {category: site_down, not: {channel: [email, chat]}}
        then: {priority: critical, first response: {within: 15 min, calendar: always}}
        until: 2026-12-31
        owner: desk
      table:
        why: By plan
        source: [X.1]
        columns: [plan, confidence]
        set: [priority, first response]
        rows:
        - [[gold, "010"], {at least: 0.6}, high, ~]
      otherwise: {priority: low}
    """
)
SAME = (
    HEAD.replace("{high: 0.85, medium: 0.6}", "{medium: 0.60, high: 0.85}")
    .replace('"502"', "'502'")
    .replace("teams: [desk, crew]", "teams:\n- crew   # order of no account\n- desk")
    + """
# the same, laid out otherwise
sections:
- sets: [ priority,
    first response ]
  section: "priority"
  combine: {priority: last}
  about:   How urgent
  hit: all
  otherwise:
    priority: low
  rules:
  - owner: desk
    rule: outage
    until: "2026-12-31"
    why: >-
      Nobody
      can order
    source: GK.1
    when:
      category: site_down
      not:
        channel: [chat, email]
    then:
      priority: critical
      first response:
        calendar: always
        within: "15 min"
  table: {why: By plan, source: [X.1], columns: [plan, confidence], set: [priority, first response], rows: [
    [["010", gold], {at least: 0.6}, high, ~]]}
"""
)


def test_a_policy_has_what_the_file_says():
    """Sections, rules, rows and definitions are all there, with their places."""
    policy = load(TEXT)
    section = policy.sections[0]
    outage, row, otherwise = policy.rules()
    assert (policy.name, policy.teams, policy.departments) == ("small", ("desk", "crew"), ("support", "development"))
    assert (section.hit, section.sets, section.about) == ("all", ("priority", "first response"), "How urgent")
    assert dict(section.combine) == {"priority": "last", "first response": "append"}
    assert (outage.name, outage.source, outage.owner, str(outage.until)) == ("outage", ("GK.1",), "desk", "2026-12-31")
    assert (outage.at.line - HEAD.count("\n"), outage.at.column) == (8, 11)
    assert outage.tested == ("category", "channel")
    assert (row.name, row.why, row.source, row.origin) == ("priority row 1", "By plan", ("X.1",), "row")
    assert [assignment.outcome.name for assignment in row.assignments] == ["priority"]
    assert (otherwise.name, otherwise.why) == ("priority otherwise", "no rule of the section applied")
    assert (policy.holidays_version, policy.files) == (None, ())


def test_the_version_is_of_the_content_alone():
    """Comments, layout, quotes, the order of keys and of closed lists do not count."""
    assert load(TEXT).version == load(SAME).version
    assert load(TEXT).version.startswith("sha256:")
    assert len(load(TEXT).version) == len("sha256:") + 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("site_down", "content"),
        ("Nobody can order", "Nobody orders"),
        ("at least: 0.6", "at least: 0.61"),
        ("15 min", "16 min"),
        ("[GK.1]", "[GK.2]"),
        ("2026-12-31", "2026-12-30"),
        ("priority: last", "priority: first"),
        ("hit: all", "hit: first"),
        ("{priority: low}", "{priority: medium}"),
        ("cost of a review: 1", "cost of a review: 2"),
        ("0.85", "0.9"),
        ("09:00-18:00", "09:00-17:00"),
        ("Europe/London", "Europe/Berlin"),
        ("policy: small", "policy: other"),
        ("[email, chat]", "[email]"),
        ("not: {channel", "all of: [{channel"),
    ],
)
def test_the_version_changes_with_every_word_that_counts(old, new):
    """Whatever may change a decision or its explanation."""
    assert old in TEXT
    changed = TEXT.replace(old, new).replace("[{channel: [email, chat]}", "[{channel: [email, chat]}]")
    assert load(changed).version != load(TEXT).version


def test_a_file_split_in_two_has_the_version_of_the_whole(tmp_path):
    """What `extends` joins is the same policy."""
    (tmp_path / "base.yaml").write_text(TEXT.replace("policy: small", "policy: base").replace("0.85", "0.9"), encoding="utf-8")
    split = "triage: 1\npolicy: small\nextends: base\nconfidence levels: {high: 0.85, medium: 0.6}"
    assert load(split, tmp_path).version == load(TEXT).version


def test_files_are_loaded_with_what_they_extend(tmp_path):
    """The paths of all files are known, so that a change of any can be seen."""
    base, over = tmp_path / "base.yaml", tmp_path / "over.yaml"
    base.write_text(TEXT, encoding="utf-8")
    over.write_text("triage: 1\npolicy: over\nextends: base", encoding="utf-8")
    assert load_policy(over).files == (base, over)
    assert load_policy(str(base)).files == (base,)


def test_the_shipped_policies_have_names():
    """A bare name is a shipped policy; an extending text finds them too."""
    assert load_policy("default").name == "default"
    assert load_policy_text("triage: 1\npolicy: mine\nextends: default", "mine.yaml").name == "mine"


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path):
    """Missing, or a folder."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(PolicyError, match=r"\[missing-file\]"):
            load_policy(path)


def test_lone_surrogates_are_refused():
    """Text that is no UTF-8 does not crash the loader."""
    with pytest.raises(PolicyError, match=r"\[yaml\]"):
        load_policy_text(TEXT + "# \ud800", "small.yaml")


@pytest.mark.parametrize("word", ["09:00", "17:30", "no", "yes", "010", "1", "true", "1e3", "2026-12-31", "0x1F"])
def test_words_stay_text_where_text_is_wanted(word):
    """A value that YAML 1.1 would make a number, a flag or a date is compared and set as written."""
    policy = load(one_rule(f"{{plan: {word}, tags: [{word}]}}", then=f"{{free because: {word}}}", sets="[free because]"))
    rule = next(policy.rules())
    assert [condition.value for condition in rule.conditions.parts] == [word, frozenset({word})]
    assert rule.assignments[0].value == word


def test_packages_costs_and_levels_reach_the_domain():
    """As the domain's own types."""
    text = HEAD.replace("category: 5}", "category: 5, cost of missing: {site_down: 25}}")
    policy = load(text + "packages: {currency: USD, sizes: [{credits: 10, price: 50}]}\nsections: []")
    assert (policy.review.review, policy.review.wrong, dict(policy.review.missed)) == (1, 5, {"site_down": 25})
    assert policy.levels.level(0.7) == "medium"
    assert [(package.credits, package.price) for package in policy.prices.packages] == [(10, 50)]


def test_twenty_thousand_rules_are_the_limit():
    """One more is refused."""
    rules = "".join(f"  - {{rule: r{n}, why: w, then: {{tier: 1}}}}\n" for n in range(20_001))
    with pytest.raises(PolicyError, match=r"\[limit\] there are more than 20000 rules"):
        load(small("- section: only\n  sets: [tier]\n  rules:\n" + rules))


@pytest.mark.parametrize(
    "written",
    ["$outage words", '"$outage words"', "[$outage words]", '["$outage words"]', "{none of: [x], mentions: $outage words}"],
)
def test_a_list_is_a_list_in_quotes_too(written):
    """In quotes under a plain test it was taken for a text."""
    (section,) = load(one_rule(f"{{account: {written}}}")).sections
    asked = {condition.wanted for condition in conditions_of(section.rules[0].conditions)}
    assert any("site is down" in wanted and "502" in wanted for wanted in asked)


def test_a_text_in_quotes_may_begin_with_the_sign_of_a_list():
    """As long as no list is called nearly so."""
    (section,) = load(one_rule('{subject: {mentions: ["$100 off"]}, account: "$5"}')).sections
    assert [condition.wanted for condition in conditions_of(section.rules[0].conditions)] == ["mentions '$100 off'", "$5"]


@pytest.mark.parametrize(("written", "price"), [("50", 50), ("50.00", 50), ("49.90", Decimal("49.90"))])
def test_prices_may_have_cents(written, price):
    """A whole price stays a whole number, and so does the version of a policy that has no other."""
    packages = f"packages: {{currency: EUR, sizes: [{{credits: 1, price: {written}}}]}}\n"
    (package,) = load(one_rule() + packages).prices.packages
    assert (package.price, type(package.price)) == (price, type(price))


@pytest.mark.parametrize(
    ("zone", "created", "day"),
    [
        ("", "2026-12-31T23:30:00+00:00", date(2026, 12, 31)),
        ("time zone: Europe/Copenhagen\n", "2026-12-31T23:30:00+00:00", date(2027, 1, 1)),
        ("time zone: Europe/Copenhagen\n", "2027-01-01T00:30:00+01:00", date(2027, 1, 1)),
        ("time zone: America/New_York\n", "2027-01-01T00:30:00+01:00", date(2026, 12, 31)),
    ],
)
def test_a_day_begins_where_the_policy_says(zone, created, day):
    """In UTC when it says nothing. Another zone is another policy."""
    policy = load(zone + one_rule())
    assert policy.day_of(datetime.fromisoformat(created)) == day
    assert (policy.version == load(one_rule()).version) is (not zone)


@pytest.mark.parametrize("key", ["tiers", "credit categories"])
def test_what_the_tiers_are_is_part_of_the_version(key):
    """One that is added or called otherwise makes another policy, the order in the file does not."""
    text = one_rule().replace(f"{key}: {{", f"{key}: {{4: fourth, ")
    assert load(text).version != load(one_rule()).version
    assert load(text).version != load(text.replace("fourth", "last")).version
    turned = re.sub(rf"^{key}: {{(.*)}}$", lambda found: f"{key}: {{{', '.join(found[1].split(', ')[::-1])}}}", text, flags=re.M)
    assert turned != text
    assert load(turned).version == load(text).version


def test_a_policy_without_tiers_is_told_to_declare_them():
    """Once, however often rules name one, with the line to write."""
    text = one_rule("{tier: [1, 2]}", "{tier: 4, escalations: {to tier: 3, percent: 50, of: resolution}}", "[tier, escalations]")
    with pytest.raises(PolicyError) as error:
        load(text.replace("tiers: {1: frontline, 2: technicians, 3: specialists}\n", ""))
    told = "small.yaml:1:1 [unknown-tier] rules name a tier, but the policy declares no `tiers`; write `tiers: {1: …, 2: …}`"
    assert [str(finding).startswith(told) for finding in error.value.findings] == [True]
    with pytest.raises(PolicyError) as error:
        load(one_rule(then="{tier: 4}", sets="[tier]"))
    assert "4 is no tier of this policy; one of: 1 (frontline), 2 (technicians), 3 (specialists)" in str(error.value)


def test_more_tiers_than_three():
    """As many as a company has; the ladder may lead to each."""
    text = one_rule(
        then="{tier: 4, escalations: {to tier: 0, percent: 50, of: resolution}, credit category: 12}",
        sets="[tier, escalations, credit category]",
    )
    text = text.replace("tiers: {", "tiers: {0: machine, 4: vendor, ").replace("categories: {", "categories: {12: dozen, ")
    outcome, _ = decide(text)
    assert (outcome.tier, outcome.escalations[0].to_tier, outcome.credit_category) == (4, 0, 12)


TABLE = "  table: {why: W, columns: [category], set: [team], rows: [[site_down, desk]]}"
RULES = "  rules:\n  - rule: by phone\n    why: W\n    when: {channel: phone}\n    then: {team: crew}"


@pytest.mark.parametrize(("parts", "team", "by"), [((TABLE, RULES), "desk", "who row 1"), ((RULES, TABLE), "crew", "by phone")])
def test_rules_and_rows_stand_in_the_order_of_the_file(parts, team, by):
    """What stands first in a section is looked at first, be it a table or a list of rules; another order is another policy."""
    policy, turned = (load(small("\n".join(["- section: who", "  sets: [team]", *each]))) for each in (parts, parts[::-1]))
    outcome, trace = decide(policy, category="site_down", channel="phone")
    assert (outcome.team, [step.rule for step in trace]) == (team, [by])
    assert policy.version != turned.version
