"""Procedures are read with their defaults, and every mistake names its place, what was found and what was expected."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction

import pytest

from comity.procedure import errors, notation
from comity.procedure.notation import Duration
from comity.procedure.stages import Procedure
from comity.procedure.stages import errors as stage_errors
from comity.procedure.stages.reading import read
from comity.procedure.stages.testing import MAJORITY, drafting, of_stages, silence, source, vote

EXAMPLE_OF_THE_RULES = """
procedure: cooperation-strategy
stages:
  - {id: preliminary, body: commission, positions: [approve, approve ad referendum, object, abstain],
     rule: {adopted_if: {count: approve, more_than: 1/2}}, deadline: P30D,
     then: {adopted: national, rejected: drafting, lapsed: drafting}}
  - {id: national, each: member, positions: [confirm, refuse], sub_procedure: free,
     rule: {adopted_if: {count: confirm, at_least: all}}, deadline: P180D, extension: once P60D}
  - {id: heads-of-state, body: council, rule: {adopted_if: {count: approve, at_least: all}}}
  - {id: drafting}
  - {id: circulation, kind: tacit, defeated_if: {count: object, more_than: 0}, window: P30D, on_objection: break}
ends: [adopted, abandoned]
"""


def example():
    return Procedure.parse(notation.load(EXAMPLE_OF_THE_RULES))


def stage(**more):
    return Procedure.parse(of_stages(vote(**more))).stage("vote")


def fault(*listed, **more):
    with pytest.raises(errors.RuleError) as caught:
        Procedure.parse(of_stages(*listed, **more))
    return caught.value


# --- what is read


def test_the_example_of_the_rules_is_read_and_its_gaps_are_filled():
    found = example()
    assert [each.id for each in found.stages] == [
        "preliminary",
        "national",
        "heads-of-state",
        "drafting",
        "circulation",
    ]
    assert [each.kind for each in found.stages] == ["decide", "decide", "decide", "drafting", "tacit"]
    assert found.start == "preliminary"
    assert found.version == 1
    assert found.stage("national").extension.times == 1
    assert found.stage("national").extension.by == Duration(days=60)
    assert found.stage("national").each_member
    assert found.stage("circulation").deadline == Duration(days=30)


def test_without_then_an_adopted_question_goes_to_the_next_stage_that_is_not_drafting_and_at_last_to_the_end_adopted():
    found = example()
    assert found.stage("national").then["adopted"] == "heads-of-state"
    assert found.stage("heads-of-state").then["adopted"] == "circulation"
    assert found.stage("circulation").then["adopted"] == "adopted"
    assert [each.id for each in found.main_line()] == ["preliminary", "national", "heads-of-state", "circulation"]


def test_without_then_a_rejected_question_goes_back_to_drafting_and_from_there_to_the_first_stage():
    found = example()
    assert found.stage("heads-of-state").then["rejected"] == "drafting"
    assert found.stage("circulation").then["rejected"] == "drafting"
    assert found.stage("drafting").then == {"submitted": "preliminary"}


def test_without_drafting_a_rejected_question_ends():
    assert stage().then["rejected"] == "rejected"
    assert (
        Procedure.parse(of_stages(vote(), ends=["adopted", "abandoned"])).stage("vote").then["rejected"] == "abandoned"
    )


def test_a_lapse_goes_where_a_rejection_goes_and_want_of_quorum_and_of_confirmation_where_a_lapse_goes():
    quorate = {**MAJORITY, "quorum": {"count": "present", "at_least": "1/2"}}
    first = vote(rule=quorate, then={"lapsed": "abandoned"})
    then = Procedure.parse(of_stages(first, vote("second"))).stage("vote").then
    assert then["rejected"] == "rejected"
    assert then["lapsed"] == then["no quorum"] == then["unconfirmed"] == "abandoned"


def test_only_outcomes_that_can_come_about_lead_somewhere():
    assert set(stage().then) == {"adopted", "rejected", "lapsed"}
    assert set(stage(deadline=None).then) == {"adopted", "rejected"}
    assert set(stage(limit=2).then) == {"adopted", "rejected", "lapsed", "exhausted"}


def test_positions_left_out_are_those_the_rule_names_with_their_family():
    plain = {"id": "vote", "rule": {"adopted_if": {"count": "yes", "more_than": "1/2", "of": ["yes", "no"]}}}
    assert Procedure.parse(of_stages(plain)).stage("vote").positions == ("yes", "no", "abstain")
    assert example().stage("heads-of-state").positions == ("approve", "object", "abstain")
    election = {"id": "vote", "rule": {"adopted_if": {"count": "candidate A", "more_than": "1/2"}}}
    assert Procedure.parse(of_stages(election)).stage("vote").positions == ("candidate A",)
    own = {"id": "vote", "rule": {**MAJORITY, "positions": ["approve", "absent"]}}
    assert Procedure.parse(of_stages(own)).stage("vote").positions == ("approve",)


def test_ad_referendum_is_recognised_by_its_name_or_declared():
    assert stage().ad_referendum == {"approve ad referendum": "approve"}
    declared = stage(
        positions=["approve", "sign subject to approval"], ad_referendum={"sign subject to approval": "approve"}
    )
    assert declared.ad_referendum == {"sign subject to approval": "approve"}


@pytest.mark.parametrize(
    ("written", "times", "by"),
    [
        ("once P60D", 1, Duration(days=60)),
        ("twice P1M", 2, Duration(months=1)),
        ("three times PT24H", 3, Duration(hours=24)),
        ("12 times P1W", 12, Duration(days=7)),
        ({"times": 2, "by": "P1M+P15D"}, 2, Duration(months=1, days=15)),
    ],
)
def test_an_extension_says_how_often_and_by_how_much(written, times, by):
    found = stage(extension=written).extension
    assert (found.times, found.by) == (times, by)


def test_silence_is_broken_by_default_and_may_instead_be_extended_leave_time_or_exempt():
    def response(written):
        return Procedure.parse(of_stages(silence(on_objection=written))).stage("silence").on_objection

    assert Procedure.parse(of_stages(silence())).stage("silence").on_objection.breaks
    assert response("break").breaks
    assert response("extend P90D").extends == Duration(days=90)
    assert response("exempt the objector").exempts
    all_three = response(["extend P90D", "leave P30D", "exempt the objector"])
    assert (all_three.breaks, all_three.extends, all_three.leaves, all_three.exempts) == (
        False,
        Duration(days=90),
        Duration(days=30),
        True,
    )


def test_objections_are_the_positions_that_the_defeat_counts_unless_listed():
    both = silence(defeated_if={"count": ["object", "amend"], "more_than": 0}, positions=["object", "amend", "accept"])
    assert Procedure.parse(of_stages(both)).stage("silence").objections == ("object", "amend")
    listed = {**both, "objections": ["amend"]}
    assert Procedure.parse(of_stages(listed)).stage("silence").objections == ("amend",)
    reverse = silence(
        positions=["adopt", "not adopt"],
        defeated_if={"all": [{"count": "not adopt", "at_least": 1}, {"count": "adopt", "at_most": "none"}]},
    )
    assert Procedure.parse(of_stages(reverse)).stage("silence").objections == ("not adopt",)


def test_nothing_need_defeat_a_stage_whose_objectors_are_exempted():
    exempting = {"id": "notice", "kind": "tacit", "window": "P90D", "on_objection": "exempt the objector"}
    found = Procedure.parse(of_stages(exempting)).stage("notice")
    assert found.nothing_defeats
    assert found.positions == ("object",)
    assert set(found.then) == {"adopted"}


def test_defeated_is_another_word_for_a_rejected_tacit_stage():
    assert (
        Procedure.parse(of_stages(silence(then={"defeated": "abandoned"}))).stage("silence").then["rejected"]
        == "abandoned"
    )


def test_shares_stay_exact():
    found = Procedure.parse(source("river-basin-annex")).stage("silence").rule.adopted_if
    assert found.value.share == Fraction(1, 3)


def test_both_complete_examples_are_read():
    for name in ("cooperation-strategy", "river-basin-annex"):
        assert Procedure.parse(source(name)).source == source(name)


def test_titles_are_by_language_and_default_to_the_id():
    assert stage(title="The vote").title == {"en": "The vote"}
    assert stage(title={"en": "Vote", "ru": "Голосование"}).title["ru"] == "Голосование"
    assert stage().title == {"en": "vote"}


# --- versions


def test_a_procedure_is_known_by_the_digest_of_its_canonical_data():
    data = source("cooperation-strategy")
    found = Procedure.parse(data)
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert found.canonical == canonical
    assert found.digest == hashlib.sha256(canonical).hexdigest()
    assert Procedure.parse(dict(reversed(data.items()))).digest == found.digest


def test_any_change_of_a_procedure_changes_its_digest():
    before = Procedure.parse(of_stages(vote()))
    assert Procedure.parse(of_stages(vote(deadline="P31D"))) != before
    assert Procedure.parse(of_stages(vote(), version=2)) != before
    assert Procedure.parse(of_stages(vote())) == before


def test_a_procedure_cannot_be_changed_through_the_data_it_came_from():
    data = of_stages(vote())
    found = Procedure.parse(data)
    data["stages"][0]["deadline"] = "P1D"
    found.source["stages"][0]["deadline"] = "P2D"
    assert found.stage("vote").deadline == Duration(days=30)
    assert found.source["stages"][0]["deadline"] == "P30D"
    with pytest.raises(AttributeError):
        found.version = 2


# --- mistakes


@pytest.mark.parametrize(
    ("listed", "kind", "place", "expected"),
    [
        ([vote(deadlin="P30D")], errors.UnknownKey, "stages[0]", "deadline"),
        ([vote(deadline="30 days")], errors.BadDuration, "stages[0].deadline", "P30D"),
        ([vote(deadline="P0D")], errors.OutOfRange, "stages[0].deadline", "longer than nothing"),
        ([vote(extension="P60D")], errors.WrongKind, "stages[0].extension", "once P60D"),
        ([vote(extension="once P60D", deadline=None)], errors.WrongKind, "stages[0].extension", "a deadline"),
        ([vote(extension="0 times P60D")], errors.OutOfRange, "stages[0].extension", "from 1"),
        ([vote(closes="sometimes")], errors.WrongKind, "stages[0].closes", "by the chair"),
        ([vote(closes="at deadline", deadline=None)], errors.WrongKind, "stages[0].closes", "a deadline"),
        ([vote(not_before="P40D")], errors.OutOfRange, "stages[0].not_before", "P30D"),
        ([vote(signature="seal")], errors.WrongKind, "stages[0].signature", "passkey"),
        ([vote(limit=0)], errors.OutOfRange, "stages[0].limit", "from 1"),
        ([vote(limit="often")], errors.WrongKind, "stages[0].limit", "whole number"),
        ([vote(positions=[])], errors.WrongKind, "stages[0].positions", "positions"),
        ([vote(positions=["approve", "absent"])], errors.WrongKind, "stages[0].positions[1]", "attendance"),
        ([vote(positions=["object", "abstain"])], errors.UnknownPosition, "stages[0].rule.adopted_if.count", "object"),
        ([vote(rule={**MAJORITY, "positions": ["approve"]})], errors.WrongKind, "stages[0].rule.positions", "once"),
        (
            [vote(rule={"adopted_if": {"count": "approve", "at_least": "0.5"}})],
            errors.NotExact,
            "stages[0].rule",
            "2/3",
        ),
        ([vote(positions=["approve", "sign ad referendum"])], errors.WrongKind, "stages[0].ad_referendum", "firm"),
        ([vote(body="commission", each="member")], errors.WrongKind, "stages[0]", "one of them"),
        ([vote(each="state")], errors.WrongKind, "stages[0].each", "member"),
        ([vote(sub_procedure="free")], errors.WrongKind, "stages[0].sub_procedure", "each: member"),
        ([vote(then={"adpoted": "adopted"})], errors.UnknownKey, "stages[0].then", "adopted"),
        (
            [vote(then={"adopted": "adoptd"})],
            stage_errors.UnknownTarget,
            "stages[0].then.adopted",
            "did you mean adopted",
        ),
        ([vote(), vote()], stage_errors.DuplicateStage, "stages[1].id", "once"),
        ([vote("adopted")], stage_errors.DuplicateStage, "ends[0]", "no stage"),
        ([{"id": "vote", "positions": ["approve"]}], errors.MissingKey, "stages[0]", "rule"),
        ([{"id": "quiet", "window": "P30D"}], errors.MissingKey, "stages[0]", "kind: tacit"),
        ([{"rule": MAJORITY}], errors.MissingKey, "stages[0]", "id"),
        (["vote"], errors.WrongKind, "stages[0]", "a stage"),
        ([silence(window=None)], stage_errors.NoWindow, "stages[0]", "window: P30D"),
        ([{"id": "s", "kind": "tacit", "window": "P1D"}], errors.MissingKey, "stages[0]", "defeated_if"),
        ([silence(on_objection="shout")], errors.WrongKind, "stages[0].on_objection", "break"),
        ([silence(on_objection=["break", "extend P1D"])], errors.WrongKind, "stages[0].on_objection", "break"),
        ([silence(deadline="P30D")], errors.UnknownKey, "stages[0]", "window"),
        ([silence(positions=["disapprove"])], errors.UnknownPosition, "stages[0].defeated_if.count", "disapprove"),
        (
            [silence(then={"defeated": "rejected", "rejected": "rejected"})],
            errors.WrongKind,
            "stages[0].then",
            "one of them",
        ),
        (
            [vote(), {**drafting(), "limit": None, "rule": MAJORITY, "kind": "drafting"}],
            errors.UnknownKey,
            "stages[1]",
            "deadline",
        ),
    ],
)
def test_a_mistake_names_its_place_and_what_was_expected(listed, kind, place, expected):
    found = fault(*listed)
    assert isinstance(found, kind), repr(found)
    assert found.place.startswith(place), found.place
    assert expected in str(found)
    assert str(found.found) in str(found)


def test_a_procedure_without_its_parts_says_which_is_missing():
    for key in ("procedure", "stages", "ends"):
        data = {name: value for name, value in of_stages(vote()).items() if name != key}
        with pytest.raises(errors.MissingKey) as caught:
            Procedure.parse(data)
        assert key in str(caught.value)


def test_an_outcome_that_leads_nowhere_is_a_mistake():
    found = fault(vote(), ends=["done"])
    assert isinstance(found, errors.MissingKey)
    assert found.place == "stages[0].then"


def test_what_is_no_procedure_at_all_is_said_so():
    for data in (None, [], "text", 7):
        with pytest.raises(errors.WrongKind) as caught:
            Procedure.parse(data)
        assert "procedure" in str(caught.value)


def test_versions_are_whole_numbers_from_one():
    assert isinstance(fault(vote(), version="one"), errors.WrongKind)
    assert isinstance(fault(vote(), version=True), errors.WrongKind)
    assert isinstance(fault(vote(), version=0), errors.OutOfRange)


def test_limits_that_send_a_case_round_in_a_circle_are_a_mistake():
    found = fault(
        vote(limit=1, then={"exhausted": "second"}),
        vote("second", limit=1, then={"exhausted": "vote"}),
    )
    assert isinstance(found, stage_errors.CircularLimits)
    assert "vote → second → vote" in str(found)


def test_every_mistake_is_collected_for_whoever_checks_the_file():
    _, faults = read(of_stages(vote(deadline="soon"), silence(window=None), vote("third", limit=0), version=0))
    assert [each.place for each in faults] == ["stages[0].deadline", "stages[1]", "stages[2].limit", "version"]


def test_an_outcome_that_rests_on_a_missing_one_is_not_reported_besides():
    _, faults = read(of_stages(vote(), ends=["adopted"]))
    assert [(each.place, each.expected) for each in faults] == [("stages[0].then", "rejected")]


def test_a_file_of_too_many_stages_is_refused():
    assert isinstance(fault(*(vote(f"stage {each}") for each in range(101))), errors.OutOfRange)
