"""What sessions put into calendars and reminders, and whom their acts are told to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.api.mailing import finding, reminders, wording
from comity.api.models import Notice
from comity.meetings import acts
from comity.meetings.acts.decisions import CloseDecision, TakeDecision
from comity.meetings.acts.minutes import IssueMinutes
from comity.meetings.dues import dues
from comity.meetings.sitting_testing import Sitting
from comity.meetings.testing import Commission
from comity.pages.dues import Due, Scope
from comity.record import sequencer
from comity.record.following import follow
from comity.site.accounts import open_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.COMITY = {**settings.COMITY, "KEYS": tmp_path / "keys"}


def ahead(days: int = 60) -> tuple[Commission, datetime]:
    """A session convened now for so many days ahead, and when it begins."""
    house = Commission.with_rules(credentials={"due": "P3D"}, agenda={"supplementary": "P14D"})
    house.now = timezone.now() - timedelta(minutes=5)
    begins = (timezone.now() + timedelta(days=days)).replace(hour=7, minute=0, second=0, microsecond=0)
    house.convened(begins=begins, ends=begins + timedelta(hours=9))
    sequencer.drain()
    return house, begins


def named(scope: Scope | None = None, until: datetime | None = None) -> dict[str, Due]:
    return {one.uid: one for one in dues(scope or Scope(), until)}


def account(person: str) -> None:
    open_account(person, "a sentence that is easy to keep", email=f"{person}@example.org", person=person)


def told(kind: str) -> list[str]:
    found = Notice.objects.filter(kind=kind).values_list("account__person", flat=True)
    return sorted(found)


def follow_up() -> None:
    sequencer.drain()
    follow("notices", finding.find)


def end_of(day: datetime) -> datetime:
    return day.astimezone(UTC).replace(hour=23, minute=59, second=59)


def test_a_session_ahead_has_its_dates_by_the_rules_under_which_it_was_convened():
    _house, begins = ahead()
    found = named()
    assert found["session-begins-s1"].at == begins
    assert found["session-items-s1"].at == end_of(begins - timedelta(days=14))
    assert found["session-letters-s1"].at == end_of(begins - timedelta(days=3))
    assert found["session-agenda-s1"].at == end_of(begins - timedelta(days=21))
    assert [one.at for one in dues(Scope(), None)] == sorted(one.at for one in found.values())
    assert set(named(until=begins - timedelta(days=20))) == {"session-agenda-s1"}


def test_a_party_that_has_submitted_its_credentials_is_not_awaited_any_more():
    house, _begins = ahead()
    assert named()["session-letters-s1"].parties == set(house.delegates)
    house.delegated("BY", "KG")
    assert named()["session-letters-s1"].parties == set(house.delegates) - {"BY", "KG"}
    house.delegated("AM", "KZ", "RU", "TJ")
    assert "session-letters-s1" not in named()


def test_the_agenda_waits_for_the_secretariat_until_it_is_circulated_and_for_nobody_else():
    house, _begins = ahead()
    assert named()["session-agenda-s1"].parties == {"secretariat"}
    assert "session-agenda-s1" not in named(Scope(parties=frozenset({"AM"})))
    house.proposed("one").drawn_up("one")
    house.do(acts.CirculateAgenda(session="s1", number=1), house.desk)
    assert "session-agenda-s1" not in named()


def test_a_document_is_due_until_its_last_language_is_issued_and_a_restricted_one_is_nobody_elses():
    house, _begins = ahead()
    house.proposed("one")
    plan = acts.PlanDocument(
        session="s1", document="d1", symbol="S1/1", item="one", title={"en": "Report"}, languages=("en", "ru"),
        party="AM", circle="parties", admitted=("AM", "BY"),
    )  # fmt: skip
    house.do(plan, house.desk)
    found = named()["session-document-d1"]
    assert (found.parties, found.public) == ({"AM"}, False)
    assert found.reminder is not None
    assert found.reminder.about["missing"] == "en, ru"


def test_dates_cost_the_same_number_of_queries_however_many_sessions_there_are():
    house, begins = ahead()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(dues(Scope(), None))
        return len(seen)

    few = cost()
    for number in range(2, 6):
        house.convened(f"s{number}", number=number + 10, begins=begins, ends=begins + timedelta(hours=9))
    assert cost() == few


def test_a_decision_is_due_until_it_is_carried_out_and_reminded_of_in_time():
    sitting = Sitting.begun()
    account("d-BY")
    due = timezone.now().date() + timedelta(days=90)
    decided = TakeDecision(
        session="s1", decision="d1", item="item-1", title={"en": "Gauges"}, text={"en": "Set up."},
        responsible=("BY",), due=due,
    )  # fmt: skip
    sitting.do(decided, sitting.chair)
    sequencer.drain()
    assert named()["decision-d1"].at == due
    now = timezone.now()
    seen = [reminders.remind(now + timedelta(days=90 - days)) for days in (20, 13, 12, 1)]
    assert seen == [0, 1, 0, 1]
    assert told("meetings.carry_out") == ["d-BY", "d-BY"]
    sitting.do(CloseDecision(decision="d1", words={"en": "Done."}), sitting.delegates["BY"])
    assert "decision-d1" not in named()


def test_delegations_are_told_when_a_session_is_convened_moved_and_its_agenda_circulated():
    house, begins = ahead()
    for person in ("d-AM", "d-BY"):
        account(person)
    follow_up()
    assert told("meetings.convened") == ["d-AM", "d-BY"]
    house.proposed("one").drawn_up("one")
    house.do(acts.CirculateAgenda(session="s1", number=1), house.desk)
    later = begins + timedelta(days=2)
    moved = acts.PostponeSession(
        session="s1", begins=later, ends=later + timedelta(hours=9), reason={"en": "Floods on the way."}
    )
    house.do(moved, house.desk)
    house.do(acts.CancelSession(session="s1", reason={"en": "No need."}), house.desk)
    follow_up()
    for kind in ("agenda", "postponed", "cancelled"):
        assert told(f"meetings.{kind}") == ["d-AM", "d-BY"]
    assert "Floods on the way." in wording.text(Notice.objects.filter(kind="meetings.postponed")[0])
    assert named() == {}


def test_credentials_that_are_wanting_are_told_to_who_names_the_delegation_and_only_those():
    house, _begins = ahead()
    for person in ("d-AM", "d-BY"):
        account(person)
    by = house.delegates["AM"]
    letter = house.ledger.deposit(b"a letter", confidential=True)
    house.do(acts.NameDelegation(session="s1", party="AM", delegates=({"person": by.actor, "role": "head"},)), by)
    house.do(acts.SubmitCredentials(session="s1", party="AM", issued_by="head of state", letter=letter), by)
    found = acts.ExamineCredentials(
        session="s1", party="AM", letter=letter, finding="provisional", remark={"en": "A copy; send the original."}
    )
    house.do(found, house.desk)
    follow_up()
    assert told("meetings.credentials") == ["d-AM"]
    assert "send the original" in wording.text(Notice.objects.get(kind="meetings.credentials"))


def test_minutes_are_told_once_with_the_period_for_corrections_and_reminded_of():
    sitting = Sitting.begun()
    sitting.now = timezone.now() - timedelta(minutes=2)
    account("d-KZ")
    texts = {"en": sitting.ledger.deposit(b"The minutes.")}
    sitting.do(IssueMinutes(session="s1", texts=texts), sitting.chair)
    sitting.do(IssueMinutes(session="s1", texts=texts), sitting.chair)
    follow_up()
    assert told("meetings.minutes") == ["d-KZ"]
    until = named()["minutes-s1"].at
    assert isinstance(until, datetime)
    assert reminders.remind(until - timedelta(days=1)) == 1
    assert told("meetings.corrections") == ["d-KZ"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_message_about_sessions_is_written_out_in_every_language(language):
    _house, begins = ahead()
    account("d-AM")
    for one in dues(Scope(), None):
        if one.reminder is not None:
            _written(one.reminder.kind, one.reminder.about, one.href, language)
    about = {
        "title": {"en": "Session"},
        "until": begins.isoformat(),
        "at": begins.isoformat(),
        "due": date(2027, 1, 1).isoformat(),
    }
    more = {"number": "D1", "symbol": "S1/1", "missing": "ru", "finding": "not in order", "party": "AM", "remark": {}}
    for name in (
        "convened", "postponed", "cancelled", "agenda", "minutes", "credentials", "decision", "begins", "letter",
        "document", "circulate", "carry_out", "corrections",
    ):  # fmt: skip
        _written(
            f"meetings.{name}", {**about, **more, "place": {"en": "Minsk"}, "reason": {"en": "Why."}}, "/x/", language
        )


def _written(kind: str, about, href: str, language: str) -> None:
    from django.contrib.auth import get_user_model

    holder = get_user_model().objects.get(person="d-AM")
    holder.language = language
    notice = Notice(account=holder, kind=kind, key=f"{kind}/{language}", about={**about, "href": href})
    with wording.in_language_of(holder):
        subject, text = wording.subject(notice), wording.text(notice)
    assert subject
    assert "{" not in subject + text
    assert href in text
    if language == "ru":
        assert any("а" <= letter <= "я" for letter in subject), subject
