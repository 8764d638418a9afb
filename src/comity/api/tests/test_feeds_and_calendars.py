"""Feeds and calendars are what their standards say, the same while nothing changes, and private where they must be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from comity.api.feeds import atom, keys
from comity.api.models import CalendarKey
from comity.cases import acts as cases
from comity.cases.testing import EVERYBODY, SIX, one_stage
from comity.instruments import acts as instruments

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reader(db):
    return Client()


def feed(answer) -> ElementTree.Element:
    """The feed in an answer, with what RFC 4287 asks of every feed and entry."""
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo is not None
    assert root.find(f"{ATOM}author/{ATOM}name").text
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    assert any(link.get("rel") == "self" for link in root.iter(f"{ATOM}link"))
    return root


def titles(root: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def calendar(answer) -> list[icalendar.Event]:
    """The events of a calendar, each with what RFC 5545 asks of it."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    parsed = icalendar.Calendar.from_ical(answer.content)
    assert (parsed["VERSION"], parsed["METHOD"]) == ("2.0", "PUBLISH")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    events = list(parsed.walk("VEVENT"))
    for event in events:
        assert event["UID"]
        assert event["SUMMARY"]
        assert event.decoded("DTSTAMP").tzinfo is not None
        assert not event.errors
    assert len({event["UID"] for event in events}) == len(events)
    return events


# Atom


def test_decisions_are_told_with_how_they_went_and_why(house, reader):
    house.asked(one_stage())
    house.all_say("approve", *SIX[:4])
    house.asked("simple/1", case="q2")
    house.all_say("object", *SIX[:3], case="q2")
    root = feed(reader.get("/feeds/decisions.atom"))
    assert titles(root) == ["Question q2: vote: rejected", "Question q1: vote: adopted"]
    entry = root.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == "http://127.0.0.1:8000/cases/q2/"
    assert entry.findtext(f"{ATOM}summary")
    assert entry.findtext(f"{ATOM}id").startswith("tag:127.0.0.1,")


def test_a_feed_without_entries_is_a_feed(reader):
    assert titles(feed(reader.get("/feeds/decisions.atom"))) == []
    assert titles(feed(reader.get("/feeds/record.atom"))) == []


def test_the_record_is_told_act_by_act_the_newest_first(house, reader):
    house.asked(one_stage())
    house.says("AM", "approve")
    house.place()
    found = titles(feed(reader.get("/feeds/record.atom")))
    assert found[:2] == ["A position was taken (State AM)", "A question was put (Secretariat)"]


def test_only_the_newest_are_shown(house, reader, monkeypatch):
    monkeypatch.setattr(atom, "SHOWN", 3)
    house.place()
    assert len(titles(feed(reader.get("/feeds/record.atom")))) == 3


def test_feeds_come_in_the_language_asked_for(house, reader):
    house.asked(one_stage())
    house.all_say("approve", *SIX[:4])
    russian = feed(reader.get("/feeds/decisions.atom", headers={"Accept-Language": "ru"}))
    assert russian.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    assert any("а" <= letter <= "я" for letter in titles(russian)[0])


@pytest.mark.parametrize("path", ["/feeds/decisions.atom", "/feeds/record.atom", "/feeds/deadlines.ics"])
def test_whoever_has_the_newest_feed_is_told_so_without_a_body(house, reader, path):
    house.asked(one_stage())
    house.all_say("approve", *SIX[:4])
    house.asked("simple/1", case="q2")
    house.place()
    first = reader.get(path)
    again = reader.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert reader.get(path).content == first.content
    if "Last-Modified" in first:
        assert reader.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    house.all_say("approve", *SIX[:4], case="q2")
    house.place()
    assert reader.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_title_with_marks_of_its_own_does_no_harm_to_the_feed(house, reader):
    procedure = house.published(one_stage())
    text = house.ledger.deposit(b"Text")
    title = {"en": 'A <b>"title"</b> & more'}
    house.do(cases.PutQuestion(case="q1", body="commission", procedure=procedure, title=title, text=text), house.desk)
    house.all_say("approve", *SIX[:4])
    assert titles(feed(reader.get("/feeds/decisions.atom"))) == [f"{title['en']}: vote: adopted"]


# Calendars


def test_the_organisations_deadlines_stand_in_its_calendar(house, reader):
    case = house.asked(one_stage(EVERYBODY))
    (event,) = calendar(reader.get("/feeds/deadlines.ics"))
    assert event.decoded("DTSTART") == case.deadline.astimezone(UTC).replace(microsecond=0)
    assert str(event["SUMMARY"]) == "Deadline: Question q1"
    assert str(event["URL"]) == "http://127.0.0.1:8000/cases/q1/"


def test_a_deadline_that_was_moved_is_the_same_event_with_a_higher_sequence(house, reader):
    house.asked(one_stage(EVERYBODY, extension={"times": 1, "by": "P10D"}))
    (before,) = calendar(reader.get("/feeds/deadlines.ics"))
    house.do(cases.ExtendDeadline(case="q1", round=1, reason={"en": "Translation"}), house.desk)
    (after,) = calendar(reader.get("/feeds/deadlines.ics"))
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") - before.decoded("DTSTART") == timedelta(days=10)
    assert after.decoded("DTSTAMP") >= before.decoded("DTSTAMP")


def test_a_case_that_ended_stands_in_no_calendar(house, reader):
    house.asked(one_stage())
    house.all_say("approve", *SIX[:4])
    assert calendar(reader.get("/feeds/deadlines.ics")) == []


@pytest.fixture
def adopted(house):
    """An adopted statute that enters into force and asks one member for measures."""
    by = house.delegates["AM"]
    draft = instruments.DraftInstrument(
        instrument="statute",
        reference="C/1",
        kind="agreement",
        title={"en": "Statute", "ru": "Устав"},
        body="commission",
        authentic=("en",),
        texts={"en": house.ledger.deposit(b"Article 1.")},
        clause={"when": {"count": "deposited", "at_least": 1}, "then": {"after": "P30D"}},
    )
    house.do(draft, by)
    house.do(instruments.SubmitInstrument(instrument="statute", case="q1", procedure=house.published(one_stage())), by)
    house.all_say("approve", *SIX[:4])
    on = house.now.date()
    house.do(instruments.MakeDeposit(instrument="statute", party="AM", kind="ratification", on=on), by)
    ask = instruments.AskProposal(
        instrument="statute", title={"en": "Measures"}, responsible="BY", due=on + timedelta(days=90)
    )
    house.do(ask, house.desk)
    return on


def test_entry_into_force_and_proposals_are_whole_days(adopted, reader):
    events = {str(event["SUMMARY"]): event for event in calendar(reader.get("/feeds/deadlines.ics"))}
    assert set(events) == {"Enters into force: Statute", "Due: Measures"}
    entry = events["Enters into force: Statute"]
    assert entry.decoded("DTSTART") == adopted + timedelta(days=30)
    assert type(entry.decoded("DTSTART")) is date
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(days=1)


def test_a_calendar_programme_that_asks_in_no_language_may_name_one(adopted, reader):
    summaries = [str(event["SUMMARY"]) for event in calendar(reader.get("/feeds/deadlines.ics?lang=ru"))]
    assert any("Устав" in summary for summary in summaries)
    assert calendar(reader.get("/feeds/deadlines.ics?lang=xx"))


# Somebody's own calendar


def mine(house, member: str = "AM") -> str:
    return f"/feeds/mine.ics?key={keys.renew(house.account(house.delegates[member]).pk)}"


def test_my_calendar_shows_what_awaits_me(house, reader):
    house.asked(one_stage(EVERYBODY))
    address = mine(house)
    (event,) = calendar(reader.get(address))
    assert str(event["SUMMARY"]) == "Awaits your position: Question q1"
    house.says("AM", "approve")
    assert calendar(reader.get(address)) == []


def test_my_calendar_shows_proposals_asked_of_me_and_of_nobody_else(house, adopted, reader):
    assert [str(event["SUMMARY"]) for event in calendar(reader.get(mine(house, "BY")))] == ["Due: Measures"]
    assert calendar(reader.get(mine(house, "AM"))) == []


def test_my_calendar_shows_when_my_full_powers_end(house, reader):
    until = timezone.now() + timedelta(days=40)
    account = house.account(house.empowered("briefly", "KZ", "instrument.draft", until=until))
    (event,) = calendar(reader.get(f"/feeds/mine.ics?key={keys.renew(account.pk)}"))
    assert event.decoded("DTSTART") == until.replace(microsecond=0)


def test_my_calendar_is_not_kept_by_anybody_between(house, reader):
    assert "private" in reader.get(mine(house))["Cache-Control"]


def test_a_new_address_makes_the_old_one_worthless(house, reader):
    first = mine(house)
    second = mine(house)
    assert reader.get(first).status_code == 404
    assert reader.get(second).status_code == 200


def test_a_calendar_that_was_ended_or_never_was_is_not_there(house, reader):
    address = mine(house)
    CalendarKey.objects.all().delete()
    for path in (address, "/feeds/mine.ics", "/feeds/mine.ics?key=", "/feeds/mine.ics?key=%00"):
        assert reader.get(path).status_code == 404


def test_the_calendar_of_a_closed_account_is_not_there(house, reader):
    address = mine(house)
    account = house.account(house.delegates["AM"])
    account.is_active = False
    account.save()
    assert reader.get(address).status_code == 404


def test_the_secret_itself_is_not_kept(house):
    secret = mine(house).partition("=")[2]
    assert secret not in str(CalendarKey.objects.values().get())
