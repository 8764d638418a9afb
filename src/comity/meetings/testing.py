"""Builders for tests and benchmarks: a commission with rules of procedure and a session on its way, in a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Self

from comity.cases.testing import SIX, Chamber
from comity.meetings import acts
from comity.meetings.acts.agenda import Entry
from comity.meetings.acts.attendance import Delegated
from comity.meetings.acts.credentials import Named
from comity.meetings.acts.documents import IssuedText
from comity.meetings.models import AgendaItem, Session
from comity.record.commit import Draft
from comity.record.testing import Ledger

CONVENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEGINS = datetime(2026, 4, 14, 7, tzinfo=UTC)
MAJORITY: dict[str, Any] = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}
RULES: dict[str, Any] = {
    "rules": "commission",
    "title": {"en": "Rules of Procedure", "ru": "Регламент"},
    "languages": ["en", "ru"],
    "sessions": {
        "regular": {"notice": "P30D", "agenda": "P21D", "documents": "P14D", "shorter": "agreement", "at_least": "P7D"},
        "special": {"notice": "P10D", "shorter": ["urgency", "agreement"], "at_least": "PT48H"},
        "written": {"notice": "P14D"},
    },
    "quorum": {
        "to_open": {"count": "present", "at_least": "1/2"},
        "to_decide": {"count": "present", "at_least": "2/3"},
    },
    "agenda": {"proposed_by": ["member", "secretariat"], "supplementary": "P14D"},
    "delegation": {"alternates": 1, "delegates": 2, "advisers": 2},
    "credentials": {"due": "P3D"},
    "voting": {"rules": {"ordinary": MAJORITY}},
    "numbering": {"decisions": "D{n}", "documents": "S{session}/{n}"},
}


class Commission(Chamber):
    """The commission of six with rules of procedure, before or in a session called ``s1``."""

    @classmethod
    def with_rules(cls, *members: str, ledger: Ledger | None = None, **changes: Any) -> Self:
        """The commission of these members, following `RULES` (with ``changes``)."""
        house = cls.of_members(*(members or SIX), ledger=ledger)
        house.do(acts.PublishStandingRules(source={**RULES, **changes}))
        house.do(acts.FollowRules(body="commission", rules="commission/1"))
        house.now = max(house.now, CONVENED)
        return house

    def convened(self, session: str = "s1", **changes: Any) -> Self:
        """Convene a regular session, in time."""
        self.do(convening(session, **changes), self.desk)
        return self

    def delegated(self, *members: str, session: str = "s1") -> Self:
        """Each member names its delegate as head, and submits credentials that are found in order."""
        for member in members or tuple(self.delegates):
            by = self.delegates[member]
            head = (Named(person=by.actor, role="head"),)
            self.do(acts.NameDelegation(session=session, party=member, delegates=head), by)
            letter = self.ledger.deposit(f"credentials of {member}".encode(), confidential=True)
            self.do(acts.SubmitCredentials(session=session, party=member, issued_by="head of state", letter=letter), by)
            found = acts.ExamineCredentials(session=session, party=member, letter=letter, finding="in order")
            self.do(found, self.desk)
        return self

    def proposed(self, *items: str, session: str = "s1") -> Self:
        """The secretariat proposes these items."""
        for item in items:
            self.do(acts.ProposeItem(session=session, item=item, title={"en": f"Item {item}"}), self.desk)
        return self

    def drawn_up(self, *items: str, session: str = "s1", by: Any = None) -> Draft:
        """An agenda of these items, in this order."""
        entries = tuple(Entry(item=item) for item in items)
        return self.do(acts.DrawUpAgenda(session=session, entries=entries), by or self.desk)

    def on_the_day(self) -> Self:
        """It is the day of the session, shortly before it begins."""
        self.now = max(self.now, BEGINS - timedelta(minutes=30))
        return self

    def arrived(self, *members: str, session: str = "s1") -> Self:
        """Delegates check in on their own devices."""
        for member in members or tuple(self.delegates):
            self.do(acts.CheckIn(session=session), self.delegates[member])
        return self

    def left(self, *members: str, session: str = "s1") -> Self:
        """Delegates leave the hall."""
        for member in members:
            self.do(acts.CheckOut(session=session), self.delegates[member])
        return self

    def opened(self, *present: str, session: str = "s1", chair: str = "AM") -> Self:  # type: ignore[override]
        """A session convened, with everybody's credentials, opened on its day by the delegate of ``chair``."""
        if self.rows.read(Session, session) is None:
            self.convened(session)
        self.delegated(session=session).on_the_day().arrived(*present, session=session)
        by = self.delegates[chair]
        self.do(acts.EntrustChair(session=session, party=chair, person=by.actor), self.desk)
        self.do(acts.OpenSession(session=session), by)
        return self

    def session(self, session: str = "s1") -> Session:
        """The session as it stands."""
        found = self.rows.read(Session, session)
        assert found is not None
        return found

    def agenda(self, session: str = "s1") -> list[str]:
        """The items that stand on the agenda, in order."""
        items = [item for item in self.rows.find(AgendaItem, session=session) if item.place]
        return [item.item for item in sorted(items, key=lambda one: one.place)]

    def issued(
        self, document: str, text: str, *, language: str = "en", session: str = "s1", late: bool = False
    ) -> Draft:
        """A planned document is issued in a language, as plain text."""
        body = text.encode()
        issued = IssuedText(digest=self.ledger.deposit(body), media_type="text/plain", size=len(body))
        return self.do(acts.IssueDocument(session=session, document=document, texts={language: issued}), self.desk)


def convening(session: str = "s1", **changes: Any) -> acts.ConveneSession:
    """The act that convenes a regular session of the commission in Minsk, with six weeks' notice."""
    values: dict[str, Any] = {
        "session": session,
        "body": "commission",
        "number": 1 + len(session),
        "kind": "regular",
        "title": {"en": "Regular session", "ru": "Очередное заседание"},
        "place": {"en": "Minsk", "ru": "Минск"},
        "time_zone": "Europe/Minsk",
        "begins": BEGINS,
        "ends": BEGINS + timedelta(hours=32),
        **changes,
    }
    return acts.ConveneSession(**values)


def delegated(party: str, person: str) -> Delegated:
    """A person of a delegation, as the desk names them."""
    return Delegated(party=party, person=person)
