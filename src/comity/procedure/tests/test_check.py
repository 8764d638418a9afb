"""Checking a rule or a procedure before it is used: each finding, where it stands; and what is sound has none."""

from __future__ import annotations

import datetime as dt
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.procedure import notation, rulebook
from comity.procedure.check import check, check_file, read_memberships
from comity.procedure.decision import Members, Position, Rule, outcome
from comity.procedure.stages.testing import (
    BASIN,
    EVERYBODY,
    MAJORITY,
    SIX,
    drafting,
    of_stages,
    silence,
    source,
    vote,
)
from comity.procedure.testing import final_outcome

RULES = Path(__file__).resolve().parents[4] / "profiles" / "rules"
MEMBERS = Members.parse(list(SIX))


def ballot(name="vote", **more):
    """A vote without positions ad referendum."""
    return vote(name, **{"positions": ["approve", "object", "abstain"], **more})


def codes(data, members=MEMBERS, **more):
    return [(each.level, each.code, each.place) for each in check(data, members, **more)]


def said(data, members=MEMBERS, **more):
    return [str(each.phrase) for each in check(data, members, **more)]


def rule(formula, **more):
    return {"rule": {"adopted_if": formula, **more}}


# --- sound


def test_both_complete_procedures_are_sound():
    assert codes(source("cooperation-strategy")) == []
    assert codes(source("river-basin-annex"), Members.parse(BASIN)) == []


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_real_rule_has_an_error(path):
    data = notation.load(path.read_bytes())
    found = check_file(data, members=rulebook.members(data["members"], path))
    assert found["ok"], found["findings"]
    known = {"NumberNeeded", "NoDeadline"}
    assert {each["code"] for each in found["findings"]} <= known, found["findings"]


# --- form


def test_every_mistake_of_form_is_found_at_once_and_the_rest_is_checked_all_the_same():
    broken = of_stages(
        silence(window=None), ballot(deadline="soon", then={"adopted": "nowhere"}), ballot("unreachable")
    )
    found = codes(broken)
    assert ("error", "NoWindow", "stages[0]") in found
    assert ("error", "BadDuration", "stages[1].deadline") in found
    assert ("error", "UnknownTarget", "stages[1].then.adopted") in found
    assert ("error", "Unreachable", "stages[2]") in found


def test_a_tacit_stage_without_a_window_is_an_error_in_words():
    (words,) = said(of_stages({"id": "quiet", "kind": "tacit", "defeated_if": {"count": "object", "more_than": 0}}))
    assert "adopted when its window closes, and this one has none" in words


@pytest.mark.parametrize(
    "nonsense", [None, [], "text", {}, {"procedure": 7}, {"rule": []}, {"when": {}}, {"stages": {}}]
)
def test_what_is_neither_a_rule_nor_a_procedure_is_a_finding_and_no_crash(nonsense):
    found = check(nonsense)
    assert found
    assert found[0].level == "error"


# --- routes


def test_a_stage_that_no_way_leads_to_is_an_error():
    found = codes(of_stages(ballot(then={"adopted": "adopted"}), ballot("second")))
    assert found == [("error", "Unreachable", "stages[1]")]


def test_an_end_that_no_way_leads_to_is_a_warning_but_a_case_may_always_be_abandoned():
    ends = ["adopted", "vetoed", "abandoned"]
    assert codes(of_stages(ballot(), ends=ends)) == [("warning", "UnreachableEnd", "ends[1]")]


def test_a_circle_without_a_limit_is_an_error_and_is_shown():
    found = check(of_stages(ballot(), {"id": "drafting", "deadline": "P30D"}, ends=["adopted", "abandoned"]), MEMBERS)
    assert [(each.level, each.code) for each in found] == [("error", "NoLimit")]
    assert str(found[0].phrase) == (
        "A case can go round for ever: vote → drafting → vote. Give one of these stages a limit, such as limit: 3."
    )


def test_of_circles_that_meet_one_is_told_at_the_drafting_stage_that_a_limit_would_break():
    meeting = of_stages(
        ballot(), ballot("second"), {"id": "drafting", "deadline": "P30D"}, ends=["adopted", "abandoned"]
    )
    assert codes(meeting) == [("error", "NoLimit", "stages[2]")]
    meeting["stages"][2]["limit"] = 3
    assert codes(meeting) == []


def test_a_stage_that_leads_to_itself_is_a_circle():
    assert ("error", "NoLimit", "stages[0]") in codes(of_stages(ballot(then={"lapsed": "vote"})))
    assert codes(of_stages(ballot(limit=2, then={"lapsed": "vote"}))) == []


def test_a_limit_on_any_stage_of_a_circle_suffices_but_not_one_outside_it():
    limited = of_stages(ballot(limit=3), {"id": "drafting", "deadline": "P30D"}, ends=["adopted", "abandoned"])
    assert codes(limited) == []
    outside = of_stages(
        ballot(limit=3, then={"rejected": "a"}),
        ballot("a", then={"rejected": "b"}),
        ballot("b", then={"rejected": "a"}),
    )
    assert "NoLimit" in [code for _, code, _ in codes(outside)]


def test_two_separate_circles_are_both_shown():
    listed = (
        ballot("a", then={"rejected": "a"}),
        ballot("b", then={"rejected": "c"}),
        ballot("c", then={"rejected": "b"}),
    )
    assert [place for _, code, place in codes(of_stages(*listed)) if code == "NoLimit"] == ["stages[0]", "stages[1]"]


def test_a_way_back_for_want_of_confirmation_counts_as_a_way():
    assert codes(of_stages(vote("a", then={"unconfirmed": "a"}), ballot("b"))) == [("error", "NoLimit", "stages[0]")]
    only_so = of_stages(
        vote("a", then={"unconfirmed": "c"}),
        ballot("b", then={"adopted": "adopted"}),
        ballot("c", then={"adopted": "adopted"}),
    )
    assert codes(only_so) == []


def test_a_stage_from_which_no_end_can_be_reached_is_an_error():
    stuck = {
        "a": {"adopted": "b", "rejected": "b", "lapsed": "b"},
        "b": {"adopted": "a", "rejected": "a", "lapsed": "a"},
    }
    found = codes(of_stages(*(ballot(name, then=then) for name, then in stuck.items())))
    assert ("error", "NoEnd", "stages[0]") in found
    assert ("error", "NoEnd", "stages[1]") in found


def test_a_stage_in_which_a_case_can_wait_for_ever_is_a_warning():
    assert codes(of_stages(ballot(deadline=None))) == [("warning", "NoDeadline", "stages[0]")]
    assert "until the chair closes it" in said(of_stages(ballot(deadline=None, closes="by the chair")))[0]
    both = of_stages(ballot(), drafting(), ends=["adopted", "abandoned"])
    assert [each for each in said(both) if "until somebody submits" in each] == said(both)


def test_an_outcome_provided_for_that_cannot_come_about_is_a_warning():
    found = codes(of_stages(ballot(deadline=None, then={"lapsed": "abandoned", "no quorum": "abandoned"})))
    assert ("warning", "NeverHappens", "stages[0].then.lapsed") in found
    assert ("warning", "NeverHappens", "stages[0].then.no quorum") in found
    assert codes(of_stages(silence(then={"defeated": "rejected"}))) == []


def test_positions_ad_referendum_without_a_stage_to_confirm_in_are_a_warning():
    last = ballot(positions=["approve", "approve ad referendum", "object"])
    assert ("warning", "NoTimeToConfirm", "stages[0]") in codes(of_stages(last), MEMBERS)
    undated = codes(of_stages(last, ballot("second", positions=["approve", "object"], deadline=None)))
    assert ("warning", "NoDeadlineToConfirm", "stages[0]") in undated


def test_a_window_that_every_objection_keeps_open_is_a_warning():
    assert ("warning", "WindowMayMove", "stages[0]") in codes(of_stages(silence(on_objection="leave P30D")))


# --- rules


def test_a_stage_that_can_never_be_adopted_is_an_error():
    impossible = of_stages(ballot(rule={"adopted_if": {"count": "approve", "at_least": 7}}))
    assert codes(impossible) == [("error", "CannotBeCarried", "stages[0].rule")]
    assert said(impossible) == ['The stage "vote" can never be adopted, whatever positions members take.']


def test_a_stage_that_can_never_be_rejected_is_a_warning():
    always = of_stages(ballot(rule={"adopted_if": {"count": "approve", "at_least": 0}}))
    assert codes(always) == [("warning", "CannotFail", "stages[0].rule")]
    assert said(always) == ['The stage "vote" is always adopted, whatever positions members take.']


def test_a_contradiction_inside_a_formula_is_seen_through():
    both = {"all": [{"count": "approve", "more_than": "1/2"}, {"count": "object", "more_than": "1/2"}]}
    assert codes(rule(both)) == [("error", "CannotBeCarried", "rule")]


def test_a_tacit_stage_that_is_always_defeated_is_an_error_and_one_that_never_is_a_warning():
    assert codes(of_stages(silence(defeated_if={"count": "object", "at_least": 0}))) == [
        ("error", "CannotFail", "stages[0].defeated_if")
    ]
    assert codes(of_stages(silence(defeated_if={"count": "object", "more_than": 6}))) == [
        ("warning", "CannotBeCarried", "stages[0].defeated_if")
    ]


def test_a_rule_that_a_further_approval_undoes_is_an_error_with_an_example():
    found = check(rule({"count": "approve", "at_most": 3}), MEMBERS)
    not_monotone = [each for each in found if each.code == "NotMonotone"]
    assert [each.level for each in not_monotone] == ["error"]
    assert "3 × approve" in str(not_monotone[0].phrase)
    assert "once that one goes to approve, it is not." in str(not_monotone[0].phrase)


def test_exactly_half_is_not_monotone_and_a_plain_majority_is():
    half = {"all": [{"count": "approve", "at_least": 3}, {"count": "approve", "at_most": 3}]}
    assert "NotMonotone" in [code for _, code, _ in codes(rule(half))]
    assert codes(rule({"count": "approve", "more_than": "1/2"})) == []
    assert codes(rule({"not": {"count": "approve", "at_most": "1/2"}})) == []


def test_a_tacit_stage_that_a_further_objection_saves_is_an_error():
    odd = of_stages(
        silence(defeated_if={"all": [{"count": "object", "at_least": 1}, {"count": "object", "at_most": 2}]})
    )
    assert ("error", "NotMonotone", "stages[0].defeated_if") in codes(odd)


def test_a_rule_by_which_a_tie_carries_both_ways_is_a_warning_with_an_example():
    found = check(rule({"count": "approve", "at_least": "1/2"}), MEMBERS)
    assert [(each.level, each.code) for each in found] == [("warning", "Contradictory")]
    assert "of 6 members, 3 × approve, 3 × object" in str(found[0].phrase) or "3 × object, 3 × approve" in str(
        found[0].phrase
    )


def test_consensus_which_silence_carries_is_not_called_contradictory():
    assert codes(rule({"count": "object", "at_most": "none"})) == []


def test_weights_and_groups_are_checked_against_the_members():
    heavy = rule({"weight": "votes", "in": "yes", "at_least": 12})
    assert codes(heavy) == [("error", "UnknownWeight", "rule.adopted_if")]
    weighed = Members.parse([{"id": "A", "weights": {"votes": 5}}, {"id": "B", "weights": {"votes": 6}}])
    assert codes(heavy, weighed) == [("error", "CannotBeCarried", "rule")]
    permanent = rule({"count": "no", "of": {"group": "permanent"}, "at_most": "none"})
    assert [code for _, code, _ in codes(permanent)] == ["UnknownGroup"]


def test_a_body_without_members_is_an_error():
    assert codes(rule(MAJORITY["adopted_if"]), Members.parse([])) == [("error", "NoMembers", "rule")]


def test_stages_are_checked_against_the_members_of_their_bodies():
    three = of_stages(ballot(body="council", rule={"adopted_if": {"count": "approve", "at_least": 4}}))
    assert codes(three) == []
    council = Members.parse(["AM", "BY", "KG"])
    assert codes(three, bodies={"council": council}) == [("error", "CannotBeCarried", "stages[0].rule")]


# --- without members


def test_without_members_a_rule_is_tried_on_bodies_of_several_sizes():
    assert codes(rule({"count": "approve", "at_least": 60}), None) == []
    assert codes(rule({"count": "approve", "at_most": 3}), None)[0][1] == "NotMonotone"
    never = {"all": [{"count": "approve", "at_least": "all"}, {"count": "object", "at_least": 1}]}
    assert codes(rule(never), None) == [("error", "CannotBeCarried", "rule")]


def test_what_depends_on_members_is_said_to_need_them():
    data = rule({"weight": "votes", "in": "yes", "of": {"except": ["AM"]}, "at_least": "2/3"})
    assert codes(data, None) == [("warning", "MembersNeeded", "rule")]
    assert "weight votes, AM" in said(data, None)[0]


def test_a_number_that_an_earlier_decision_fixes_is_said_to_be_needed():
    data = rule({"count": "deposited", "at_least": {"number_from": "assembly"}})
    assert [code for _, code, _ in codes(data)] == ["NumberNeeded"]
    assert codes({**data, "numbers": {"assembly": 4}}) == []
    assert codes({**data, "numbers": {"assembly": 9}}) == [("error", "CannotBeCarried", "rule")]


# --- membership

DATED = [
    {"id": "AM", "since": "1992-05-15"},
    {"id": "BY", "since": "1993-12-31"},
    {"id": "UZ", "since": "1992-05-15", "until": "1999-04-02"},
    {"id": "UZ", "since": "2006-08-16", "until": "2012-06-28"},
    "KZ",
]
WITHOUT_UZ = rule({"count": "approve", "of": {"except": ["UZ"]}, "at_least": "2/3"})


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1995-01-01", []),
        ("1999-04-02", []),
        ("2008-01-01", []),
        ("2002-01-01", ["UZ is no member on 1 January 2002: it becomes one on 16 August 2006."]),
        ("2013-01-01", ["UZ is no member on 1 January 2013: it was one until 28 June 2012."]),
    ],
)
def test_a_member_named_by_a_rule_must_be_one_on_the_day(day, expected):
    assert said(WITHOUT_UZ, read_memberships(DATED), on=dt.date.fromisoformat(day)) == expected


def test_a_member_named_by_a_rule_that_never_was_one_is_an_error_with_the_nearest():
    data = rule({"count": "approve", "of": {"only": ["AM", "KX"]}, "at_least": 1})
    found = check(data, read_memberships(DATED), dt.date(2020, 1, 1))
    assert [(each.level, each.code, each.place) for each in found] == [
        ("error", "UnknownMember", "rule.adopted_if.of.only[1]")
    ]
    assert str(found[0].phrase) in ("KX is not a member.", "KX is not a member (did you mean KZ?).")


def test_a_rule_is_checked_over_the_members_of_the_day():
    three = rule({"count": "approve", "at_least": 4})
    assert codes(three, read_memberships(DATED), on=dt.date(1995, 1, 1)) == []
    assert codes(three, read_memberships(DATED), on=dt.date(2020, 1, 1)) == [("error", "CannotBeCarried", "rule")]


def test_dates_of_membership_are_checked():
    for members, code in (
        ([{"id": "AM", "since": "1992"}], "BadDate"),
        ([{"id": "AM", "since": "2000-01-01", "until": "1999-01-01"}], "OutOfRange"),
        ([{"id": "AM", "from": "1992-05-15"}], "UnknownKey"),
    ):
        assert check_file({"members": members, **rule(MAJORITY["adopted_if"])})["findings"][0]["code"] == code


def test_a_member_listed_twice_for_the_same_day_is_an_error():
    twice = read_memberships([{"id": "AM"}, {"id": "AM", "since": "2000-01-01"}])
    assert [each.code for each in check(rule(MAJORITY["adopted_if"]), twice, dt.date(2020, 1, 1))] == [
        "DuplicateMember"
    ]


# --- files


def test_a_file_gives_a_result_for_programs_errors_first():
    found = check_file({**of_stages(ballot(deadline=None), ballot("lost", rule=EVERYBODY)), "members": list(SIX)})
    assert json.loads(json.dumps(found)) == found
    assert found["ok"] is True
    assert found["errors"] == 0
    broken = of_stages(ballot(deadline=None, then={"adopted": "adopted"}), ballot("lost"))
    found = check_file({**broken, "members": list(SIX)})
    assert (found["ok"], found["errors"], found["warnings"]) == (False, 1, 1)
    assert [each["level"] for each in found["findings"]] == ["error", "warning"]
    assert found["findings"][0] == {
        "level": "error",
        "code": "Unreachable",
        "place": "stages[1]",
        "says": 'No way leads to the stage "lost": it can never open.',
    }


def test_members_in_another_file_are_not_known_here():
    found = check_file(
        {"members": {"from": "eu-council-2014"}, **rule({"weight": "population", "in": "yes", "at_least": "65%"})}
    )
    assert [each["code"] for each in found["findings"]] == ["MembersNeeded"]


def test_a_clause_on_entry_into_force_is_checked_as_well():
    clause = {"when": {"count": "deposited", "at_least": 7}, "then": {"after": "P60D"}, "members": list(SIX)}
    assert [each["code"] for each in check_file(clause)["findings"]] == ["CannotBeCarried"]
    assert check_file({**clause, "when": {"count": "deposited", "at_least": 5}})["ok"]
    assert check_file({**clause, "when": {"event": "notification"}})["findings"] == []
    assert check_file({**clause, "then": {"after": "soon"}})["findings"][0]["code"] == "BadDuration"
    assert check_file({"when": clause["when"]})["findings"][0]["code"] == "MissingKey"


# --- against brute force

selects = st.sampled_from(["approve", "object", "abstain", ["approve", "abstain"], {"not": ["object"]}])
thresholds = st.builds(
    lambda s, b, c, v: {"count": s, "of": b, c: v},
    selects,
    st.sampled_from(["members", "present", ["approve", "object"]]),
    st.sampled_from(["at_least", "more_than", "at_most", "fewer_than"]),
    st.sampled_from([0, 1, 2, 3, "1/2", "2/3", "all", "none"]),
)
formulas = st.one_of(
    thresholds,
    st.lists(thresholds, min_size=2, max_size=2).map(lambda parts: {"all": parts}),
    st.lists(thresholds, min_size=2, max_size=2).map(lambda parts: {"any": parts}),
)


@settings(max_examples=80, deadline=None)
@given(formulas)
def test_what_is_found_about_a_rule_is_what_trying_every_case_finds(formula):
    body = Members.parse(["A", "B", "C"])
    read = Rule.parse({"adopted_if": formula, "positions": ["approve", "object", "abstain"]})
    words = [None, "approve", "object", "abstain", "absent", "recused"]
    carried = {
        held: final_outcome(read, body, dict(zip(body.ids, positions(held), strict=True))) == "adopted"
        for held in product(words, repeat=3)
    }
    undone = any(
        adopted and not carried[(*held[:index], "approve", *held[index + 1 :])]
        for held, adopted in carried.items()
        for index in range(3)
        if held[index] != "recused"  # whoever takes no part does not come to be in favour
    )
    found = {each.code for each in check({"rule": {"adopted_if": formula}, "positions": words[1:4]}, body)}
    assert ("CannotBeCarried" in found) == (not any(carried.values()))
    assert ("CannotFail" in found) == all(carried.values())
    if any(carried.values()) and not all(carried.values()):
        assert ("NotMonotone" in found) == undone
        contrary = {"approve": "object", "object": "approve"}
        both = any(
            adopted and carried[tuple(contrary.get(each, each) for each in held)] for held, adopted in carried.items()
        )
        nobody_in_favour = any(adopted and "approve" not in held for held, adopted in carried.items())
        assert ("Contradictory" in found) == (both and not nobody_in_favour)


def positions(held):
    return [None if word is None else Position(word) for word in held]


def test_the_outcome_of_an_example_is_what_the_finding_says():
    (found,) = [each for each in check(rule({"count": "approve", "at_most": 3}), MEMBERS) if each.code == "NotMonotone"]
    read = Rule.parse(rule({"count": "approve", "at_most": 3})["rule"])
    three, four = dict.fromkeys(SIX[:3], "approve"), dict.fromkeys(SIX[:4], "approve")
    assert outcome(read, MEMBERS, three, final=True).outcome == "adopted"
    assert outcome(read, MEMBERS, four, final=True).outcome == "rejected"
    assert found.phrase.values["size"] == 6
