"""Which promise holds, what it says, and the ladder (PS.4-PS.8); the states are in test_sla_states."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.clocks import BERLIN, at
from tests.domain.promises import CREATED, HOUR, SHELF, clocks, figures, judge, only, promise
from triage.domain.decision import SlaTarget, SlaVerdict
from triage.domain.history import read_course
from triage.domain.outcome import Candidate, EscalationSpec, Outcome
from triage.domain.promise import Clocks, to_local
from triage.domain.sla import judge_targets
from triage.domain.spans import DayMode, Span, TargetSpec
from triage.domain.ticket import HistoryEntry
from triage.domain.vocabulary import Event, TargetName, TargetState, Verdict
from triage.errors import CalendarError


def test_an_update_never_overrules_the_first_response() -> None:
    """Zammad 5177: before the first response no update falls due, and the answer says why."""
    outcome = Outcome(first_response=[promise(4)], next_update=[promise(1)])
    response, update = judge(outcome, "2026-11-23 16:00").targets
    assert response.due_at == at("2026-11-23 11:00")
    assert (update.state, update.starts_at, update.due_at) == (TargetState.NOT_STARTED, None, None)
    assert update.because == "rule some rule (response): 1 h on calendar office; starts with the first response"
    _, solved = judge(outcome, "2026-11-23 16:00", ("2026-11-20 16:00", "resolved")).targets
    assert solved.because.endswith("not needed: the first response was the solution")


def test_the_earliest_promise_wins_and_the_others_are_told() -> None:
    """By due, not by amount: four hours round the clock beat two business hours over the weekend; the first of equals holds."""
    outcome = Outcome(
        first_response=[promise(3, rule="slow"), promise(4, "always", rule="fast"), promise(4, "always", rule="twin")]
    )
    target = only(outcome, "2026-11-20 16:00")
    assert target.because == "rule fast (response): 4 h on calendar always"
    assert (target.calendar, target.due_at, target.due_local) == ("always", at("2026-11-20 19:00"), "2026-11-20T19:00:00+01:00")
    assert target.also == (
        "rule slow (response): 3 h on calendar office, would be due 2026-11-23T10:00:00+01:00",
        "rule twin (response): 4 h on calendar always, would be due 2026-11-20T19:00:00+01:00",
    )


@pytest.mark.parametrize(
    ("verdict", "own", "expected"),
    [
        (Verdict.GRANTED, 4, "rule urgent (response): 1 h on calendar hotrush"),
        (Verdict.GRANTED, 0.25, "rule some rule (response): 15 min on calendar always"),
        (Verdict.REFUSED, 4, "rule some rule (response): 4 h on calendar always"),
        (Verdict.NOT_REQUESTED, 4, "rule some rule (response): 4 h on calendar always"),
    ],
)
def test_hotrush_never_lengthens_a_target(verdict: Verdict, own: float, expected: str) -> None:
    """A granted HotRush is one more promise; any other verdict is none."""
    outcome = Outcome(
        first_response=[promise(own, "always")], hotrush=verdict, hotrush_response=[promise(1, "hotrush", rule="urgent")]
    )
    assert only(outcome, "2026-11-20 15:00").because == expected


def test_a_changed_promise_remembers_past_pauses() -> None:
    """GLPI 15605: with another SLA the pauses of the history still count."""
    history = (("2026-11-20 15:30", "pause"), ("2026-11-20 16:30", "resume"))
    before = only(Outcome(resolution=[promise(8)]), "2026-11-23 09:00", *history)
    after = only(Outcome(resolution=[promise(2)]), "2026-11-23 09:00", *history)
    assert (before.due_at, after.due_at) == (at("2026-11-23 16:00"), at("2026-11-23 10:00"))


def test_a_deadline_is_not_moved_by_a_pause() -> None:
    """GLPI 17186: a promise that is not pausable runs on while the ticket waits."""
    target = only(Outcome(resolution=[promise(4, pausable=False)]), "2026-11-20 16:30", ("2026-11-20 15:30", "pause"))
    assert figures(target) == ("running", 1.5, 2.5, 0)
    assert target.due_at == at("2026-11-23 11:00")


def test_a_met_target_stays_met() -> None:
    """Later pauses, updates, solutions and reopenings do not touch a first response in time."""
    outcome = Outcome(first_response=[promise(4)])
    history = [("2026-11-20 16:00", "first_response")]
    met = only(outcome, "2026-11-20 16:30", *history)
    later = [("2026-11-23 09:00", "pause"), ("2026-11-23 12:00", "resolved"), ("2026-11-24 09:00", "reopened")]
    assert only(outcome, "2026-11-27 12:00", *history, *later) == met
    assert met.completed_at == at("2026-11-20 16:00")


def test_a_range_has_a_goal_and_a_limit() -> None:
    """Two to three business days: warned at the goal, breached at the limit (PS.4, GK.3)."""
    outcome = Outcome(resolution=[Candidate(TargetSpec(Span(days=3), "office", goal=Span(days=2)), "resolution", "low")])
    target = only(outcome, "2026-11-20 16:00")
    assert (target.goal_at, target.due_at) == (at("2026-11-24 17:00"), at("2026-11-25 17:00"))
    assert target.because == "rule low (resolution): 2 business days to 3 business days on calendar office"
    assert len(target.timeline) == 4


def test_the_account_s_zone_decides() -> None:
    """Business hours of the account (PS.5): the same moment, another due and another offset."""
    target = only(Outcome(first_response=[promise(1)]), "2026-11-20 15:00", zone="America/New_York")
    assert (target.time_zone, target.due_local) == ("America/New_York", "2026-11-20T10:00:00-05:00")


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], [("2026-11-20 16:00", 2), ("2026-11-20 17:00", 3)]),
        ([("2026-11-20 15:30", "pause"), ("2026-11-20 16:30", "resume")], [("2026-11-20 17:00", 2), ("2026-11-23 10:00", 3)]),
        ([("2026-11-20 15:30", "resolved")], []),
        ([("2026-11-20 16:00", "resolved")], []),
        ([("2026-11-20 16:30", "resolved")], [("2026-11-20 16:00", 2)]),
    ],
)
def test_the_ladder(history: list[tuple[str, str]], expected: list[tuple[str, int]]) -> None:
    """Each step at its share of the target, within hours, in order, and not after the target is done (PS.6)."""
    outcome = Outcome(
        resolution=[promise(4)], escalations=[EscalationSpec(3, 50, "resolution"), EscalationSpec(2, 25, "resolution")]
    )
    steps = judge(outcome, "2026-11-23 16:00", *history).escalations
    assert [(step.at, step.to_tier) for step in steps] == [(at(moment), tier) for moment, tier in expected]


def test_the_ladder_goes_by_moment_and_then_by_tier() -> None:
    """Whatever order the rules set its steps in, and though a higher tier comes first."""
    specs = [EscalationSpec(2, 75, "resolution"), EscalationSpec(3, 50, "resolution"), EscalationSpec(1, 50, "resolution")]
    steps = judge(Outcome(resolution=[promise(4)], escalations=specs), "2026-11-20 15:00").escalations
    assert [(step.to_tier, step.of) for step in steps] == [(tier, TargetName.RESOLUTION) for tier in (1, 3, 2)]


def test_a_step_says_why() -> None:
    """The percentage, the target, the promise; the department travels along (GK.2). Steps of absent targets are left out."""
    specs = [
        EscalationSpec(2, 75, "resolution", "development"),
        EscalationSpec(2, 50, "first_response"),
        EscalationSpec(2, 50, "next_update"),
    ]
    outcome = Outcome(resolution=[promise(4)], next_update=[promise(1)], escalations=specs)
    (step,) = judge(outcome, "2026-11-20 15:00").escalations
    assert step.because == "75 % of the time for resolution (4 h on calendar office) is used up"
    assert step.department == "development"


def test_no_promise_no_target() -> None:
    """Targets without candidates are absent; those present come in the order of the vocabulary."""
    assert judge(Outcome(), "2026-11-20 15:00") == SlaVerdict((), ())
    every = Outcome(first_response=[promise(1)], next_update=[promise(1)], resolution=[promise(1)])
    assert [target.name for target in judge(every, "2026-11-20 15:00").targets] == list(TargetName)


def test_a_promise_on_a_missing_calendar_is_an_error() -> None:
    """Whatever the policy raises comes through."""
    with pytest.raises(CalendarError):
        judge(Outcome(first_response=[promise(1, "lunar")]), "2026-11-20 15:00")


def test_dues_of_workflow_steps() -> None:
    """Goal and limit, with pauses only when the promise is pausable."""
    created, pause = "2026-11-20 16:00", [("2026-11-20 16:00", "pause"), ("2026-11-20 17:00", "resume")]
    waited = clocks("2026-11-20 18:00", *pause, created=created)
    spec = TargetSpec(Span(days=1, mode=DayMode.SAME_TIME), "office", goal=Span(amount=HOUR))
    assert clocks("2026-11-20 18:00", created=created).due(spec, None) == (at("2026-11-20 17:00"), at("2026-11-23 16:00"))
    assert waited.due(spec, None) == (at("2026-11-23 10:00"), at("2026-11-23 17:00"))
    fixed = TargetSpec(Span(amount=HOUR), "office", pausable=False)
    assert waited.due(fixed, None) == (None, at("2026-11-20 17:00"))


def test_a_local_time_bears_the_offset_of_its_season() -> None:
    """One zone, two offsets."""
    assert to_local(datetime(2026, 7, 1, 12, 0, 30, 5, tzinfo=UTC), BERLIN) == "2026-07-01T14:00:30+02:00"
    assert to_local(datetime(2026, 12, 1, 12, tzinfo=UTC), BERLIN) == "2026-12-01T13:00:00+01:00"


histories = st.lists(
    st.builds(
        lambda hour, event: HistoryEntry(at(CREATED).astimezone(UTC) + hour * HOUR, event),
        st.integers(-5, 120),
        st.sampled_from(Event),
    ),
    max_size=8,
)


@given(histories, st.integers(0, 150), st.booleans())
@settings(max_examples=150, deadline=None)
def test_laws_of_every_target(history: list[HistoryEntry], hour: int, pausable: bool) -> None:
    """For any history: states agree with figures, elapsed and remaining make up the promise, and met stays met afterwards."""
    outcome = Outcome(**{name.value: [promise(6, pausable=pausable)] for name in TargetName})
    created = at(CREATED).astimezone(UTC)
    now = created + hour * HOUR
    targets = {step: _judged(outcome, created, now + step * HOUR, history) for step in (0, 24)}
    for target in targets[0]:
        if target.state is TargetState.NOT_STARTED:
            continue
        figure = {name: getattr(target, name) for name in ("elapsed", "remaining", "overdue")}
        assert figure["elapsed"] + figure["remaining"] - figure["overdue"] == 6 * HOUR
        assert sum((part.counts for part in target.timeline), timedelta()) == 6 * HOUR
        assert (target.state is TargetState.BREACHED) or target.overdue == timedelta()
        assert (target.state is not TargetState.PAUSED) or pausable
    assert targets[24][0] == targets[0][0] or targets[0][0].completed_at is None


def _judged(outcome: Outcome, created: datetime, now: datetime, history: list[HistoryEntry]) -> tuple[SlaTarget, ...]:
    return judge_targets(outcome, Clocks(read_course(history, created, now), SHELF, None)).targets
