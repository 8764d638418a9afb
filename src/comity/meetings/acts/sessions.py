"""Acts: rules of procedure published and followed; sessions convened, postponed, cancelled, opened, closed."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from comity.cases.models import Case
from comity.meetings import questions, refusals, standing, standing_rules
from comity.meetings.hall import OfSession
from comity.meetings.models import BodyRules, RulesVersion, Session, SessionDelegate
from comity.meetings.standing_rules import Given, Shorter
from comity.parties.acts import SECRETARIAT, Language, Short, Words
from comity.parties.models import Body, Party
from comity.parties.refusals import AlreadyThere, NoSuchBody, NoSuchParty
from comity.parties.rules import Power
from comity.record.acts import Act, Identifier, Occasion
from comity.record.rows import Rows

RulesId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}/[1-9]\d{0,5}$")]
TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+-]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}$")]
Said = dict[Language, Short]


class PublishStandingRules(Act):
    """A version of a body's rules of procedure is published, never to change."""

    type = "meetings.rules.publish"
    done = "Rules of procedure were published"
    needs = Power.PUBLISH_PROCEDURE
    system_may = True

    source: dict[str, Any]

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        found = standing_rules.parse(self.source, "source")
        expected = 1 + max((one.version for one in rows.find(RulesVersion, name=found.id)), default=0)
        identifier = f"{found.id}/{found.version}"
        if found.version != expected or rows.lock(RulesVersion, identifier) is not None:
            raise refusals.RulesExist(name=found.id, version=found.version, next=expected)
        rows.put(
            RulesVersion(
                id=identifier,
                name=found.id,
                version=found.version,
                title=dict(found.title),
                source=self.source,
                digest=found.digest,
                published_at=occasion.at,
            )
        )

    def topics(self) -> tuple[str, ...]:
        return ("rules",)


class FollowRules(Act):
    """A body follows these rules of procedure from now on; sessions convened before keep to theirs."""

    type = "meetings.rules.follow"
    done = "A body took its rules of procedure"
    needs = Power.PUBLISH_PROCEDURE
    system_may = True

    body: Identifier
    rules: RulesId

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        standing.body_of(rows, self.body)
        standing.rules_named(rows, self.rules)
        before = rows.lock(BodyRules, self.body)
        if before is not None and before.rules == self.rules:
            raise AlreadyThere(id=self.rules)
        rows.put(BodyRules(body=self.body, rules=self.rules, since=occasion.at, basis=occasion.id))

    def topics(self) -> tuple[str, ...]:
        return ("rules", f"body:{self.body}")


class ConveneSession(Act):
    """A session of a body is convened, with the notice that its rules of procedure ask for.

    A shorter notice rests on a ground that the rules allow: ``urgency`` (with the reason) or ``agreement`` (a question
    that the body adopted).
    """

    type = "meetings.session.convene"
    done = "A session was convened"
    needs = Power.CONVENE

    session: Identifier
    body: Identifier
    number: Annotated[int, Field(ge=1, le=100_000)]
    kind: Literal["regular", "special", "written"]
    title: Words
    place: Said = {}
    time_zone: TimeZone = "UTC"
    begins: AwareDatetime
    ends: AwareDatetime
    host: Identifier | None = None
    ground: Literal["urgency", "agreement"] | None = None
    reason: Said = {}
    agreement: Identifier | None = None

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        if rows.lock(Session, self.session) is not None:
            raise AlreadyThere(id=self.session)
        body = rows.lock(Body, self.body)
        if body is None or body.dissolved_at is not None:
            raise NoSuchBody(body=self.body)
        if any(one.number == self.number for one in rows.find(Session, body=self.body)):
            raise refusals.NumberTaken(body=self.body, number=self.number)
        identifier, rules = standing.rules_of_body(rows, self.body)
        self._require_sense(rows, occasion)
        ground = Shorter(self.ground) if self.ground else None
        standing_rules.require_notice(rules, self.kind, Given(occasion.at, self.begins, ground))
        rows.put(self._session(identifier, list(rules.languages), occasion))

    def _require_sense(self, rows: Rows, occasion: Occasion) -> None:
        if not occasion.at <= self.begins < self.ends:
            raise refusals.WrongTimes(begins=self.begins, ends=self.ends)
        if self.kind != "written" and not self.place:
            raise refusals.PlaceMissing()
        if self.host is not None and rows.read(Party, self.host) is None:
            raise NoSuchParty(party=self.host)
        if self.ground == "urgency" and not self.reason:
            raise refusals.GroundMissing()
        if self.ground == "agreement":
            agreed = rows.read(Case, self.agreement or "")
            if agreed is None or agreed.body != self.body or agreed.end != "adopted":
                raise refusals.NoAgreement(body=self.body, case=self.agreement or "–")

    def _session(self, rules: str, languages: list[str], occasion: Occasion) -> Session:
        return Session(
            id=self.session,
            body=self.body,
            number=self.number,
            kind=self.kind,
            title=self.title,
            place=self.place,
            time_zone=self.time_zone,
            begins=self.begins.astimezone(UTC),
            ends=self.ends.astimezone(UTC),
            host=self.host or "",
            rules=rules,
            languages=languages,
            status="convened",
            ground=self.ground or "",
            reason=self.reason,
            agreement=self.agreement or "",
            convened_by=occasion.by.party,
            convened_at=occasion.at,
            earlier=[],
            chair="",
            chair_party="",
            present=[],
            agenda=0,
            drafts=0,
            circulated=0,
            circulated_at=None,
            reports=0,
            report=0,
            opened_at=None,
            closed_at=None,
        )

    def venue(self, rows: Rows) -> str:
        return self.body

    def topics(self) -> tuple[str, ...]:
        return ("sessions", f"session:{self.session}")


class InSession(OfSession):
    """Base of the acts on the session itself, which the page of the whole session follows."""

    def topics(self) -> tuple[str, ...]:
        return ("sessions", f"session:{self.session}")


class PostponeSession(InSession):
    """A session that has not been opened is moved to a later time; the notice given stands."""

    type = "meetings.session.postpone"
    done = "A session was postponed"
    needs = Power.CONVENE

    begins: AwareDatetime
    ends: AwareDatetime
    reason: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened")
        if self.begins <= session.begins:
            raise refusals.NotMovedLater(begins=session.begins)
        if not occasion.at <= self.begins < self.ends:
            raise refusals.WrongTimes(begins=self.begins, ends=self.ends)
        before = {"begins": session.begins.isoformat(), "ends": session.ends.isoformat(), "reason": self.reason}
        session.earlier = [*session.earlier, before]
        session.begins, session.ends = self.begins.astimezone(UTC), self.ends.astimezone(UTC)
        rows.put(session)


class CancelSession(InSession):
    """A session that has not been opened is not held."""

    type = "meetings.session.cancel"
    done = "A session was cancelled"
    needs = Power.CONVENE

    reason: Words

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened")
        session.status, session.closed_at, session.reason = "cancelled", occasion.at, self.reason
        rows.put(session)


class EntrustChair(InSession):
    """Somebody presides over the session from now on: for a member (who has named the person), or the secretariat."""

    type = "meetings.session.entrust"
    done = "The chair was entrusted"
    needs = Power.CONVENE

    party: Identifier
    person: Identifier

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened", "open")
        if self.party != SECRETARIAT and rows.read(SessionDelegate, self.session, self.party, self.person) is None:
            raise refusals.NotInDelegation(party=self.party)
        session.chair, session.chair_party = self.person, self.party
        rows.put(session)


class OpenSession(InSession):
    """The chair opens the session, on its day and with the quorum that the rules ask for."""

    type = "meetings.session.open"
    done = "A session was opened"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "convened")
        standing.require_presiding(session, occasion)
        if occasion.at.date() < session.begins.date():
            raise refusals.TooEarly(begins=session.begins)
        standing.require_quorum(rows, session, occasion.at, to_open=True)
        session.status, session.opened_at = "open", occasion.at
        rows.put(session)


class CloseSession(InSession):
    """The chair closes the session."""

    type = "meetings.session.close"
    done = "A session was closed"
    needs = Power.PRESIDE

    def apply(self, rows: Rows, occasion: Occasion) -> None:
        session = standing.locked(rows, self.session)
        standing.require_status(session, "open")
        standing.require_presiding(session, occasion)
        questions.end(rows, self.session, occasion)
        session.status, session.closed_at = "closed", occasion.at
        rows.put(session)
