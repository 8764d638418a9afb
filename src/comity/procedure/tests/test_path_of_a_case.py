"""The path of a case: which stages are done, current, ahead or not needed, and in words what is missing."""

from __future__ import annotations

import json
from datetime import timedelta

from comity.procedure.stages.testing import (
    BASIN,
    EVERYBODY,
    SIX,
    START,
    Play,
    drafting,
    of_stages,
    silence,
    source,
    vote,
)


def statuses(case):
    return {stage: each.status for stage, each in case.path().items()}


def missing(case):
    return [str(phrase) for each in case.path().values() if each.status == "current" for phrase in each.missing]


def test_a_path_shows_the_straight_way_first_and_what_lies_beside_it_last():
    assert statuses(Play(source("cooperation-strategy"))) == {
        "preliminary": "current",
        "national": "ahead",
        "heads-of-state": "ahead",
        "circulation": "ahead",
        "drafting": "skipped",
    }
    assert list(Play(source("cooperation-strategy")).path())[-1] == "drafting"


def test_a_stage_that_is_done_shows_when_and_how_it_closed():
    case = Play(of_stages(vote(), vote("second"))).after("P3D").approve(*SIX[:4])
    done = case.path()["vote"]
    assert (done.status, done.outcome, done.round) == ("done", "adopted", 1)
    assert (done.opened_at, done.closed_at) == (START, START + timedelta(days=3))
    assert done.deadline is None


def test_the_current_stage_shows_its_deadline_and_who_has_said_nothing():
    current = Play(of_stages(vote())).approve("AM", "BY").path()["vote"]
    assert current.deadline == START + timedelta(days=30)
    assert current.to_take_position == SIX[2:]


def test_after_a_rejection_the_way_ahead_is_the_whole_way_again():
    case = Play(of_stages(vote(), vote("second"), drafting())).approve(*SIX[:4]).object(*SIX[:3])
    assert statuses(case) == {"vote": "ahead", "second": "ahead", "drafting": "current"}
    assert missing(case) == ["The text has to be submitted again."]
    case.submit_again()
    assert statuses(case) == {"vote": "current", "second": "ahead", "drafting": "done"}
    assert case.path()["vote"].round == 4


def test_when_a_case_has_ended_nothing_is_current_or_ahead():
    rejected = Play(of_stages(vote(), vote("second"))).object(*SIX[:3])
    assert statuses(rejected) == {"vote": "done", "second": "skipped"}
    assert missing(rejected) == []


def test_a_vote_says_which_positions_would_adopt_it_who_is_silent_and_until_when():
    said = missing(Play(of_stages(vote())).approve("AM", "BY", "KG").object("RU"))
    assert said == [
        "Missing: approve from one of KZ, TJ.",
        "2 members have taken no position: KZ, TJ.",
        "The deadline is 9 October 2021, 10:00 UTC.",
    ]


def test_one_silent_member_is_spoken_of_in_the_singular():
    assert "1 member has taken no position: TJ." in missing(Play(of_stages(vote(rule=EVERYBODY))).approve(*SIX[:5]))


def test_a_vote_in_which_silence_counts_says_so():
    rule = {"silent_as": "approve", **EVERYBODY}
    said = missing(Play(of_stages(vote(rule=rule))))
    assert "The deadline is 9 October 2021, 10:00 UTC; silence then counts as approve." in said


def test_a_vote_left_to_the_chair_and_to_an_earliest_day_says_so():
    said = missing(Play(of_stages(vote(closes="by the chair", not_before="P10D"))))
    assert "It does not close before 19 September 2021, 10:00 UTC." in said
    assert "Whoever presides closes it." in said


def test_confirmations_due_come_first():
    case = Play(of_stages(vote(rule=EVERYBODY), vote("second"))).approve(*SIX[2:]).ad_referendum("BY", "AM")
    assert missing(case)[0] == 'To confirm their position in "vote" by 9 October 2021, 10:00 UTC: AM, BY.'
    assert case.path()["second"].to_confirm == ("AM", "BY")
    undated = Play(of_stages(vote(rule=EVERYBODY), vote("second", deadline=None)))
    undated.approve(*SIX[1:]).ad_referendum("AM")
    assert missing(undated)[0] == 'To confirm their position in "vote" before "second" closes: AM.'


def test_positions_ad_referendum_of_this_stage_are_named():
    case = Play(of_stages(vote(), vote("second"))).ad_referendum("AM")
    assert missing(case)[0] == "To confirm their position before the next stage closes: AM."
    last = Play(of_stages(vote())).ad_referendum("AM")
    assert missing(last)[0] == "To confirm their position, which counts only then: AM."


def test_a_silence_says_when_it_adopts_and_how_far_it_is_from_defeat():
    case = Play(source("river-basin-annex"), BASIN)
    case.take("Upper", "Middle", "Lower", position="yes").close(by_chair=True).take("Delta", position="disapprove")
    said = missing(case)
    assert said[0] == "If it is not defeated by objections, it is adopted on 7 June 2022, 10:00 UTC."
    assert said[1].startswith("For defeat: Members with the position disapprove: 1; needed: at least 2")
    assert said[2] == "Not bound if it is adopted, because they object: Delta."


def test_drafting_with_a_deadline_says_until_when():
    case = Play(of_stages(vote(), drafting(deadline="P10D"))).object(*SIX[:3])
    assert missing(case)[1] == "Until 19 September 2021, 10:00 UTC."


def test_a_path_is_json_for_programs():
    case = Play(of_stages(vote(title={"en": "Vote", "ru": "Голосование"}), silence())).approve(*SIX[:3])
    written = json.loads(json.dumps([each.as_json() for each in case.path().values()]))
    assert written[0]["title"] == {"en": "Vote", "ru": "Голосование"}
    assert written[0]["status"] == "current"
    assert written[0]["deadline"] == "2021-10-09T10:00:00+00:00"
    assert written[1]["status"] == "ahead"


def test_every_event_has_a_sentence():
    case = Play(source("cooperation-strategy")).approve(*SIX, signature="key").withdraw("AM", signature="key")
    case.ad_referendum("AM", signature="key").clock("P30D").extend().confirm("AM", signature="key")
    case.take("KZ", position="refuse", signature="passkey").abandon()
    said = [str(event.phrase) for event in case.events]
    assert all(each.endswith(".") and "{" not in each for each in said)
    assert 'The stage "national" opened on 9 October 2021, 10:00 UTC; its deadline is 7 April 2022, 10:00 UTC.' in said
    assert "AM withdrew its position approve." in said
