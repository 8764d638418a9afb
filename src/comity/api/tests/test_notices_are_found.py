"""Who is told of what: by the acts on the record, and by the calendar; each account once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.api.mailing import finding, reminders
from comity.api.models import MailChoice, Notice
from comity.cases import acts as cases
from comity.cases.testing import EVERYBODY, SIX, one_stage
from comity.instruments import acts as instruments
from comity.parties.acts import RevokeFullPowers
from comity.record.following import follow


@pytest.fixture
def accounts(house):
    """A login for the delegate of each member."""
    return {member: house.account(house.delegates[member]) for member in SIX}


def told(kind: str) -> list[str]:
    """The members whose delegates are told something of this kind."""
    found = Notice.objects.filter(kind=kind).values_list("account__person", flat=True)
    return sorted(person.removeprefix("d-") for person in found)


def follow_up(house) -> None:
    house.place()
    follow("notices", finding.find)


def test_a_question_is_told_to_everybody_whose_position_it_awaits(house, accounts):
    house.asked(one_stage(EVERYBODY))
    follow_up(house)
    assert told("cases.question") == list(SIX)
    about = Notice.objects.filter(kind="cases.question").first().about
    assert (about["title"], about["tacit"]) == ({"en": "Question q1"}, False)
    assert about["deadline"] == house.case().deadline.isoformat()


def test_it_is_told_once_however_often_the_record_is_read(house, accounts):
    house.asked(one_stage(EVERYBODY))
    follow_up(house)
    follow("notices read again", finding.find)
    assert Notice.objects.filter(kind="cases.question").count() == 6


def test_who_has_answered_before_anybody_could_be_told_is_told_nothing(house, accounts):
    house.asked(one_stage(EVERYBODY))
    house.says("AM", "approve")
    follow_up(house)
    assert told("cases.question") == [member for member in SIX if member != "AM"]


def test_only_those_whose_full_powers_cover_it_are_told(house, accounts):
    reader = house.account(house.empowered("reader", "AM", "instrument.draft"))
    house.body("court")
    judge = house.account(house.empowered("judge", "AM", body="court"))
    house.do(RevokeFullPowers(powers_id=house.delegates["BY"].powers))
    house.asked(one_stage(EVERYBODY))
    follow_up(house)
    assert told("cases.question") == [member for member in SIX if member != "BY"]
    assert not Notice.objects.filter(account__in=[reader, judge]).exists()


def test_closed_accounts_and_those_that_want_no_mail_are_told_nothing(house, accounts):
    accounts["AM"].is_active = False
    accounts["AM"].save()
    MailChoice.objects.create(account=accounts["BY"], mode=MailChoice.NONE)
    accounts["KG"].email = ""
    accounts["KG"].save()
    house.asked(one_stage(EVERYBODY))
    follow_up(house)
    assert told("cases.question") == ["KZ", "RU", "TJ"]


def test_a_position_that_was_taken_is_told_to_those_who_may_speak_for_the_member(house, accounts):
    second = house.account(house.empowered("second", "AM", "position.take"))
    house.asked(one_stage(EVERYBODY))
    taken = house.says("AM", "approve")
    follow_up(house)
    recorded = Notice.objects.filter(kind="cases.recorded")
    assert {notice.account for notice in recorded} == {accounts["AM"], second}
    about = recorded.first().about
    assert (about["position"], about["level"], about["href"]) == ("approve", "session", f"/acts/{taken.id}/")


def test_a_decision_is_told_to_every_member_with_its_reasons(house, accounts):
    house.asked(one_stage())
    house.all_say("approve", *SIX[:4])
    follow_up(house)
    assert told("cases.closed") == list(SIX)
    about = Notice.objects.filter(kind="cases.closed").first().about
    assert (about["outcome"], about["end"]) == ("adopted", "adopted")
    assert about["because"]


def test_an_act_that_only_changes_a_deadline_asks_nobody_again(house, accounts):
    house.asked(one_stage(EVERYBODY, extension={"times": 1, "by": "P10D"}))
    follow_up(house)
    house.do(cases.ExtendDeadline(case="q1", round=1, reason={"en": "Translation"}), house.desk)
    follow_up(house)
    assert Notice.objects.filter(kind="cases.question").count() == 6


def test_a_silence_procedure_is_told_as_one(house, accounts):
    stage = {
        "id": "silence",
        "kind": "tacit",
        "body": "commission",
        "positions": ["object"],
        "defeated_if": {"count": "object", "more_than": 0},
        "window": "P30D",
        "on_objection": "break",
        "then": {"adopted": "adopted", "rejected": "rejected"},
    }
    house.asked({"procedure": "silence", "version": 1, "stages": [stage], "ends": ["adopted", "rejected", "abandoned"]})
    follow_up(house)
    assert told("cases.question") == list(SIX)
    assert Notice.objects.first().about["tacit"]


def test_what_was_done_long_ago_is_told_to_nobody(house, accounts):
    house.now = timezone.now() - timedelta(days=4)
    house.asked(one_stage(EVERYBODY))
    follow_up(house)
    assert not Notice.objects.exists()


def test_a_proposal_that_is_asked_for_is_told_to_whoever_makes_proposals(house, accounts):
    ask_for_measures(house, due=timezone.now().date() + timedelta(days=90))
    follow_up(house)
    assert told("instruments.proposal") == ["BY"]


def ask_for_measures(house, due):
    by = house.delegates["AM"]
    draft = instruments.DraftInstrument(
        instrument="statute",
        reference="C/1",
        kind="agreement",
        title={"en": "Statute"},
        body="commission",
        authentic=("en",),
        texts={"en": house.ledger.deposit(b"Article 1.")},
    )
    house.do(draft, by)
    house.do(instruments.SubmitInstrument(instrument="statute", case="q1", procedure=house.published(one_stage())), by)
    house.all_say("approve", *SIX[:4])
    ask = instruments.AskProposal(instrument="statute", title={"en": "Measures"}, responsible="BY", due=due)
    return house.do(ask, house.desk)


# Reminders


def test_whoever_has_not_answered_is_reminded_seven_days_two_days_and_one_day_before(house, accounts):
    case = house.asked(one_stage(EVERYBODY))
    house.says("AM", "approve")
    seen = []
    for days in (10, 6.9, 6.8, 3, 1.9, 0.9, 0.1):
        reminders.remind(case.deadline - timedelta(days=days))
        seen.append(Notice.objects.filter(kind="cases.deadline").count())
    assert seen == [0, 5, 5, 5, 10, 15, 15]
    assert "AM" not in told("cases.deadline")


def test_after_the_deadline_nobody_is_reminded(house, accounts):
    case = house.asked(one_stage(EVERYBODY))
    assert reminders.remind(case.deadline + timedelta(seconds=1)) == 0


def test_a_stage_that_opens_shortly_before_its_deadline_is_announced_only(house, accounts):
    case = house.asked(one_stage(EVERYBODY, deadline="P5D"))
    assert reminders.remind(case.deadline - timedelta(days=4)) == 0
    assert reminders.remind(case.deadline - timedelta(days=1.5)) == 6


def test_a_deadline_that_was_moved_is_reminded_of_anew(house, accounts):
    before = house.asked(one_stage(EVERYBODY, extension={"times": 1, "by": "P30D"})).deadline
    assert reminders.remind(before - timedelta(days=6)) == 6
    house.do(cases.ExtendDeadline(case="q1", round=1, reason={"en": "Translation"}), house.desk)
    moved = house.case().deadline
    assert reminders.remind(before - timedelta(days=5)) == 0
    assert reminders.remind(moved - timedelta(days=6)) == 6


def test_full_powers_that_end_are_told_to_their_holder_two_weeks_before(house):
    until = timezone.now() + timedelta(days=60)
    holder = house.account(house.empowered("briefly", "KZ", until=until))
    assert reminders.remind(until - timedelta(days=15)) == 0
    assert reminders.remind(until - timedelta(days=13)) == 1
    assert reminders.remind(until - timedelta(days=1)) == 0
    assert Notice.objects.get().account == holder
    assert Notice.objects.get().kind == "parties.ending"


def test_full_powers_given_for_a_few_days_are_no_news(house):
    now = timezone.now()
    capacity = house.empowered("briefly", "KZ", since=now - timedelta(days=1), until=now + timedelta(days=3))
    house.account(capacity)
    assert reminders.remind(now) == 0


def test_proposals_that_fall_due_are_told_two_weeks_and_two_days_before(house, accounts):
    now = timezone.now()
    ask_for_measures(house, due=now.date() + timedelta(days=90))
    seen = [reminders.remind(now + timedelta(days=90 - days)) for days in (20, 14, 13, 3, 2, 1, 0)]
    assert seen == [0, 1, 0, 0, 1, 0, 0]
    assert told("instruments.due") == ["BY", "BY"]
