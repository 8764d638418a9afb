"""Every page of the site is opened by somebody entitled to it, in a world that has what the page is about.

A new page is walked by itself if its parameters stand in `PARAMETERS`; else it is named here: in `ABOUT` with what it
is about, in `READERS` if the reader is another than its mark suggests, or in one of the lists of what is no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from comity.api.models import Webhook
from comity.cases.strategies import WHOLE_WAY
from comity.cases.testing import Chamber, one_stage
from comity.enterprises import acts as enterprises
from comity.instruments import acts as instruments
from comity.instruments.acts import ProposeAmendment
from comity.meetings import acts as meetings
from comity.meetings.acts.agenda import Entry
from comity.meetings.acts.credentials import Named
from comity.meetings.testing import Commission
from comity.pages.access import Access, access_of
from comity.parties import acts as parties
from comity.parties.rules import PartyKind
from comity.record import sequencer
from comity.record.models import Recorded
from comity.site.accounts import open_account
from comity.site.invitations import token_for
from comity.site.models import Account

pytestmark = pytest.mark.django_db

PASSWORD = "a sentence that is easy to keep"
CLAUSE = {"when": {"count": "deposited", "at_least": 2}, "then": {"after": "P5D", "roll": "none"}}
OFFICER = "officer"

# What a parameter of this name is, in the world of `furnished`, unless `ABOUT` says otherwise for a page.
PARAMETERS: dict[str, Any] = {
    "party": "AM",
    "body": "commission",
    "person": "d-AM",
    "case": "open",
    "round": 1,
    "instrument": "draft",
    "version": 1,
    "language": "en",
    "left": "en",
    "right": "ru",
    "old": 1,
    "new": 2,
    "provision": "art_1",
    "amendment": "shorter",
    "session": "s1",
    "item": "floods",
    "document": "note",
    "kind": "agenda",
    "number": 1,
    "licence": "L-1",
    "enterprise": "alpha",
}
ABOUT: dict[str, dict[str, Any]] = {
    "standing_rules": {"name": "commission", "version": 1},
    "procedure": {"name": "whole-way", "version": 1},
    "reinstate_party": {"party": "KZ"},
    "revoke_powers": {"powers": "d-AM-AM-1"},
    "note_step": {"case": "national"},
    "instrument_difference": {"instrument": "returned"},
    "instrument_redline": {"instrument": "returned", "form": "html"},
    "instrument_format": {"form": "html"},
    "instrument_side_by_side": {"form": "html"},
    "resubmit_instrument": {"instrument": "returned"},
    "make_deposit": {"instrument": "adopted"},
    "withdraw_deposit": {"instrument": "adopted"},
    "ask_proposal": {"instrument": "adopted"},
    "provision": {"instrument": "amended"},
    "comment_on_provision": {"instrument": "amended"},
    "in_force": {"instrument": "adopted"},
    "amendments": {"instrument": "amended"},
    "amendment": {"instrument": "amended"},
    "propose_amendment": {"instrument": "amended"},
    "put_amendment": {"instrument": "amended"},
    "withdraw_amendment": {"instrument": "amended"},
    "act": {"act": "the first"},
    "close_account": {"pk": "the delegate's account"},
    "accept_invitation": {"token": "an invitation"},
    "make_proposal": {"proposal": "asked"},
    "api_webhook": {"pk": "the webhook"},
    "api_webhook_remove": {"pk": "the webhook"},
    "instrument": {"instrument": "adopted"},
    "languages_parted": {"instrument": "adopted"},
    "journal": {"day": "2026-01-01"},
}
READERS = {
    "account_logout": "d-KG",
    "take_position": "d-KG",
    "withdraw_position": "d-BY",
    "make_deposit": "d-BY",
    "draft_instrument": "d-AM",
    "import_draft": "d-AM",
    "import_version": "d-AM",
    "revise_instrument": "d-AM",
    "submit_instrument": "d-AM",
    "resubmit_instrument": "d-AM",
    "withdraw_instrument": "d-AM",
    "withdraw_deposit": "d-AM",
    "make_proposal": "d-AM",
    "comment_on_provision": "d-AM",
    "propose_amendment": "d-BY",
    "withdraw_amendment": "d-BY",
}
# Pages for a person that only show, with what can be done next as links.
WITHOUT_FORM = {"api_tokens", "my_session", "document_openings"}
# Answered to a POST alone: a button somewhere, never a page.
BUTTONS = {
    "language",
    "give_up_key",
    "choose_capacity",
    "invite_again",
    "record-cosignature",
    "api_webhook_enable",
    "api_webhook_secret",
    "api_calendar_make",
    "api_calendar_end",
    "api_token_revoke",
    "mfa_login_webauthn",
    "preview_text",
    "hall_act",
    "ballot_slot",
    "count_ballots",
    "sign_answer",
}
# Files, streams and parts of pages; their own tests look at them.
NO_PAGES = {
    "live",
    "receipt",
    "record-checkpoint",
    "record-keys",
    "record-tile",
    "record-content",
    "case_part",
    "case_mine",
    "instrument_text",
    "instrument_standing",
    "instrument_format",
    "instrument_side_by_side",
    "instrument_redline",
    "register_export",
    "decisions_feed",
    "record_feed",
    "deadlines_calendar",
    "my_calendar",
    "mfa_download_recovery_codes",
    "sessions_calendar",
    "session_calendar",
    "order_of_the_day_pdf",
    "session_part",
    "session_actions",
    "document_text",
    "credentials_letter",
    "hall_part",
    "hall_mine",
    "hall_chair",
    "screen_part",
    "ballot_urn",
    "certificate_pdf",
    "licences_export",
    "licence_credential",
    "credential_status",
    "credential_keys",
}
SITTING = "a session that sits: meetings/tests/test_hall_pages"
# Pages about something that this world lacks; each says what.
LACKING = {
    "sign": "an act that waits in the session: every page that proposes one is followed there",
    "account_confirm_email": "a key sent by mail: allauth's own",
    "account_reset_password_from_key": "a key sent by mail: allauth's own",
    "account_signup": "closed on purpose: test_signing_in",
    "account_inactive": "an account that was closed: test_accounts_by_invitation",
    "account_login": "nobody signed in: test_signing_in",
    "account_set_password": "an account without a password",
    "mfa_authenticate": "a sign-in under way",
    "mfa_reauthenticate": "a second factor: tests/browser/test_sign_in",
    "mfa_deactivate_totp": "an authenticator app",
    "mfa_view_recovery_codes": "recovery codes",
    "mfa_generate_recovery_codes": "a second factor",
    "mfa_reauthenticate_webauthn": "a passkey: tests/browser/test_sign_in",
    "mfa_remove_webauthn": "a passkey: tests/browser/test_sign_in",
    "mfa_edit_webauthn": "a passkey: tests/browser/test_sign_in",
    "withdraw_objection": "an objection on the day of the session: meetings/tests/test_session_pages",
    "withdraw_comment": "a comment: instruments/tests/test_pages_of_amendments",
    "put_proposal": SITTING,
    "session_amendments": "an amendment in a session: meetings/tests/test_pages_of_amendments_in_session",
    "move_amendment": "an amendment in a session: meetings/tests/test_pages_of_amendments_in_session",
    "divide_question": SITTING,
    "arrange_voting": "the chair of a sitting: meetings/tests/test_pages_of_the_chair",
    "put_case": "the chair of a sitting: meetings/tests/test_pages_of_the_chair",
    "draw_lot": "the chair of a sitting: meetings/tests/test_pages_of_the_chair",
    "call_election": SITTING,
    "nominate": SITTING,
    "vote": SITTING,
    "decision": SITTING,
    "follow_up": SITTING,
    "ask_correction": SITTING,
    "conclude": SITTING,
    "credentials_report": "a report on credentials: meetings/tests/test_delegations_and_credentials",
}


def furnished() -> Commission:
    """A commission with questions and instruments at every stage, and whatever else a page may be about."""
    house = Commission.with_rules("AM", "BY", "KG")
    convened(house)
    house.now = timezone.now() - timedelta(hours=2)
    house.party("ZO", PartyKind.OBSERVER).party("KZ")
    house.do(parties.SuspendParty(party="KZ", since=date(2026, 1, 1), grounds={"en": "Arrears."}))
    house.do(parties.SeatDelegate(body="commission", party="AM", person="d-AM", role="head"))
    whole_way = house.published({**WHOLE_WAY, "version": 1})
    majority = house.published(one_stage())
    house.asked(whole_way, "open")
    house.says("AM", "approve ad referendum", "open")
    house.says("BY", "approve", "open")
    house.asked(whole_way, "national")
    house.all_say("approve", case="national")
    drafted(house, "draft")
    drafted(house, "returned")
    submitted(house, "returned", whole_way)
    house.says("BY", "object", "of-returned")
    texts = {"en": house.ledger.deposit(b"Article 1\n\nOther words.")}
    house.do(instruments.ReviseInstrument(instrument="returned", texts=texts), house.delegates["AM"])
    drafted(house, "amended")
    submitted(house, "amended", whole_way)
    shorter = ProposeAmendment(
        instrument="amended", amendment="shorter", on=1, operation="delete", target="art_1", reason={"en": "Shorter."}
    )
    house.do(shorter, house.delegates["BY"])
    drafted(house, "adopted", clause=CLAUSE)
    submitted(house, "adopted", majority)
    house.all_say("approve", "AM", "BY", case="of-adopted")
    deposit = instruments.MakeDeposit(instrument="adopted", party="AM", kind="ratification", on=timezone.now().date())
    house.do(deposit, house.delegates["AM"])
    due = timezone.now().date() + timedelta(days=30)
    ask = instruments.AskProposal(instrument="adopted", title={"en": "Measures"}, responsible="AM", due=due)
    house.do(ask, house.desk)
    licensed(house)
    sequencer.drain()
    return house


def licensed(house: Commission) -> None:
    """An authority of AM, and an enterprise that holds a licence."""
    trade = {"licence_class": "trade"}
    house.do(enterprises.DefineLicenceClass(title={"en": "Trade"}, covers=("30000000",), **trade))
    house.do(enterprises.DesignateAuthority(authority="lic-AM", party="AM", name={"en": "Office"}, classes=("trade",)))
    house.do(
        enterprises.RegisterEnterprise(authority="lic-AM", enterprise="alpha", number="001", names={"en": "Alpha"})
    )
    today = timezone.now().date()
    house.do(
        enterprises.IssueLicence(
            authority="lic-AM", licence="L-1", enterprise="alpha", scope=("30200000",), since=today, **trade
        )
    )


def convened(house: Commission) -> None:
    """A session in twenty days: its agenda drawn up, a document issued, a delegation named with its credentials."""
    house.now = timezone.now() - timedelta(days=20)
    begins = (timezone.now() + timedelta(days=20)).replace(hour=7, minute=0, second=0, microsecond=0)
    house.convened(begins=begins, ends=begins + timedelta(hours=32)).proposed("floods", "droughts")
    house.do(meetings.DrawUpAgenda(session="s1", entries=(Entry(item="floods"),)), house.desk)
    planned = meetings.PlanDocument(
        session="s1", document="note", symbol="S3/1", item="floods", title={"en": "Note"}, languages=("en",)
    )
    house.do(planned, house.desk)
    house.issued("note", "A note.")
    head = (Named(person="d-AM", role="head"),)
    house.do(meetings.NameDelegation(session="s1", party="AM", delegates=head), house.delegates["AM"])
    letter = house.ledger.deposit(b"credentials of AM", confidential=True)
    submitting = meetings.SubmitCredentials(session="s1", party="AM", issued_by="head of state", letter=letter)
    house.do(submitting, house.delegates["AM"])


def drafted(house: Chamber, instrument: str, **more: Any) -> None:
    texts = {"en": house.ledger.deposit(f"Article 1\n\nThe text {instrument}.".encode())}
    act = instruments.DraftInstrument(
        instrument=instrument,
        reference=f"RC {instrument}",
        kind="agreement",
        title={"en": f"Agreement {instrument}"},
        body="commission",
        authentic=("en",),
        texts=texts,
        **more,
    )
    house.do(act, house.delegates["AM"])


def submitted(house: Chamber, instrument: str, procedure: str) -> None:
    act = instruments.SubmitInstrument(instrument=instrument, case=f"of-{instrument}", procedure=procedure)
    house.do(act, house.delegates["AM"])


def pages(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Every named address outside the programming interface: its name, its view, its parameters."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if not str(one.pattern).startswith("api/"):
                yield from pages(one.url_patterns)
        else:
            yield one.name, one.callback, tuple(one.pattern.regex.groupindex)


def known_names() -> dict[str, Any]:
    return {name: (view, parameters) for name, view, parameters in pages(get_resolver().url_patterns)}


class Site:
    """The site with the furnished world, and whoever reads it."""

    def __init__(self) -> None:
        self.house = furnished()
        self.clients: dict[str, Client] = {}
        for person in (OFFICER, "d-AM", "d-BY", "d-KG"):
            open_account(person, PASSWORD, email=f"{person.lower()}@example.org", person=person)
        delegate = Account.objects.get(username="d-AM")
        invited = Account.objects.create(username="invited", email="invited@example.org")
        invited.set_unusable_password()
        invited.save()
        webhook = Webhook.objects.create(
            account_id=delegate.pk, url="https://example.org/", topics=[], salt="salt", position=0
        )
        proposal = Recorded.objects.get(type="instruments.proposal.ask").act
        self.known = {
            "the first": Recorded.objects.order_by("number").first().act,
            "the delegate's account": delegate.pk,
            "an invitation": token_for(invited),
            "the webhook": webhook.pk,
            "asked": str(proposal),
        }

    def reader(self, name: str, view: Any) -> Client:
        access = access_of(view)
        if access is Access.PUBLIC and name not in READERS:
            return Client()
        person = READERS.get(name) or ("d-AM" if access in (Access.MEMBER, Access.SIGNED_IN) else OFFICER)
        if person not in self.clients:
            self.clients[person] = Client()
            self.clients[person].post("/account/login/", {"login": person, "password": PASSWORD})
            self.clients[person].post("/account/reauthenticate/", {"password": PASSWORD})
        return self.clients[person]

    def address(self, name: str, parameters: tuple[str, ...]) -> str:
        given = {**PARAMETERS, **ABOUT.get(name, {})}
        return reverse(name, kwargs={one: self.known.get(given[one], given[one]) for one in parameters})

    def fault(self, name: str, view: Any, parameters: tuple[str, ...]) -> str:
        """What is wrong with the page; empty if nothing is."""
        client = self.reader(name, view)
        answer = client.get(self.address(name, parameters))
        if answer.status_code == 302 and answer["Location"].startswith("/sign/"):
            answer = client.get(answer["Location"])
        where = f" to {answer['Location']}" if answer.status_code == 302 else ""
        if answer.status_code != 200:
            return f"{name}: {answer.status_code}{where}"
        main = answer.text.partition("<main")[2]
        if "<h1" not in main:
            return f"{name}: no heading"
        if access_of(view) in (Access.PERSON, Access.MEMBER) and name not in WITHOUT_FORM and "<form" not in main:
            return f"{name}: no form"
        return ""


@pytest.mark.filterwarnings("ignore")
def test_every_page_opens_to_somebody_entitled_to_it() -> None:
    site = Site()
    apart = BUTTONS | NO_PAGES | set(LACKING)
    looked = {name: found for name, found in known_names().items() if name not in apart}
    assert len(looked) > 50
    faults = [fault for name, (view, parameters) in looked.items() if (fault := site.fault(name, view, parameters))]
    assert not faults, "\n".join(faults)


def test_what_is_only_a_button_answers_no_get() -> None:
    client = Site().reader("accounts", known_names()["accounts"][0])
    for name in BUTTONS & set(known_names()):
        parameters = known_names()[name][1]
        address = reverse(name, kwargs={one: 1 if one == "pk" else "x" for one in parameters})
        assert client.get(address).status_code in (302, 405), name


def test_nothing_is_listed_here_that_no_longer_exists() -> None:
    listed = BUTTONS | NO_PAGES | set(LACKING) | set(ABOUT) | set(READERS) | WITHOUT_FORM
    assert listed - set(known_names()) == set()
