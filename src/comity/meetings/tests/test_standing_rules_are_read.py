"""Rules of procedure are read exactly, and every mistake in them is named with its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from comity.meetings import standing_rules
from comity.meetings.standing_rules import Given, Pattern, Shorter, Who
from comity.meetings.standing_rules.notice import (
    KindUnknown,
    NoticeTooShort,
    ShorterNoticeNeedsGround,
    earliest,
    latest,
)
from comity.procedure import notation, schema
from comity.procedure.decision import Members
from comity.procedure.errors import RuleError
from comity.procedure.notation import Duration

PROFILES = Path(__file__).parents[4] / "profiles"
SHIPPED = (PROFILES / "standing-rules" / "un-committee.yaml", PROFILES / "commission/standing-rules/commission.yaml")
SIX = Members.parse(["AM", "BY", "KG", "KZ", "RU", "TJ"])
ORDINARY: dict[str, Any] = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}
NOW = datetime(2021, 8, 2, 15, 30, tzinfo=UTC)


def rules(**changes: Any) -> dict[str, Any]:
    """The shortest rules there can be, with these changes."""
    return {
        "rules": "short",
        "languages": ["en"],
        "sessions": {"regular": {"notice": "P30D"}},
        "voting": {"rules": {"ordinary": ORDINARY}},
        "numbering": {"decisions": "D{n}", "documents": "W{n}"},
        **changes,
    }


def shipped(path: Path) -> Any:
    return notation.load(path.read_bytes())


def validator() -> Draft202012Validator:
    known = {**schema.by_id(), standing_rules.SCHEMA["$id"]: standing_rules.SCHEMA}
    registry = Registry().with_resources((uri, Resource.from_contents(each)) for uri, each in known.items())
    return Draft202012Validator(standing_rules.SCHEMA, registry=registry)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_rules_are_sound_and_the_schema_accepts_them(path: Path) -> None:
    found = standing_rules.parse(shipped(path))
    assert found.id == path.stem
    assert list(validator().iter_errors(shipped(path))) == []


def test_the_schema_beside_the_profiles_is_the_one_of_the_program() -> None:
    assert notation.load((PROFILES / "standing-rules.schema.json").read_bytes()) == standing_rules.SCHEMA


def test_the_committee_knows_the_order_of_motions_of_rule_119() -> None:
    found = standing_rules.parse(shipped(SHIPPED[0]))
    cited = [motion.cites for motion in found.motions[:5]]
    assert cited == ["113", "118", "118", "116", "117"]
    assert found.precedence("suspension of the sitting") < found.precedence("closure of the debate")
    assert found.motions[0].interrupts
    assert (found.motion("adjournment of the debate").speakers.for_it, found.motions[4].speakers.against) == (2, 2)
    with pytest.raises(KeyError):
        found.precedence("impeachment")


def test_the_committee_opens_with_a_quarter_and_decides_with_a_majority() -> None:
    found = standing_rules.parse(shipped(SHIPPED[0])).quorum
    members = Members.parse([f"m{number}" for number in range(193)])
    here = [f"m{number}" for number in range(97)]
    assert standing_rules.quorum(found.to_open, members, here[:49]).met
    assert not standing_rules.quorum(found.to_open, members, here[:48]).met
    assert standing_rules.quorum(found.to_decide, members, here).met
    short = standing_rules.quorum(found.to_decide, members, here[:90])
    assert (short.met, short.needed, short.missing) == (False, Fraction(97), 7)


def test_whoever_is_present_without_being_a_member_does_not_count_for_the_quorum() -> None:
    formula = standing_rules.parse(shipped(SHIPPED[1])).quorum.to_decide
    assert not standing_rules.quorum(formula, SIX, ["AM", "BY", "KG", "RCCP", "secretariat"]).met
    assert standing_rules.quorum(formula, SIX, ["AM", "BY", "KG", "KZ"]).met


def test_without_a_formula_there_is_always_a_quorum() -> None:
    found = standing_rules.quorum(None, SIX, [])
    assert (found.met, found.missing, found.because) == (True, 0, ())


def test_defaults_are_filled_in() -> None:
    found = standing_rules.parse(rules())
    assert found.agenda.proposed_by == (Who.MEMBER, Who.SECRETARIAT)
    assert found.sessions["regular"].documents == Duration(days=30)
    assert found.credentials.issued_by[0] == "head of state"
    assert (found.voting.usual, found.voting.elections) == ("show of hands", "secret ballot")
    assert found.voting.rule("unknown") == found.voting.rule()
    assert found.speaking.limit("statement") is None
    assert found.delegation.alternates is None
    assert found.minutes.corrections == Duration(days=7)


def test_the_same_rules_have_the_same_digest_and_others_another() -> None:
    assert standing_rules.parse(rules()).digest == standing_rules.parse(rules()).digest
    assert standing_rules.parse(rules()).digest != standing_rules.parse(rules(version=2)).digest


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"sessions": {}}, "sessions"),
        ({"sessions": {"regular": {"notice": "thirty days"}}}, "sessions.regular.notice"),
        ({"sessions": {"yearly": {"notice": "P30D"}}}, "sessions"),
        ({"sessions": {"regular": {"notice": "P3D", "shorter": "haste"}}}, "sessions.regular.shorter"),
        ({"sessions": {"regular": {"notice": "P3D", "at_least": "P4D"}}}, "sessions.regular.at_least"),
        ({"languages": []}, "languages"),
        ({"languages": ["English"]}, "languages[0]"),
        ({"quorum": {"to_decide": {"count": "present"}}}, "quorum.to_decide"),
        ({"agenda": {"proposed_by": []}}, "agenda.proposed_by"),
        ({"agenda": {"proposed_by": ["anybody"]}}, "agenda.proposed_by[0]"),
        ({"delegation": {"heads": 2}}, "delegation"),
        ({"delegation": {"alternates": -1}}, "delegation.alternates"),
        ({"credentials": {"until_report": "perhaps"}}, "credentials.until_report"),
        ({"speaking": {"minutes": [3]}}, "speaking.minutes"),
        ({"speaking": {"minutes": {"statement": 0}}}, "speaking.minutes.statement"),
        ({"speaking": {"reply": {"minutes": []}}}, "speaking.reply.minutes"),
        ({"motions": [{"id": "a"}, {"id": "a"}]}, "motions[1].id"),
        ({"motions": [{"id": "a", "decided_by": "chair", "rule": ORDINARY}]}, "motions[0].rule"),
        ({"motions": [{"id": "a", "appeal": ORDINARY}]}, "motions[0].appeal"),
        ({"motions": [{"id": "a", "speakers": {"for": "two"}}]}, "motions[0].speakers.for"),
        ({"voting": {"rules": {}}}, "voting.rules"),
        ({"voting": {"rules": {"ordinary": {"adopted_if": {"count": "yes"}}}}}, "voting.rules.ordinary.adopted_if"),
        ({"voting": {"rules": {"ordinary": ORDINARY}, "usual": "acclamation"}}, "voting.usual"),
        ({"voting": {"rules": {"ordinary": ORDINARY}, "order_language": "fr"}}, "voting.order_language"),
        ({"numbering": {"decisions": "D{n}"}}, "numbering"),
        ({"numbering": {"decisions": "D", "documents": "W{n}"}}, "numbering.decisions"),
        ({"numbering": {"decisions": "D{n}-{month}", "documents": "W{n}"}}, "numbering.decisions"),
        ({"minutes": {"corrections": "soon"}}, "minutes.corrections"),
        ({"version": 0}, "version"),
        ({"title": "Rules"}, "title"),
        ({"titel": {"en": "Rules"}}, "file"),
    ],
    ids=str,
)
def test_a_mistake_is_named_with_its_place(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(RuleError) as refused:
        standing_rules.parse(rules(**changes))
    assert refused.value.place == place
    assert refused.value.expected


def test_whatever_the_parser_refuses_for_its_shape_the_schema_refuses_too() -> None:
    assert validator().is_valid(rules())
    for changes in ({"languages": []}, {"motions": [{}]}, {"voting": {"rules": {}}}, {"titel": {}}, {"version": 0}):
        assert not validator().is_valid(rules(**changes)), changes


@pytest.mark.parametrize(
    ("form", "numbered", "series"),
    [
        ("MEC/{year}/D{n}", "MEC/2021/D7", "MEC/2021/D{n}"),
        ("{session}/{n:03}", "31/007", "31/{n:03}"),
        ("D.{n}", "D.7", "D.{n}"),
    ],
)
def test_a_pattern_numbers_within_its_series(form: str, numbered: str, series: str) -> None:
    pattern = Pattern.parse(form, "numbering.decisions")
    assert pattern.number(7, year=2021, session=31) == numbered
    assert pattern.series(year=2021, session=31) == series


def notice_given(days: int, ground: Shorter | None = None, kind: str = "regular") -> None:
    found = standing_rules.parse(shipped(SHIPPED[1]))
    standing_rules.require_notice(found, kind, Given(NOW, NOW.replace(hour=9) + timedelta(days=days), ground))


def test_thirty_days_of_notice_are_enough_and_twenty_nine_are_not() -> None:
    notice_given(30)
    with pytest.raises(ShorterNoticeNeedsGround) as refused:
        notice_given(29)
    assert refused.value.values["earliest"] == datetime(2021, 9, 1).date()
    assert "agreement" in str(refused.value)


def test_agreement_covers_a_shorter_notice_and_urgency_does_not_where_the_rules_do_not_name_it() -> None:
    notice_given(7, Shorter.AGREEMENT)
    with pytest.raises(ShorterNoticeNeedsGround):
        notice_given(7, Shorter.URGENCY)
    with pytest.raises(NoticeTooShort):
        notice_given(6, Shorter.AGREEMENT)


def test_a_special_session_may_be_urgent_and_hours_are_counted_exactly() -> None:
    found = standing_rules.parse(shipped(SHIPPED[1]))
    in_time = Given(NOW, NOW + timedelta(hours=48), Shorter.URGENCY)
    late = Given(NOW, NOW + timedelta(hours=47, minutes=59), Shorter.URGENCY)
    standing_rules.require_notice(found, "special", in_time)
    with pytest.raises(NoticeTooShort):
        standing_rules.require_notice(found, "special", late)


def test_a_kind_of_session_that_the_rules_do_not_know_is_refused_by_name() -> None:
    found = standing_rules.parse(rules())
    with pytest.raises(KindUnknown) as refused:
        standing_rules.require_notice(found, "special", Given(NOW, NOW))
    assert "regular" in str(refused.value)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 14),
    st.integers(0, 400),
)
def test_what_is_due_before_a_beginning_is_never_later_than_what_was_called_in_time(
    begins: datetime, months: int, days: int
) -> None:
    span = Duration(months, days)
    due = latest(begins, span)
    assert due <= begins or span == Duration() or days == months == 0
    if not months:
        assert earliest(due, span) <= begins.replace(hour=23, minute=59, second=59)
