"""Acts: a party names its delegation, credentials are received and examined, the report on them is drawn up.

Sources: General Assembly, rules 25 (composition), 27 (submission), 28 (report), 29 (provisional admission).
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from comity.meetings import refusals, standing
from comity.meetings.acts import attendance, matters
from comity.meetings.acts.agenda import Note
from comity.meetings.acts.sessions import InSession
from comity.meetings.models import Credentials, CredentialsReport, Session, SessionDelegate
from comity.meetings.standing_rules import Delegation
from comity.meetings.standing_rules.notice import latest
from comity.parties.acts import SECRETARIAT, Digest
from comity.parties.models import Party, Person
from comity.parties.refusals import NoSuchParty, NoSuchPerson, NotYours
from comity.parties.rules import PartyKind, Power
from comity.record.acts import Identifier, Occasion
from comity.record.rows import Rows

REPORT = "credentials"
Role = Literal["head", "alternate", "delegate", "adviser", "expert"]


class Named(BaseModel):
    """A person in a delegation, with the role there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: Identifier
    role: Role


class NameDelegation(InSession):
    """A party names its delegation to a session: one head, alternates, delegates, advisers; the list replaces the last.

    The party does it itself; the secretariat enters it on the letter received.
    """

    type = "meetings.delegation.name"
    done = "A delegation was named"
    needs = Power.NAME_DELEGATION

    party: Identifier
    delegates: Annotated[tuple[Named, ...], Field(min_length=1, max_length=200)]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        _require_own(self.party, occasion)
        _require_invited(rows, session, self.party)
        self._require_sense(rows, standing.rules_of(rows, session).delegation)
        before = {one.person: one for one in rows.find(SessionDelegate, session=session.id, party=self.party)}
        for rank, named in enumerate(self.delegates, 1):
            known = before.pop(named.person, None)
            rows.put(
                SessionDelegate(
                    session=session.id,
                    party=self.party,
                    person=named.person,
                    role=named.role,
                    rank=rank,
                    named_at=known.named_at if known is not None else occasion.at,
                )
            )
        for left in before.values():
            rows.remove(left)
        attendance.leave(rows, session, self.party, set(before), occasion)

    def _require_sense(self, rows: Rows, most: Delegation) -> None:
        roles = Counter(str(named.role) for named in self.delegates)
        if roles["head"] != 1 or len({named.person for named in self.delegates}) != len(self.delegates):
            raise refusals.DelegationUnsound()
        limits = {"alternate": most.alternates, "delegate": most.delegates, "adviser": most.advisers}
        for role, limit in limits.items():
            if limit is not None and roles[role] > limit:
                raise refusals.DelegationTooLarge(role=role, most=limit, found=roles[role])
        for named in self.delegates:
            if rows.read(Person, named.person) is None:
                raise NoSuchPerson(person=named.person)


class SubmitCredentials(InSession):
    """A party submits its credentials or full powers; ``letter`` is the scanned document, a confidential content.

    What was found of earlier ones no longer counts.
    """

    type = "meetings.credentials.submit"
    done = "Credentials were submitted"
    needs = Power.NAME_DELEGATION

    party: Identifier
    kind: Literal["credentials", "full powers"] = "credentials"
    issued_by: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z ]{1,63}$")]
    letter: Digest

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        _require_own(self.party, occasion)
        _require_invited(rows, session, self.party)
        rules = standing.rules_of(rows, session)
        if self.issued_by not in rules.credentials.issued_by:
            raise refusals.IssuerUnknown(issuers=list(rules.credentials.issued_by), found=self.issued_by)
        rows.lock(Credentials, session.id, self.party)
        rows.put(
            Credentials(
                session=session.id,
                party=self.party,
                kind=self.kind,
                issued_by=self.issued_by,
                letter=self.letter,
                late=occasion.at > latest(session.begins, rules.credentials.due),
                received_at=occasion.at,
                finding="",
                remark={},
                examined_by="",
                examined_at=None,
            )
        )

    def contents(self) -> tuple[str, ...]:
        return (self.letter,)


class ExamineCredentials(InSession):
    """The secretariat or the credentials committee finds a party's credentials in order, provisional, or not in order.

    ``letter`` names the document examined, so that a newer one is not judged unseen.
    """

    type = "meetings.credentials.examine"
    done = "Credentials were examined"
    needs = Power.EXAMINE_CREDENTIALS

    party: Identifier
    letter: Digest
    finding: Literal["in order", "provisional", "not in order"]
    remark: Note = {}

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        found = rows.lock(Credentials, session.id, self.party)
        if found is None or found.letter != self.letter:
            raise refusals.NoCredentials(party=self.party)
        found.finding, found.remark = self.finding, self.remark
        found.examined_by, found.examined_at = occasion.by.party, occasion.at
        rows.put(found)


class ReportOnCredentials(InSession):
    """The report on credentials: what was found for every member so far, put before the session."""

    type = "meetings.credentials.report"
    done = "A report on credentials was drawn up"
    needs = Power.EXAMINE_CREDENTIALS

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        session.reports += 1
        rows.put(session)
        received = {one.party: one for one in rows.find(Credentials, session=session.id)}
        findings = {}
        for member in standing.members_of(rows, session, occasion.at).ids:
            one = received.get(member)
            findings[member] = {"finding": one.finding, "issued_by": one.issued_by} if one else {"finding": ""}
        rows.put(
            CredentialsReport(
                session=session.id,
                number=session.reports,
                findings=findings,
                drawn_up_by=occasion.by.party,
                drawn_up_at=occasion.at,
            )
        )
        matters.bring(rows, session, f"{REPORT}/{session.reports}", occasion)


def report_adopted(rows: Rows, session: Session, number: int, occasion: Occasion) -> None:
    """The body has adopted the report: from now on credentials found not in order exclude from decisions."""
    session.report = number
    rows.put(session)


def _require_own(party: str, occasion: Occasion) -> None:
    if occasion.by.party not in (party, SECRETARIAT):
        raise NotYours(party=occasion.by.party, other=party)


def _require_invited(rows: Rows, session: Session, party: str) -> None:
    """Members with a seat in the body, observers and partners send delegations."""
    found = rows.read(Party, party)
    if found is None:
        raise NoSuchParty(party=party)
    seated = standing.body_of(rows, session.body).seats_party(found)
    if not (found.is_member and seated) and found.kind not in (PartyKind.OBSERVER, PartyKind.PARTNER):
        raise refusals.NotInBody(party=party, body=session.body)
