"""A secret ballot from its opening to its recount, and elections in several ballots."""

from __future__ import annotations

import json

import pytest

from comity.meetings import sitting_refusals as refusals
from comity.meetings.acts import ballots, motions
from comity.meetings.ballot import BallotInvalid, blind, issuer_of, new_key, recount, sign_blindly
from comity.meetings.models import Candidate, Paper
from comity.meetings.refusals import NotInDelegation
from comity.meetings.sitting_testing import VOTING, Sitting
from comity.meetings.testing import MAJORITY
from comity.record.testing import MemoryLedger

SIX = ("AM", "BY", "KG", "KZ", "RU", "TJ")
HALVES = {member: ("minsk" if place % 2 else "yerevan") for place, member in enumerate(SIX)}


@pytest.fixture
def sitting() -> Sitting:
    return Sitting.begun(ledger=MemoryLedger())


def all_for(choice: str) -> dict[str, str]:
    return dict.fromkeys(SIX, choice)


def test_a_secret_election_shows_who_voted_and_not_for_whom(sitting):
    sitting.election("bishkek", "minsk", "yerevan")
    closed = sitting.elects({**all_for("minsk"), "AM": "yerevan", "KG": "bishkek"})
    assert closed.result["elected"] == ["minsk"]
    assert closed.counts["votes"] == {"bishkek": 1, "minsk": 4, "yerevan": 1}
    assert {one.member for one in sitting.rows.find(Paper, vote="b1")} == set(SIX)
    said = json.dumps([json.loads(leaf) for leaf in sitting.ledger.leaves])
    taken = [leaf for leaf in map(json.loads, sitting.ledger.leaves) if leaf["type"] == "meetings.ballot.take"]
    assert len(taken) == 6
    assert all(set(leaf["payload"]) == {"session", "vote", "blinded"} for leaf in taken)
    counted = next(leaf for leaf in map(json.loads, sitting.ledger.leaves) if leaf["type"] == "meetings.ballot.count")
    assert all(set(one) == {"choices", "prefix", "signature"} for one in counted["payload"]["ballots"])
    assert "delegate" not in json.dumps(counted["payload"])
    assert said


def test_the_urn_on_the_record_is_counted_again_by_anybody(sitting):
    sitting.election("minsk", "yerevan")
    sitting.elects(all_for("minsk"))
    acts = [json.loads(leaf)["payload"] for leaf in sitting.ledger.leaves if b"meetings.ballot.count" in leaf]
    vote = sitting.vote("b1")
    content = {
        "vote": "b1",
        "issuer": vote.issuer,
        "options": vote.options,
        "most": vote.places,
        "papers": vote.papers,
        "ballots": [one for act in acts for one in act["ballots"]],
    }
    assert recount(content).votes == vote.counts["votes"]


def test_each_voter_finds_the_own_ballot_by_its_tracker(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    mine = sitting.drops("AM", "yerevan")
    others = [sitting.drops(member, "minsk") for member in SIX[1:]]
    sitting.closes("b1")
    sitting.counts(mine, *others)
    counted = next(json.loads(leaf)["payload"] for leaf in sitting.ledger.leaves if b"meetings.ballot.count" in leaf)
    prefixes = {one["prefix"]: one["choices"] for one in counted["ballots"]}
    assert prefixes[mine.as_data()["prefix"]] == ["yerevan"]


def test_each_member_has_one_paper(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    sitting.drops("AM", "minsk")
    with pytest.raises(refusals.PaperTaken):
        sitting.drops("AM", "yerevan")


def test_somebody_who_represents_no_member_gets_no_paper(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    number = blind(issuer_of(sitting.issuing["b1"]), "b1", ["minsk"]).number
    take = ballots.TakePaper(session="s1", vote="b1", blinded=number)
    with pytest.raises(NotInDelegation):
        sitting.do(take, sitting.empowered("stranger", "BY"))


def test_no_paper_is_given_out_after_the_closing(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    sitting.closes("b1")
    with pytest.raises(refusals.VoteClosed):
        sitting.drops("AM", "minsk")


def test_a_paper_of_the_wrong_form_is_refused(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    take = ballots.TakePaper(session="s1", vote="b1", blinded="A" * 342)
    with pytest.raises(BallotInvalid):
        sitting.do(take, sitting.delegates["AM"])


def test_ballots_that_the_issuer_did_not_sign_are_not_counted(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    made = sitting.drops("AM", "minsk")
    sitting.closes("b1")
    forged = type(made)("b1", ("yerevan",), made.prefix, made.signature)
    with pytest.raises(BallotInvalid):
        sitting.counts(forged)
    sitting.counts(made)


def test_more_ballots_than_papers_are_not_counted(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    issuer = issuer_of(sitting.issuing["b1"])
    made = sitting.drops("AM", "minsk")
    blinded = blind(issuer, "b1", ["yerevan"])
    stuffed = blinded.finished(issuer, sign_blindly(sitting.issuing["b1"], blinded.number))
    sitting.closes("b1")
    with pytest.raises(BallotInvalid, match="only 1 papers"):
        sitting.counts(made, stuffed)


def test_two_officers_who_count_at_once_count_each_ballot_once(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    urn = sorted((sitting.drops(member, "minsk") for member in SIX), key=lambda one: one.tracker)
    sitting.closes("b1")
    sitting.counts(*urn[:3], last=False)
    with pytest.raises(refusals.CountedBySomebody):
        sitting.counts(*urn[:3], last=False)
    counted = sitting.counts(*urn[3:], after=urn[2].tracker)
    assert counted.counts["votes"]["minsk"] == 6
    with pytest.raises(refusals.NotCounting):
        sitting.counts(after=urn[5].tracker)


def test_a_ballot_that_never_reached_the_urn_is_missing_from_the_count_and_nothing_else(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    urn = [sitting.drops(member, "minsk") for member in SIX]
    sitting.closes("b1")
    counted = sitting.counts(*urn[:5])
    assert (counted.papers, counted.counts["valid"], counted.outcome) == (6, 5, "adopted")


def test_nobody_with_a_majority_means_another_ballot_between_the_first_two(sitting):
    sitting.election("bishkek", "minsk", "yerevan")
    first = sitting.elects(dict(zip(SIX, ["bishkek", "minsk", "minsk", "minsk", "yerevan", "yerevan"], strict=True)))
    assert first.outcome == "rejected"
    assert sitting.question("e1").status == "waiting"
    second = sitting.elects(all_for("yerevan"), vote="b2")
    assert (second.round, second.options) == (2, ["minsk", "yerevan"])
    assert second.result["elected"] == ["yerevan"]
    assert sitting.rows.read(Candidate, "e1", "yerevan").elected_at is not None


def test_a_lasting_tie_is_settled_by_lot_and_not_before(sitting):
    sitting.election("minsk", "yerevan")
    lot = {"session": "s1", "drawn": ("minsk",), "witnesses": ("KG", "TJ")}
    for number in (1, 2):
        sitting.elects(HALVES, vote=f"b{number}")
        if number < 2:
            with pytest.raises(refusals.NoLot):
                sitting.do(ballots.DrawLot(vote=f"b{number}", **lot), sitting.chair)
    sitting.do(ballots.DrawLot(vote="b2", **lot), sitting.chair)
    assert sitting.question("e1").status == "adopted"
    assert sitting.vote("b2").result["lot"] == ["minsk"]
    with pytest.raises(refusals.QuestionSettled):
        sitting.do(ballots.DrawLot(vote="b2", **lot), sitting.chair)


def test_rules_that_know_no_lot_draw_none():
    sitting = Sitting.begun(ledger=MemoryLedger(), voting={**VOTING, "ballots": {}})
    sitting.election("minsk", "yerevan")
    for number in (1, 2, 3):
        sitting.elects(HALVES, vote=f"b{number}")
    with pytest.raises(refusals.NoLotHere):
        sitting.do(ballots.DrawLot(session="s1", vote="b3", drawn=("minsk",), witnesses=("KG",)), sitting.chair)


def test_after_the_last_ballot_of_the_rules_the_place_stays_open():
    sitting = Sitting.begun(ledger=MemoryLedger(), voting={**VOTING, "ballots": {"most": 2}})
    sitting.election("minsk", "yerevan")
    sitting.elects(HALVES)
    assert sitting.question("e1").status == "waiting"
    sitting.elects(HALVES, vote="b2")
    assert sitting.question("e1").status == "unfilled"
    with pytest.raises(refusals.QuestionSettled):
        sitting.ballot(vote="b3")


def test_a_tie_in_the_last_ballot_waits_for_the_lot():
    sitting = Sitting.begun(ledger=MemoryLedger(), voting={**VOTING, "ballots": {"most": 2, "lot_after": 2}})
    sitting.election("minsk", "yerevan")
    sitting.elects(HALVES)
    sitting.elects(HALVES, vote="b2")
    with pytest.raises(refusals.NoOtherBallot, match="at most 2"):
        sitting.ballot(vote="b3")
    lot = ballots.DrawLot(session="s1", vote="b2", drawn=("yerevan",), witnesses=("KG", "TJ"))
    sitting.do(lot, sitting.chair)
    assert sitting.question("e1").status == "adopted"
    assert sitting.vote("b2").result["witnesses"] == ["KG", "TJ"]


def test_a_ballot_without_a_quorum_is_held_again_and_is_no_round():
    rule = {**MAJORITY, "quorum": {"count": "present", "at_least": "2/3"}}
    sitting = Sitting.begun(ledger=MemoryLedger(), voting={"rules": {"ordinary": rule}})
    sitting.election("bishkek", "minsk", "yerevan")
    first = sitting.elects({"AM": "minsk", "BY": "bishkek", "KG": "yerevan"})
    assert first.outcome == "no quorum"
    second = sitting.elects(all_for("minsk"), vote="b2")
    assert (second.round, second.options) == (1, ["bishkek", "minsk", "yerevan"])


def test_several_places_are_filled_over_several_ballots(sitting):
    sitting.election("bishkek", "minsk", "yerevan", places=2)
    first = sitting.elects(all_for("minsk"))
    assert first.result["elected"] == ["minsk"]
    second = sitting.elects(all_for("bishkek"), vote="b2")
    assert (second.places, second.result["elected"]) == (1, ["bishkek"])
    assert sitting.question("e1").status == "adopted"


def test_a_candidate_may_withdraw_between_ballots(sitting):
    sitting.election("bishkek", "minsk", "yerevan")
    sitting.elects(dict(zip(SIX, ["bishkek", "bishkek", "minsk", "minsk", "yerevan", "yerevan"], strict=True)))
    withdraw = motions.WithdrawCandidate(session="s1", question="e1", candidate="bishkek")
    sitting.do(withdraw, sitting.delegates["BY"])
    assert sitting.ballot(vote="b2").options == ["minsk", "yerevan"]


def test_candidates_are_fixed_by_the_first_ballot(sitting):
    sitting.election("minsk", "yerevan")
    nominate = motions.Nominate(session="s1", question="e1", candidate="minsk", name={"en": "Again"})
    with pytest.raises(refusals.CandidateKnown):
        sitting.do(nominate, sitting.delegates["KZ"])
    sitting.ballot()
    nominate = motions.Nominate(session="s1", question="e1", candidate="dushanbe", name={"en": "Late"})
    with pytest.raises(refusals.CandidatesFixed):
        sitting.do(nominate, sitting.delegates["TJ"])


def test_a_ballot_needs_a_key_that_no_other_ballot_has(sitting):
    sitting.election("minsk", "yerevan")
    with pytest.raises(refusals.IssuerNeeded):
        sitting.voting_on("e1", "secret ballot", "b0")
    sitting.elects(dict(zip(SIX, ["minsk", "yerevan"] * 3, strict=True)))
    with pytest.raises(refusals.IssuerUsed):
        sitting.voting_on("e1", "secret ballot", "b2", issuer=str(issuer_of(sitting.issuing["b1"])))
    with pytest.raises(BallotInvalid):
        sitting.voting_on("e1", "secret ballot", "b2", issuer="A" * 342)
    sitting.voting_on("e1", "secret ballot", "b2", issuer=str(issuer_of(new_key())))


def test_an_election_without_candidates_is_not_balloted(sitting):
    sitting.election()
    with pytest.raises(refusals.NoCandidates):
        sitting.ballot()


def test_any_question_can_be_decided_secretly(sitting):
    sitting.puts()
    sitting.ballot("p1")
    urn = [sitting.drops(member, "yes" if member != "AM" else "no") for member in SIX[:5]]
    urn.append(sitting.drops("TJ"))  # an empty paper
    sitting.closes("b1")
    counted = sitting.counts(*urn)
    assert (counted.outcome, counted.counts["blank"]) == ("adopted", 1)
    assert sitting.question().status == "adopted"


def test_a_question_is_not_withdrawn_once_a_paper_is_taken(sitting):
    sitting.election("minsk", "yerevan")
    sitting.ballot()
    sitting.drops("AM", "minsk")
    take_back = motions.TakeQuestionBack(session="s1", question="e1", reason={"en": "No."})
    with pytest.raises(refusals.WithdrawalRefused):
        sitting.do(take_back, sitting.chair)
