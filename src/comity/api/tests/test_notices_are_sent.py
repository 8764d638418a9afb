"""Notices go out by mail: in the account's language, at once or once a day, and never twice, whatever breaks."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

import comity
from comity.api.mailing import finding, mail, reminders, wording
from comity.api.models import MailChoice, Notice
from comity.cases.testing import EVERYBODY, SIX, one_stage
from comity.instruments import acts as instruments
from comity.record.following import follow

MORNING = (datetime.now(UTC) - timedelta(days=1)).replace(hour=6, minute=5)


class Broken(EmailBackend):
    """A mail server that breaks in the way a test says: `open`, `refuses`, `breaks off`; by class, as settings ask."""

    way = ""
    error: Exception = OSError("no route")

    def open(self) -> bool:
        if self.way == "open":
            raise self.error
        return True

    def send_messages(self, messages: object) -> int:
        if self.way == "refuses":
            raise self.error
        sent = super().send_messages(messages)
        if self.way == "breaks off":
            raise self.error
        return sent


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    monkeypatch.setattr("django.core.mail.import_string", lambda _: Broken)
    monkeypatch.setattr(Broken, "way", "")
    return Broken


@pytest.fixture
def armenia(house):
    """The delegate of one member, who is asked something."""
    account = house.account(house.delegates["AM"])
    house.asked(one_stage(EVERYBODY))
    house.place()
    follow("notices", finding.find)
    return account


def send_all() -> None:
    for pk in mail.waiting():
        mail.send(pk)


def test_a_question_reaches_whoever_is_asked(armenia):
    send_all()
    (message,) = outgoing.outbox
    assert message.to == ["d-AM@example.org"]
    assert message.subject == "River Commission: Your position is awaited: Question q1"
    assert "http://127.0.0.1:8000/cases/q1/" in message.body
    assert "Deadline: " in message.body
    assert Notice.objects.get().sent_at is not None


def test_it_comes_in_the_language_of_the_account(armenia):
    armenia.language = "ru"
    armenia.save()
    send_all()
    subject = outgoing.outbox[0].subject
    assert "Question q1" in subject
    assert any("а" <= letter <= "я" for letter in subject.lower())


def test_sending_again_sends_nothing(armenia):
    send_all()
    send_all()
    mail.send(Notice.objects.get().pk)
    assert len(outgoing.outbox) == 1


def test_a_notice_that_another_worker_has_claimed_is_left_to_it(armenia):
    pk = mail.waiting()[0]
    Notice.objects.update(claimed_at=timezone.now())
    assert mail.send(pk) is False
    assert outgoing.outbox == []


def test_a_process_that_died_after_claiming_does_not_cause_a_second_message(armenia, server):
    # It died between the server's yes and its own note of it: the claim stands, and is never given back.
    Notice.objects.update(claimed_at=timezone.now() - timedelta(days=1))
    send_all()
    assert outgoing.outbox == []


def test_a_server_that_cannot_be_reached_is_tried_again_later_and_the_message_goes_out_once(armenia, server):
    server.way, server.error = "open", ConnectionRefusedError("nobody there")
    send_all()
    notice = Notice.objects.get()
    assert (notice.claimed_at, notice.attempts) == (None, 1)
    assert mail.waiting() == []
    Notice.objects.update(retry_at=timezone.now() - timedelta(seconds=1))
    server.way = ""
    send_all()
    assert len(outgoing.outbox) == 1


def test_a_server_that_says_no_is_tried_again_later(armenia, server):
    server.way, server.error = "refuses", smtplib.SMTPDataError(451, b"greylisted")
    send_all()
    assert Notice.objects.get().attempts == 1
    assert Notice.objects.get().claimed_at is None


def test_a_server_that_breaks_off_may_have_taken_it_so_it_is_not_sent_again(armenia, server, caplog):
    server.way, server.error = "breaks off", TimeoutError("gone")
    send_all()
    assert len(outgoing.outbox) == 1
    server.way = ""
    send_all()
    assert len(outgoing.outbox) == 1
    assert Notice.objects.get().sent_at is None
    assert "may have been sent" in caplog.text


def test_after_many_attempts_a_notice_is_given_up(armenia, server, caplog):
    server.way, server.error = "open", OSError("no route")
    for _ in range(10):
        Notice.objects.update(retry_at=None)
        send_all()
    assert Notice.objects.get().attempts == len(mail.WAITS)
    assert "given up" in caplog.text
    assert mail.waiting() == []


def test_the_same_notice_always_has_the_same_message_id(armenia):
    send_all()
    first = outgoing.outbox[0].message()["Message-ID"]
    Notice.objects.update(claimed_at=None)
    send_all()
    assert outgoing.outbox[1].message()["Message-ID"] == first
    assert outgoing.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_an_old_notice_is_of_no_use_any_more(armenia):
    Notice.objects.update(made_at=timezone.now() - timedelta(days=8))
    assert mail.waiting() == []


def test_a_title_cannot_add_lines_to_the_head_of_a_message(armenia):
    notice = Notice.objects.get()
    notice.about["title"] = {"en": "Harmless\r\nBcc: everybody@example.org"}
    notice.save()
    send_all()
    assert "Bcc" not in outgoing.outbox[0].message()


# Once a day


@pytest.fixture
def daily(armenia):
    return MailChoice.objects.create(account=armenia, mode=MailChoice.DAILY)


def test_who_wants_a_daily_summary_gets_one_message_with_everything(house, daily):
    house.says("AM", "approve")
    house.place()
    follow("notices", finding.find)
    assert mail.waiting() == []
    assert mail.send_digests(MORNING) == 1
    (message,) = outgoing.outbox
    assert message.subject == "River Commission: 2 messages"
    assert "Your position is awaited: Question q1" in message.body
    assert "Your position was recorded: Question q1" in message.body


def test_a_summary_goes_out_once_a_day_and_not_before_six(daily):
    assert mail.send_digests(MORNING - timedelta(hours=1)) == 0
    assert [mail.send_digests(MORNING), mail.send_digests(MORNING)] == [1, 0]
    assert mail.send_digests(MORNING + timedelta(days=1)) == 0
    assert len(outgoing.outbox) == 1


def test_a_summary_that_could_not_be_sent_is_sent_later_once(daily, server):
    server.way, server.error = "open", OSError("no route")
    assert mail.send_digests(MORNING) == 0
    server.way = ""
    assert mail.send_digests(MORNING) == 0
    Notice.objects.update(retry_at=None)
    assert mail.send_digests(MORNING) == 1
    assert len(outgoing.outbox) == 1


def test_who_changes_from_daily_to_at_once_gets_what_is_waiting(daily):
    daily.mode = MailChoice.AT_ONCE
    daily.save()
    assert len(mail.waiting()) == 1


def test_who_wants_nothing_gets_nothing_of_what_is_waiting(daily):
    daily.mode = MailChoice.NONE
    daily.save()
    assert mail.waiting() == []
    assert mail.send_digests(MORNING) == 0


# Every kind in every language

WORDED = Path(comity.__file__).parent.glob("*/templates/*/mail/*_subject.txt")
KINDS = {f"{path.parent.parent.name}.{path.name.removesuffix('_subject.txt')}" for path in WORDED}


def one_of_each(house) -> list[Notice]:
    """A notice of every kind, as the record and the calendar bring them about."""
    now = timezone.now()
    house.account(house.empowered("briefly", "AM", until=now + timedelta(days=10)))
    for member in SIX:
        house.account(house.delegates[member])
    house.asked(one_stage(EVERYBODY, deadline="P20D"))
    house.says("KZ", "approve")
    text = house.ledger.deposit(b"Article 1.")
    draft = instruments.DraftInstrument(
        instrument="statute",
        reference="C/1",
        kind="agreement",
        title={"en": "Statute"},
        body="commission",
        authentic=("en",),
        texts={"en": text},
    )
    house.do(draft, house.delegates["AM"])
    procedure = house.published(one_stage(name="majority"))
    house.do(instruments.SubmitInstrument(instrument="statute", case="q2", procedure=procedure), house.delegates["AM"])
    house.all_say("approve", *SIX[:4], case="q2")
    due = now.date() + timedelta(days=60)
    house.do(
        instruments.AskProposal(instrument="statute", title={"en": "Measures"}, responsible="BY", due=due), house.desk
    )
    house.place()
    follow("notices", finding.find)
    for later in (0, 15, 58):
        reminders.remind(now + timedelta(days=later))
    return list({notice.kind: notice for notice in Notice.objects.select_related("account")}.values())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_notice_is_written_out_in_every_language(house, language):
    notices = one_of_each(house)
    # Those of meetings are written out in the room's own tests.
    assert {notice.kind for notice in notices} == {kind for kind in KINDS if not kind.startswith("meetings.")}
    for notice in notices:
        notice.account.language = language
        with wording.in_language_of(notice.account):
            subject, text = wording.subject(notice), wording.text(notice)
        assert "\n" not in subject
        assert "{" not in subject + text
        assert "None" not in text
        assert wording.link(notice) in text
        assert "/account/messages/" in text
        assert any("а" <= letter <= "я" for letter in text.lower()) is (language == "ru"), text
