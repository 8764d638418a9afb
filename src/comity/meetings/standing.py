"""Who may do what in a session, and whether there is a quorum: look-ups that the acts of both halves share.

Everything here reads rows alone and the acts' own moment, so that it gives the same in a replay.
"""

from __future__ import annotations

from datetime import datetime

from comity.cases.machines import members_on
from comity.meetings import refusals, standing_rules
from comity.meetings.models import BodyRules, Credentials, RulesVersion, Session, SessionDelegate
from comity.meetings.standing_rules import Quorum, StandingRules, Who
from comity.parties.acts import SECRETARIAT
from comity.parties.models import Body, Party
from comity.parties.refusals import NoSuchBody
from comity.parties.rules import PartyKind
from comity.procedure.decision import Members
from comity.record.acts import Capacity, Occasion
from comity.record.rows import Rows

REPRESENTING = ("head", "alternate", "delegate")
"""The roles in which somebody acts for a party; its advisers and experts attend."""
_KINDS = {
    PartyKind.MEMBER: Who.MEMBER,
    PartyKind.OBSERVER: Who.OBSERVER,
    PartyKind.PARTNER: Who.PARTNER,
    PartyKind.SECRETARIAT: Who.SECRETARIAT,
}
_read: dict[str, StandingRules] = {}


def parsed(version: RulesVersion) -> StandingRules:
    """The rules of a version, read once for each content."""
    found = _read.get(version.digest)
    if found is None:
        found = _read[version.digest] = standing_rules.parse(version.source, "source")
    return found


def rules_named(rows: Rows, rules: str) -> StandingRules:
    """The rules with the identifier ``<name>/<version>``. Raises `NoSuchRules`."""
    found = rows.read(RulesVersion, rules)
    if found is None:
        raise refusals.NoSuchRules(rules=rules)
    return parsed(found)


def rules_of_body(rows: Rows, body: str) -> tuple[str, StandingRules]:
    """The rules that a body follows now, with their identifier. Raises `NoRules`."""
    found = rows.read(BodyRules, body)
    if found is None:
        raise refusals.NoRules(body=body)
    return found.rules, rules_named(rows, found.rules)


def rules_of(rows: Rows, session: Session) -> StandingRules:
    """The rules under which a session was convened."""
    return rules_named(rows, session.rules)


def locked(rows: Rows, session: str) -> Session:
    """The session's row, for this act alone. Raises `NoSuchSession`."""
    found = rows.lock(Session, session)
    if found is None:
        raise refusals.NoSuchSession(session=session)
    return found


def require_status(session: Session, *allowed: str) -> None:
    """Raise `SessionIs` (`NotOpen` where only an open session will do) unless the session is in one of these states."""
    if session.status not in allowed:
        refusal = refusals.NotOpen if allowed == ("open",) else refusals.SessionIs
        raise refusal(status=session.status)


def body_of(rows: Rows, body: str) -> Body:
    """The body. Raises `NoSuchBody`."""
    found = rows.read(Body, body)
    if found is None or found.dissolved_at is not None:
        raise NoSuchBody(body=body)
    return found


def who(rows: Rows, by: Capacity) -> Who:
    """As what somebody acts in a session."""
    party = rows.read(Party, by.party)
    return Who.SECRETARIAT if party is None else _KINDS[PartyKind(party.kind)]


def presides(session: Session, by: Capacity) -> bool:
    """Whether this is the chair of the session, or the secretariat on the chair's behalf."""
    return by.party == SECRETARIAT or (bool(session.chair) and by.actor == session.chair)


def require_presiding(session: Session, occasion: Occasion) -> None:
    """Raise `NotPresiding` unless the act is the chair's, or the secretariat's for the chair."""
    if not presides(session, occasion.by):
        raise refusals.NotPresiding()


def members_of(rows: Rows, session: Session, at: datetime) -> Members:
    """The members of the session's body in good standing on that day, in the form that rules count them."""
    return Members.parse(members_on(rows, body_of(rows, session.body), at.date()))


def quorum_of(rows: Rows, session: Session, at: datetime, *, to_open: bool = False) -> Quorum:
    """The quorum as it stands: to take a decision, or (``to_open``) to open a meeting and debate."""
    rules = rules_of(rows, session)
    formula = rules.quorum.to_open if to_open else rules.quorum.to_decide
    return standing_rules.quorum(formula, members_of(rows, session, at), session.present)


def require_quorum(rows: Rows, session: Session, at: datetime, *, to_open: bool = False) -> Quorum:
    """Raise `NoQuorum` unless enough members are present; a written procedure needs nobody in a hall."""
    found = quorum_of(rows, session, at, to_open=to_open)
    if not found.met and session.kind != "written":
        raise refusals.NoQuorum(present=len(found.present), members=found.members, needed=found.needed)
    return found


def may_take_part(rules: StandingRules, session: Session, credentials: Credentials | None) -> bool:
    """Whether a delegation with these credentials takes part in decisions.

    Until the report is adopted everybody does where the rules admit delegations provisionally (as rule 29 of the
    General Assembly does); what was found *not in order* counts once the report is adopted.
    """
    finding = credentials.finding if credentials is not None else ""
    if finding == "in order":
        return True
    if not rules.credentials.provisional:
        return False
    return not (finding == "not in order" and session.report)


def voters(rows: Rows, session: Session, at: datetime) -> Members:
    """The members that may take part in decisions of the session: in good standing, with credentials that allow it."""
    rules = rules_of(rows, session)
    found = [
        member
        for member in members_of(rows, session, at)
        if may_take_part(rules, session, rows.read(Credentials, session.id, member.id))
    ]
    return Members(tuple(found))


def require_representative(rows: Rows, session: Session, by: Capacity) -> None:
    """Raise unless the actor represents a member in this session: named in its delegation, its credentials allowing it.

    Raises `NotInDelegation`, `NotRepresenting` (an adviser) or `CredentialsWanting`.
    """
    place = rows.read(SessionDelegate, session.id, by.party, by.actor)
    if place is None:
        raise refusals.NotInDelegation(party=by.party)
    if place.role not in REPRESENTING:
        raise refusals.NotRepresenting(role=place.role, party=by.party)
    credentials = rows.read(Credentials, session.id, by.party)
    if not may_take_part(rules_of(rows, session), session, credentials):
        finding = credentials.finding if credentials is not None and credentials.finding else "not examined"
        raise refusals.CredentialsWanting(party=by.party, finding=finding)


def require_seat(rows: Rows, session: Session, party: str) -> Party:
    """The party, if it is a member with a seat in the session's body. Raises `NotInBody`."""
    found = rows.read(Party, party)
    if found is None or not found.is_member or not body_of(rows, session.body).seats_party(found):
        raise refusals.NotInBody(party=party, body=session.body)
    return found
