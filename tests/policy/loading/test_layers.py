"""Files that extend others: what they may change, and what then happens to a ticket."""

from datetime import date

import pytest

from tests.policy.small_policies import HEAD, decide, faults, fired, load, planted
from triage.errors import PolicyError
from triage.policy.files.documents import MAX_FILES
from triage.policy.loading.loader import load_policy, load_policy_text

BASE = (
    HEAD
    + """\
sections:
- section: priority
  sets: [priority]
  rules:
  - {rule: outage, why: Down, when: {category: site_down}, then: {priority: critical}}
  - {rule: asked, why: Asked, when: {category: training}, then: {priority: medium}}
  otherwise: {priority: low}
- section: tier
  sets: [tier, team]
  hit: all
  rules:
  - {rule: for all, why: All, then: {team: desk}}
  table:
    why: By priority
    columns: [priority]
    set: [tier]
    rows:
    - [critical, 3]
    - [any, 1]
"""
)


@pytest.fixture
def extended(tmp_path):
    """Makes the text of a file that extends BASE, to be loaded from the folder it gives."""
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")

    def make(text):
        return load(f"triage: 1\npolicy: over\nextends: base\n{text}", tmp_path)

    make.folder = tmp_path
    return make


def rules_of(policy):
    return [rule.name for rule in policy.rules()]


BASE_RULES = ["outage", "asked", "priority otherwise", "for all", "tier row 1", "tier row 2"]


def test_a_file_that_changes_nothing_decides_as_its_base(extended):
    """Everything is inherited; only the name is its own."""
    policy = extended("")
    assert rules_of(policy) == BASE_RULES
    assert policy.name == "over"
    assert policy.sections == load(BASE).sections


def test_change_replaces_the_given_parts_of_a_rule(extended):
    """What is not given stays."""
    policy = extended("change: {outage: {then: {priority: high}, source: [X.1]}}")
    rule = policy.sections[0].rules[0]
    assert (rule.why, rule.source) == ("Down", ("X.1",))
    assert decide(policy, category="site_down")[0].priority == "high"
    assert rules_of(policy) == BASE_RULES


@pytest.mark.parametrize(
    ("then", "outcome"),
    [
        ("{team: crew}", {"team": "crew", "tier": 2, "department": "support"}),
        ("{tier: 1, team: crew}", {"team": "crew", "tier": 1, "department": "support"}),
        ("{department: ~}", {"team": "desk", "tier": 2, "department": None}),
        ("{department: null, team: crew}", {"team": "crew", "tier": 2, "department": None}),
        ("{}", {"team": "desk", "tier": 2, "department": "support"}),
    ],
)
def test_a_changed_then_keeps_the_outcomes_that_it_does_not_name(tmp_path, then, outcome):
    """Null is how one of them goes."""
    rule = "  - {rule: it, why: W, then: {team: desk, tier: 2, department: support}}\n"
    base = HEAD + "sections:\n- section: only\n  sets: [team, tier, department]\n  rules:\n" + rule
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    policy = load(f"triage: 1\npolicy: over\nextends: base\nchange: {{it: {{then: {then}}}}}", tmp_path)
    decided = decide(policy)[0]
    assert {name: getattr(decided, name) for name in outcome} == outcome


def test_rows_are_changed_by_their_name(extended):
    """A table row is a rule like any other."""
    policy = extended("change: {tier row 1: {when: {priority: [critical, low]}, then: {tier: 2}}}")
    assert decide(policy, category="content")[0].tier == 2


def test_switched_off_rules_are_gone(extended):
    """Their tickets go on to the rules below."""
    policy = extended("switch off: [outage, tier row 1]")
    assert rules_of(policy) == ["asked", "priority otherwise", "for all", "tier row 2"]
    assert decide(policy, category="site_down")[0].priority == "low"


def test_rules_are_added_before_and_at_the_end(extended):
    """Before a named rule; or after the section's last, before its otherwise."""
    policy = extended(
        "add before: {asked: [{rule: early, why: a, when: {plan: pro}, then: {priority: high}}]}\n"
        "add to: {priority: [{rule: late, why: b, when: {plan: free}, then: {priority: high}}],"
        " tier: [{rule: last, why: c, then: {team: crew}}]}"
    )
    assert rules_of(policy) == [
        "outage",
        "early",
        "asked",
        "late",
        "priority otherwise",
        "for all",
        "tier row 1",
        "tier row 2",
        "last",
    ]
    assert decide(policy, category="training", plan="pro")[0].priority == "high"


def test_sections_are_replaced_and_placed(extended):
    """A section of the same name takes the old one's place; new ones stand where they say, else last."""
    policy = extended(
        "replace section: [{section: priority, sets: [priority], otherwise: {priority: high}}]\n"
        "sections:\n"
        "- {section: first, sets: [credits], before: priority}\n"
        "- {section: middle, sets: [credits], after: priority}\n"
        "- {section: last, sets: [credits]}"
    )
    assert [section.name for section in policy.sections] == ["first", "priority", "middle", "tier", "last"]
    assert decide(policy, category="site_down")[0].priority == "high"


def test_definitions_merge(extended):
    """Teams and departments unite, lists and calendars are replaced by name, costs and levels as a whole."""
    policy = extended(
        "teams: [desk, night]\n"
        "lists: {outage words: [gone], more words: [x]}\n"
        'calendars: {office: {time zone: UTC, hours: {sun: ["10:00-11:00"]}}}\n'
        "review: {cost of a review: 2, cost of a wrong category: 9}\n"
        "packages: {currency: EUR, sizes: [{credits: 5, price: 7}]}\n"
        "about: Mine\n"
        "tiers: {0: machine, 3: experts, 4: vendor}"
    )
    assert policy.numbered["tiers"] == {0: "machine", 1: "frontline", 2: "technicians", 3: "experts", 4: "vendor"}
    assert policy.numbered["credit categories"] == load(BASE).numbered["credit categories"]
    assert policy.teams == ("desk", "crew", "night")
    assert policy.lists == {"outage words": ("gone",), "more words": ("x",)}
    assert policy.calendars.names == ("always", "office")
    assert policy.calendars.get("office", "Europe/Berlin").time_zone == "UTC"
    assert (policy.review.review, policy.review.wrong, policy.levels.high) == (2, 9, 0.85)
    assert (policy.prices.currency, policy.prices.packages[0].price) == ("EUR", 7)
    assert policy.about == "Mine"


ACME = "applies to: {account: [acme, acme2]}\n"


@pytest.mark.parametrize(
    ("text", "acme", "others"),
    [
        ("change: {outage: {then: {priority: high}}}", ["outage (over)"], ["outage"]),
        ("switch off: [outage]", ["priority otherwise"], ["outage"]),
        ("add to: {priority: [{rule: mine, why: a, then: {priority: high}}]}", ["mine"], ["outage"]),
        ("add before: {outage: [{rule: mine, why: a, then: {priority: high}}]}", ["mine"], ["outage"]),
    ],
)
def test_an_overlay_touches_its_accounts_only(extended, text, acme, others):
    """For every other account the ticket is decided as before."""
    policy = extended(ACME + text)
    for account, expected in [("acme", acme), ("acme2", acme), ("other", others), (None, others)]:
        trace = decide(policy, category="site_down", account=account)[1]
        assert [step.rule for step in trace if step.section == "priority"] == expected


def test_an_overlay_changes_a_rule_of_an_all_section_without_applying_both(extended):
    """The original is for all others."""
    policy = extended(ACME + "change: {for all: {then: {team: crew}}}")
    assert decide(policy, account="acme")[0].team == "crew"
    assert decide(policy, account="other")[0].team == "desk"
    assert "for all" not in [step.rule for step in decide(policy, account="acme")[1]]


def test_a_new_section_of_an_overlay_is_for_its_accounts_alone(extended):
    """Its otherwise too."""
    policy = extended(ACME + "sections: [{section: extra, sets: [credits], otherwise: {credits: 7}}]")
    assert decide(policy, account="acme")[0].credits == 7
    assert decide(policy, account="other")[0].credits == 0


NEW_YEAR = 'change: {for all: {from: "2027-01-01", then: {team: crew}}}'
EVE, DAY = date(2026, 12, 31), date(2027, 1, 1)


def teams_on(policy, account=None):
    return [decide(policy, on=on, account=account)[0].team for on in (EVE, DAY)]


def test_a_change_with_a_first_day_leaves_what_was_before_it(extended):
    """The rule as it stands below holds up to the day before; in a section of all rules never both."""
    policy = extended(NEW_YEAR)
    assert teams_on(policy) == ["desk", "crew"]
    steps = [[step.rule for step in decide(policy, on=on)[1] if step.section == "tier"] for on in (EVE, DAY)]
    assert steps == [["for all", "tier row 2"], ["for all (over)", "tier row 2"]]


def test_a_dated_change_of_an_overlay_is_for_its_accounts_alone(extended):
    """Before the day nothing changes for anybody."""
    policy = extended(ACME + NEW_YEAR)
    assert (teams_on(policy, "acme"), teams_on(policy, "other")) == (["desk", "crew"], ["desk", "desk"])


@pytest.mark.parametrize(
    ("below", "change", "teams"),
    [
        ('until: "2027-06-30"', 'from: "2027-01-01"', ["desk", "crew"]),
        ('until: "2026-12-30"', 'from: "2027-01-01", until: ~', None),
        ('from: "2027-01-01"', 'from: "2027-01-01"', [None, "crew"]),
        ('from: "2027-02-01"', 'from: "2026-01-01"', ["crew", "crew"]),
        ('from: "2026-01-01"', 'from: "2027-01-01"', ["desk", "crew"]),
    ],
)
def test_a_dated_change_of_a_dated_rule(extended, below, change, teams):
    """What ends sooner anyhow still does; of what would begin on the day or later nothing is left."""
    base = BASE.replace("rule: for all, why: All,", f"rule: for all, why: All, {below},")
    (extended.folder / "base.yaml").write_text(base, encoding="utf-8")
    text = f"change: {{for all: {{{change}, then: {{team: crew}}}}}}"
    if teams is None:
        with pytest.raises(PolicyError):
            extended(text)
    else:
        assert teams_on(extended(text)) == teams


@pytest.fixture
def dated(extended):
    """Makes the text of a file on top of `over`, which changes a rule of BASE at New Year."""
    over = f"triage: 1\npolicy: over\nextends: base\n{NEW_YEAR}"
    (extended.folder / "over.yaml").write_text(over, encoding="utf-8")
    return lambda text: load(f"triage: 1\npolicy: top\nextends: over\n{text}", extended.folder)


@pytest.mark.parametrize(
    ("text", "teams"),
    [
        ("change: {for all (over): {then: {team: desk}}}", ["desk", "desk"]),
        ("change: {for all: {then: {team: crew}}, for all (over): {then: {team: desk}}}", ["crew", "desk"]),
        ("change: {for all: {then: {team: ⟦crew}}}", None),
        ('change: {for all: {from: "2028-01-01", then: {team: crew}}}', None),
        ('change: {for all (over): {from: "2028-01-01", then: {team: desk}}}', ["desk", "crew"]),
        ("switch off: [for all]", None),
        ("switch off: [for all (over)]", ["desk", None]),
        ("switch off: [for all, for all (over)]", [None, None]),
        ("applies to: {account: acme}\nchange: {for all: {then: {team: crew}}}", None),
        ("applies to: {account: acme}\nchange: {for all (over): {then: {team: desk}}}", ["desk", "desk"]),
        ("add before: {for all: [{rule: first, why: a, then: {team: crew}}]}", ["crew", "crew"]),
    ],
)
def test_what_is_done_to_a_rule_with_a_dated_change_is_done_for_good(dated, text, teams):
    """A file that names the rule alone would reach only the days before the change: it is told to name the variant."""
    if teams is None:
        with pytest.raises(PolicyError, match=r"\[dated-change\] .*'for all'.*; name 'for all \(over\)' instead, or both"):
            dated(text.replace("⟦", ""))
    else:
        policy = dated(text)
        assert teams_on(policy, "acme") == teams


@pytest.mark.parametrize(
    ("applies", "facts", "first"),
    [
        ("{plan: premium}", {"plan": "premium"}, "mine"),
        ("{plan: [gold, premium], account: acme}", {"plan": "gold", "account": "acme"}, "mine"),
        ("{plan: [gold, premium], account: acme}", {"plan": "gold", "account": "x"}, "outage"),
    ],
)
def test_an_overlay_applies_by_any_fact_and_its_rules_come_first(extended, applies, facts, first):
    """Of several all must hold. Without `applies to` a rule that is added comes after the section's own."""
    mine = "add to: {priority: [{rule: mine, why: a, when: {category: site_down}, then: {priority: high}}]}"
    for text, expected in ((f"applies to: {applies}\n{mine}", first), (mine, "outage")):
        assert decide(extended(text), category="site_down", **facts)[1][0].rule == expected


def test_overlays_stack(extended):
    """Each file of a chain touches its own accounts."""
    folder = extended.folder
    (folder / "acme.yaml").write_text(
        "triage: 1\npolicy: acme\nextends: base\napplies to: {account: acme}\nchange: {outage: {then: {priority: high}}}",
        encoding="utf-8",
    )
    policy = load(
        "triage: 1\npolicy: beta\nextends: acme\napplies to: {account: beta}\nchange: {outage: {then: {priority: low}}}", folder
    )
    priorities = {account: decide(policy, category="site_down", account=account)[0].priority for account in ("acme", "beta", "x")}
    assert priorities == {"acme": "high", "beta": "low", "x": "critical"}


def test_conditions_of_an_overlay_come_beside_the_rules_own(extended):
    """The trace names the account among what was tested."""
    policy = extended(ACME + "add to: {priority: [{rule: mine, why: a, when: {plan: pro}, then: {priority: high}}]}")
    assert decide(policy, account="acme", plan="pro")[1][0].facts == {"account": "acme", "plan": "pro"}
    assert "mine" not in fired_by(policy, account="acme", plan="free")


def fired_by(policy, **facts):
    return [step.rule for step in decide(policy, **facts)[1]]


PLANTED = [
    ("unknown-rule", "change: {⟦outge: {then: {priority: high}}}"),
    ("unknown-rule", "switch off: [⟦outge]"),
    ("unknown-rule", "switch off: [outage]\nadd before: {⟦outge: [{rule: a, why: b, then: {priority: high}}]}"),
    ("unknown-section", "add to: {⟦prority: []}"),
    ("unknown-section", "replace section: [{section: ⟦prority, sets: [priority]}]"),
    ("unknown-section", "sections: [{section: x, sets: [priority], before: ⟦prority}]"),
    ("duplicate-section", "sections: [{section: ⟦priority, sets: [priority]}]"),
    ("unknown-key", "sections: [{section: x, sets: [priority], before: tier, ⟦after: priority}]"),
    ("unknown-key", "change: {outage: {⟦rule: other}}"),
    ("write-outside-sets", "change: {outage: {then: {⟦tier: 3}}}"),
    ("unknown-value", "change: {outage: {when: {category: ⟦down}}}"),
    ("empty-value", "change: {tier row 1: {then: {team: ⟦~}}}"),
    ("type", "change: {outage: {then: ⟦[high]}}"),
    ("duplicate-rule", "add to: {tier: [{rule: ⟦outage, why: a, then: {tier: 1}}]}"),
    ("unnamed-rule", "add to: {tier: [⟦{why: a, then: {tier: 1}}]}"),
    ("type", "change: ⟦[outage]"),
    ("type", "switch off: ⟦outage"),
    ("overlay", ACME + "⟦replace section: [{section: priority, sets: [priority]}]"),
    ("overlay", ACME + "⟦time zone: Europe/Berlin"),
    ("overlay", ACME + "tiers: {⟦1: other}"),
    ("bad-date", "change: {outage: {from: ⟦1.1.2027}}"),
    ("overlay", ACME + "lists: {⟦outage words: [x]}"),
    ("overlay", ACME + 'calendars: {⟦office: {time zone: UTC, hours: {mon: ["00:00-24:00"]}}}'),
    ("overlay", ACME + "⟦review: {cost of a review: 1, cost of a wrong category: 5}"),
    ("type", "applies to: {account: ⟦{starts with: a}}\nswitch off: [outage]"),
    ("empty-value", "applies to: ⟦[]\n".replace("[]", "{}") + "switch off: [outage]"),
    ("type", "applies to: ⟦acme\nadd to: {tier: [{rule: a, why: b, then: {tier: 1}}]}"),
    ("duplicate-rule", "add before: {outage: [{rule: ⟦tier row 1, why: a, then: {priority: high}}]}"),
    ("unknown-fact", "applies to: {⟦customer: acme}\nswitch off: [outage]"),
]


@pytest.mark.parametrize(("code", "marked"), PLANTED, ids=[f"{number}-{code}" for number, (code, _) in enumerate(PLANTED)])
def test_faults_of_an_extending_file_are_found_in_it(extended, code, marked):
    """At the word that is wrong, in the extending file."""
    text, line, column = planted(f"triage: 1\npolicy: over\nextends: base\n{marked}")
    found = faults(text, extended.folder)
    assert (line, column, code) in found
    assert {other for *_, other in found} == {code}


def test_faults_of_the_base_are_found_in_the_base(tmp_path):
    """Under the base's own name."""
    (tmp_path / "base.yaml").write_text(BASE.replace("site_down", "sitedown"), encoding="utf-8")
    text = "triage: 1\npolicy: over\nextends: base\n"
    assert [code for *_, code in faults(text, tmp_path)] == ["unknown-value"]


def test_a_cycle_is_refused(tmp_path):
    """Directly, or by way of others."""
    (tmp_path / "a.yaml").write_text("triage: 1\npolicy: a\nextends: b", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("triage: 1\npolicy: b\nextends: a", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("triage: 1\npolicy: c\nextends: c", encoding="utf-8")
    with pytest.raises(Exception, match=r"b\.yaml:3:10 \[cycle\] the file extends itself: a → b → a"):
        load_policy(tmp_path / "a.yaml")
    with pytest.raises(Exception, match=r"c\.yaml:3:10 \[cycle\]"):
        load_policy(tmp_path / "c.yaml")


def test_chains_have_an_end(tmp_path):
    """A hundred files may extend one another, not one more."""
    for number in range(MAX_FILES + 1):
        text = BASE if number == 0 else f"triage: 1\npolicy: p{number}\nextends: p{number - 1}"
        (tmp_path / f"p{number}.yaml").write_text(text, encoding="utf-8")
    assert len(load_policy(tmp_path / f"p{MAX_FILES - 1}.yaml").files) == MAX_FILES
    with pytest.raises(Exception, match="limit"):
        load_policy(tmp_path / f"p{MAX_FILES}.yaml")


def test_fired_rules_of_the_base_are_as_written():
    """The base alone, for comparison."""
    assert fired(BASE, category="site_down") == ["outage", "for all", "tier row 1", "tier row 2"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("change: {priority: {then: {priority: low}}}", "there is no rule 'priority'; 'priority' is a section: see `add to`"),
        (
            "change: {tier otherwise: {then: {tier: 1}}}",
            "there is no rule 'tier otherwise'; what a section sets otherwise is changed",
        ),
        ("change: {outge: {then: {priority: low}}}", "there is no rule 'outge'; did you mean 'outage'?"),
    ],
)
def test_what_is_no_rule_but_looks_like_one(extended, more, told):
    """A section, and what the trace calls the rule of what it sets otherwise."""
    with pytest.raises(Exception, match="unknown-rule") as error:
        extended(more)
    assert told in str(error.value)


@pytest.mark.parametrize("written", ["base.yaml", "./base", "rules/base.yaml"])
def test_a_file_is_extended_by_its_name(written):
    """Not by its path, and with what to write."""
    with pytest.raises(Exception, match=r"is no name of a policy; write `base` for base\.yaml"):
        load_policy_text(f"triage: 1\npolicy: over\nextends: {written}\n", "over.yaml")
