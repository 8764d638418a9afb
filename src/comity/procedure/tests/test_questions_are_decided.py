"""What RULES.md promises of an outcome, one promise a test."""

from __future__ import annotations

import pytest

from comity.procedure import decision, errors, notation
from comity.procedure.decision import Members, Question, Rule

MAJORITY = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}
CONSENSUS = {"adopted_if": {"count": "object", "at_most": "none"}}


def members(*ids, **groups):
    return Members.parse([{"id": each, "groups": [g for g, of in groups.items() if each in of]} for each in ids])


def decide(rule, body, positions, **options):
    rule = notation.load(rule) if isinstance(rule, str) else rule
    return decision.outcome(Rule.parse(rule), body, positions, **options)


SIX = members("AM", "BY", "KZ", "KG", "RU", "TJ")
FIVE = members(*"ABCDE", permanent="AB")


def test_abstentions_are_not_votes_in_a_majority_of_those_present_and_voting():
    positions = {"A": "yes", "B": "abstain", "C": "abstain", "D": "abstain", "E": "abstain"}
    assert decide(MAJORITY, FIVE, positions).outcome == "adopted"


def test_a_tie_is_no_majority():
    positions = {"A": "yes", "B": "no", "C": "abstain", "D": "abstain", "E": "abstain"}
    assert decide(MAJORITY, FIVE, positions).outcome == "rejected"


def test_it_is_adopted_once_no_outstanding_position_can_undo_it():
    assert decide(MAJORITY, FIVE, {"A": "yes", "B": "yes"}).outcome == "open"
    assert decide(MAJORITY, FIVE, {"A": "yes", "B": "yes", "C": "yes"}).outcome == "adopted"
    assert decide(MAJORITY, FIVE, {"A": "yes", "B": "yes", "C": "abstain", "D": "abstain"}).outcome == "adopted"


def test_it_is_rejected_once_none_can_save_it():
    assert decide(MAJORITY, FIVE, {"A": "no", "B": "no"}).outcome == "open"
    assert decide(MAJORITY, FIVE, {"A": "no", "B": "no", "C": "abstain"}).outcome == "rejected"


def test_at_the_deadline_it_is_never_open():
    assert decide(MAJORITY, FIVE, {}, final=True).outcome == "rejected"
    assert decide(MAJORITY, FIVE, {"A": "yes"}, final=True).outcome == "adopted"


def test_an_empty_base_makes_a_share_threshold_false_whatever_it_compares():
    for comparison in ("at_least", "more_than", "at_most", "fewer_than"):
        for value in ("0%", "1/2", "all", {"greater_of": ["1/2", 0]}, {"lesser_of": ["1/2", 0]}):
            rule = {"adopted_if": {"count": "yes", "of": ["yes", "no"], comparison: value}}
            assert decide(rule, FIVE, {}, final=True).outcome == "rejected", (comparison, value)
            denied = {"adopted_if": {"not": rule["adopted_if"]}}
            assert decide(denied, FIVE, {}, final=True).outcome == "adopted", (comparison, value)


def test_an_absolute_threshold_holds_over_an_empty_base():
    rule = {"adopted_if": {"count": "no", "of": ["yes", "no"], "at_most": "none"}}
    assert decide(rule, FIVE, {}, final=True).outcome == "adopted"


def test_a_base_that_weighs_nothing_is_empty_for_shares_of_weight():
    body = Members.parse([{"id": "A", "weights": {"votes": 0}}, {"id": "B", "weights": {"votes": 0}}])
    rule = {"adopted_if": {"weight": "votes", "in": "yes", "at_least": "1/2"}}
    assert decide(rule, body, {"A": "yes", "B": "yes"}).outcome == "rejected"


def test_a_body_without_members_adopts_nothing_by_shares():
    assert decide(MAJORITY, Members(()), {}).outcome == "rejected"


def test_without_a_quorum_there_is_no_decision():
    rule = {"quorum": {"count": "present", "at_least": "1/2"}, **MAJORITY}
    positions = {"A": "yes", "B": "yes", "C": "absent"}
    assert decide(rule, FIVE, positions, final=True).outcome == "no quorum"
    assert decide(rule, FIVE, {"A": "yes", "B": "yes", "C": "abstain"}, final=True).outcome == "adopted"
    assert decide(rule, FIVE, positions).outcome == "open"


def test_a_quorum_that_cannot_be_reached_any_more_is_said_at_once():
    rule = {"quorum": {"count": "present", "at_least": 4}, **MAJORITY}
    positions = {"A": "absent", "B": "absent"}
    assert decide(rule, FIVE, positions).outcome == "no quorum"


def test_what_nothing_can_save_is_rejected_before_its_quorum_is_reached():
    rule = {"quorum": {"count": "present", "at_least": 4}, "adopted_if": {"count": "no", "at_most": "none"}}
    assert decide(rule, FIVE, {"A": "no"}).outcome == "rejected"
    assert decide(rule, FIVE, {"A": "no"}, final=True).outcome == "no quorum"


def test_absent_members_are_not_present_and_recused_ones_are_but_take_no_part():
    present = {"adopted_if": {"count": "present", "at_least": 2}}
    assert decide(present, FIVE, {"A": "recused", "B": "absent"}, final=True).outcome == "rejected"
    assert decide(present, FIVE, {"A": "recused", "B": "abstain"}, final=True).outcome == "adopted"
    half = {"adopted_if": {"count": "yes", "of": "participating", "at_least": "1/2"}}
    positions = {"A": "yes", "B": "yes", "C": "recused", "D": "not taking part"}
    assert decide(half, FIVE, positions, final=True).outcome == "adopted"
    assert decide(half, FIVE, {"A": "yes", "B": "yes"}, final=True).outcome == "rejected"


def test_silence_counts_at_the_deadline_as_the_rule_says_and_not_before():
    rule = {"silent_as": "approve", "adopted_if": {"count": "approve", "at_least": "all"}}
    assert decide(rule, SIX, {"AM": "approve"}).outcome == "open"
    final = decide(rule, SIX, {"AM": "approve"}, final=True)
    assert final.outcome == "adopted"
    assert final.because[0].found == 6
    assert decide(rule, SIX, {"AM": "object"}, final=True).outcome == "rejected"
    assert decide(rule, SIX, {"AM": "absent"}, final=True).outcome == "rejected"


def test_consensus_is_that_nobody_objects():
    assert decide(CONSENSUS, SIX, {"AM": "approve"}).outcome == "open"
    assert decide(CONSENSUS, SIX, {"AM": "approve"}, final=True).outcome == "adopted"
    assert decide(CONSENSUS, SIX, {"AM": "object"}).outcome == "rejected"


def test_a_veto_belongs_to_a_group():
    rule = {
        "adopted_if": {
            "all": [
                {"count": "yes", "at_least": 3},
                {"count": "no", "of": {"group": "permanent"}, "at_most": "none"},
            ]
        }
    }
    assert decide(rule, FIVE, {"A": "abstain", "B": "yes", "C": "yes", "D": "yes"}).outcome == "adopted"
    assert decide(rule, FIVE, {"A": "no"}).outcome == "rejected"
    assert decide(rule, FIVE, {"C": "no", "D": "no"}).outcome == "open"


def test_a_negative_without_reasons_is_not_counted():
    rule = """
    adopted_if:
      count: {position: no, with: reasons}
      of: [yes, {position: no, with: reasons}]
      at_most: 1/4
    """
    reasoned = {"position": "no", "with": "reasons"}
    positions = {"A": "yes", "B": "yes", "C": "yes", "D": "no", "E": reasoned}
    assert decide(rule, FIVE, positions).outcome == "adopted"
    assert (
        decide(rule, FIVE, {**positions, "D": {"position": "no", "with": ["reasons", "comments"]}}).outcome
        == "rejected"
    )


def test_members_without_a_position_are_among_those_without_a_certain_one():
    rule = {"adopted_if": {"count": {"not": ["yes"]}, "fewer_than": 4}}
    assert decide(rule, FIVE, {"A": "yes"}, final=True).outcome == "rejected"
    assert decide(rule, FIVE, {"A": "yes", "B": "yes"}, final=True).outcome == "adopted"


def test_members_can_be_left_out_or_named():
    but_one = {"adopted_if": {"count": "yes", "of": {"except": ["E"]}, "at_least": "all"}}
    assert decide(but_one, FIVE, dict.fromkeys("ABCD", "yes")).outcome == "adopted"
    named = {"adopted_if": {"count": "yes", "of": {"only": ["A", "C"]}, "at_least": "all"}}
    assert decide(named, FIVE, {"A": "yes", "C": "yes", "B": "no"}).outcome == "adopted"


def test_of_the_greater_of_two_numbers_the_greater_is_needed():
    rule = {"adopted_if": {"count": "deposited", "at_least": {"greater_of": ["2/3", 3]}}}
    found = decide(rule, FIVE, dict.fromkeys("ABC", "deposited"))
    assert found.outcome == "open"
    assert found.because[0].needed == 4
    assert decide(rule, members("A", "B", "C"), {"A": "deposited", "B": "deposited"}, final=True).because[0].needed == 3


def test_the_fewest_that_can_block_are_counted_among_those_taking_part():
    weights = {"DE": 80, "FR": 66, "IT": 60, "ES": 47, "MT": 1, "CY": 1}
    body = Members.parse([{"id": each, "weights": {"people": weight}} for each, weight in weights.items()])
    rule = """
    adopted_if:
      count: {not: [yes]}
      of: participating
      fewer_than: {fewest: {weight: people, more_than: 35%}, plus: 1}
    """
    # 255 people: DE and FR hold more than 89, so three can block; without DE it is FR alone with 175: 66 > 61, so two.
    two_against = {"DE": "no", "FR": "no", "IT": "yes", "ES": "yes", "MT": "yes", "CY": "yes"}
    assert decide(rule, body, two_against).outcome == "adopted"
    assert decide(rule, body, {**two_against, "MT": "no"}).outcome == "rejected"
    assert decide(rule, body, {**two_against, "DE": "recused"}).outcome == "adopted"
    assert decide(rule, body, {**two_against, "DE": "recused", "MT": "no"}).outcome == "rejected"


def test_a_number_may_come_from_an_earlier_stage():
    rule = {"adopted_if": {"count": "ratified", "at_least": {"greater_of": [{"number_from": "assembly"}, "2/3"]}}}
    positions = dict.fromkeys("ABCD", "ratified")
    assert decide(rule, FIVE, positions, numbers={"assembly": 3}).outcome == "adopted"
    assert decide(rule, FIVE, positions, numbers={"assembly": 5}).outcome == "open"
    with pytest.raises(errors.MissingNumber, match=r"numbers: \{assembly: …\}"):
        decide(rule, FIVE, positions)


def test_fractions_of_weights_are_exact():
    body = Members.parse([{"id": each, "weights": {"share": "1/3"}} for each in "ABC"])
    rule = {"adopted_if": {"weight": "share", "in": "yes", "at_least": 1}}
    assert decide(rule, body, dict.fromkeys("ABC", "yes")).outcome == "adopted"
    found = decide(rule, body, dict.fromkeys("AB", "yes"), final=True)
    assert found.outcome == "rejected"
    assert found.because[0].as_json()["found"] == "2/3"
    assert found.because[0].as_json()["needed"] == 1


def test_what_is_not_monotone_is_settled_exactly_too():
    rule = {"adopted_if": {"all": [{"count": "yes", "at_least": 2}, {"count": "yes", "at_most": 3}]}}
    assert decide(rule, FIVE, {"A": "yes", "B": "yes"}).outcome == "open"
    assert decide(rule, FIVE, {"A": "yes", "B": "yes", "C": "no", "D": "no"}).outcome == "adopted"
    assert decide(rule, FIVE, dict.fromkeys("ABCD", "yes")).outcome == "rejected"


def test_because_says_what_was_needed_and_found():
    rule = {"quorum": {"count": "present", "at_least": "1/2"}, **MAJORITY}
    found = decide(rule, FIVE, {"A": "yes", "B": "no", "C": "no"}, final=True)
    quorum, majority = (str(line.phrase) for line in found.because)
    assert quorum == "Members present: 3; needed: at least 3 (at least 1/2 of members, 5 in all). Met."
    assert majority == (
        "Members with the position yes: 1; needed: at least 2 "
        "(more than 1/2 of members with the position yes or no, 3 in all). Not met."
    )
    assert found.as_json()["because"][1] == {
        "for": "adopted_if",
        "place": "rule.adopted_if",
        "needed": 2,
        "bound": "at least",
        "found": 1,
        "of": 3,
        "met": False,
        "says": str(found.because[1].phrase),
    }


def test_an_empty_base_is_explained():
    line = decide(MAJORITY, FIVE, {"A": "abstain"}, final=True).because[0]
    assert line.needed is None
    assert "nothing to take a share of" in str(line.phrase)


@pytest.mark.parametrize(
    ("positions", "error", "place"),
    [
        ({"A": "yess"}, errors.UnknownPosition, "positions.A"),
        ({"A": "Yes"}, errors.UnknownPosition, "positions.A"),
        ({"A": True}, errors.WrongKind, "positions.A"),
        ({"A": 1}, errors.WrongKind, "positions.A"),
        ({"A": ["yes"]}, errors.WrongKind, "positions.A"),
        ({"A": "present"}, errors.WrongKind, "positions.A"),
        ({"A": {"position": "no", "why": "reasons"}}, errors.UnknownKey, "positions.A"),
        ({"X": "yes"}, errors.UnknownMember, "positions.X"),
        (["A"], errors.WrongKind, "positions"),
    ],
)
def test_bad_positions_are_refused_with_their_place(positions, error, place):
    with pytest.raises(error) as refused:
        decide(MAJORITY, FIVE, positions)
    assert refused.value.place == place


def test_a_slip_of_the_pen_in_a_qualifier_is_refused():
    rule = {"adopted_if": {"count": {"position": "no", "with": "reasons"}, "at_most": 1}}
    with pytest.raises(errors.UnknownPosition, match="reasons"):
        decide(rule, FIVE, {"A": {"position": "no", "with": "reason"}})
    assert decide(rule, FIVE, {"A": {"position": "no", "with": "comments"}}).outcome == "open"


@pytest.mark.parametrize(
    ("rule", "error", "place"),
    [
        ("{count: yes, of: {group: permanant}, at_least: 1}", errors.UnknownGroup, "rule.adopted_if.of.group"),
        ("{weight: votes, in: yes, at_least: 1}", errors.UnknownWeight, "rule.adopted_if"),
        ("{count: yes, of: {except: [A, X]}, at_least: 1}", errors.UnknownMember, "rule.adopted_if.of.except[1]"),
        ("{count: yes, of: {only: [X]}, at_least: 1}", errors.UnknownMember, "rule.adopted_if.of.only[0]"),
        (
            "{count: yes, at_least: {fewest: {weight: votes, more_than: 35%}}}",
            errors.UnknownWeight,
            "rule.adopted_if.at_least.fewest",
        ),
    ],
)
def test_a_rule_that_names_what_the_body_has_not_is_refused(rule, error, place):
    with pytest.raises(error) as refused:
        Question(Rule.parse({"adopted_if": notation.load(rule)}), FIVE)
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("data", "error", "place"),
    [
        ([{"id": "A"}, {"id": "A"}], errors.DuplicateMember, "members[1].id"),
        (["A", "B", "A"], errors.DuplicateMember, "members[2].id"),
        ([{"id": "A", "weights": {"votes": -1}}], errors.NegativeWeight, "members[0].weights.votes"),
        ([{"id": "A", "weights": {"votes": 1.5}}], errors.NotExact, "members[0].weights.votes"),
        ([{"id": "A", "weights": {"votes": "many"}}], errors.WrongKind, "members[0].weights.votes"),
        ([{"id": "A", "weights": [1]}], errors.WrongKind, "members[0].weights"),
        ([{"id": "A", "wieghts": {}}], errors.UnknownKey, "members[0]"),
        ([{"name": "A"}], errors.UnknownKey, "members[0]"),
        ([{}], errors.MissingKey, "members[0]"),
        ([{"id": ""}], errors.WrongKind, "members[0].id"),
        ([{"id": " A"}], errors.WrongKind, "members[0].id"),
        ([{"id": "A", "groups": "founder"}], errors.WrongKind, "members[0].groups"),
        ([None], errors.WrongKind, "members[0]"),
        ({"A": {}}, errors.WrongKind, "members"),
    ],
)
def test_bad_members_are_refused_with_their_place(data, error, place):
    with pytest.raises(error) as refused:
        Members.parse(data)
    assert refused.value.place == place


def test_a_member_with_other_weights_but_not_this_one_is_an_error_and_one_without_any_weighs_nothing():
    rule = Rule.parse({"adopted_if": {"weight": "votes", "in": "yes", "at_least": 2}})
    with pytest.raises(errors.MissingWeight, match="B has no weight votes, only vots"):
        Question(rule, Members.parse([{"id": "A", "weights": {"votes": 1}}, {"id": "B", "weights": {"vots": 1}}]))
    body = Members.parse([{"id": "A", "weights": {"votes": 1}}, {"id": "B"}])
    assert decision.outcome(rule, body, {"A": "yes", "B": "yes"}).outcome == "rejected"
