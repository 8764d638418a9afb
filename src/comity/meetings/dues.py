"""What has a date in the sessions: their beginning, what is due before it, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.meetings import standing
from comity.meetings.models import Credentials, Decision, Document, DocumentText, Minutes, RulesVersion, Session
from comity.meetings.notices import about_decision, about_session, page_of, seated
from comity.meetings.standing_rules import StandingRules
from comity.meetings.standing_rules.notice import latest, notice_of
from comity.pages.dues import MOST, Due, Reminder, Scope
from comity.parties.acts import SECRETARIAT
from comity.parties.rules import Power
from comity.procedure.notation import Duration

WEEK, FORTNIGHT = (1, 7), (2, 14)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A session that has been convened, its rules, and the members that it is for."""

    session: Session
    rules: StandingRules
    members: frozenset[str]

    def before(self, span: Duration) -> datetime:
        """The last moment at which what is due so long before the beginning is in time."""
        return latest(self.session.begins, span)

    @property
    def changed(self) -> datetime:
        """When its time was last set; that of an earlier one stands where it was postponed."""
        return self.session.convened_at


def dues(scope: Scope, until: datetime | None = None) -> Iterator[Due]:
    """Sessions and what is due for them, decisions to be carried out, minutes to be corrected; at most ten queries."""
    ahead = _ahead()
    found = [*_beginnings(ahead), *_letters(ahead), *_papers(ahead), *_agendas(ahead), *_decisions(), *_minutes()]
    if scope.parties is not None:
        found = [one for one in found if one.parties & scope.parties]
    if until is not None:
        found = [one for one in found if _moment(one) <= until]
    yield from sorted(found, key=_moment)[:MOST]


def _moment(one: Due) -> datetime:
    return one.at if isinstance(one.at, datetime) else datetime.combine(one.at, time.min, UTC)


def _ahead() -> list[_Ahead]:
    """The sessions ahead; four queries, however many."""
    sessions = list(Session.objects.filter(status="convened").order_by("begins", "id")[:MOST])
    if not sessions:
        return []
    rules = {
        one.id: standing.parsed(one) for one in RulesVersion.objects.filter(id__in={one.rules for one in sessions})
    }
    members = seated(sessions)
    return [_Ahead(one, rules[one.rules], members[one.id]) for one in sessions]


def _beginnings(ahead: list[_Ahead]) -> Iterator[Due]:
    for one in ahead:
        session = one.session
        yield Due(
            uid=f"session-begins-{session.id}",
            at=session.begins,
            what=_("Session begins"),
            title=session.title,
            href=page_of(session),
            changed=one.changed,
            description=session.place,
            sequence=len(session.earlier),
            parties=one.members,
            power=Power.ATTEND,
            body=session.body,
            reminder=Reminder("meetings.begins", WEEK, one.changed, about_session(session)),
        )
        if one.rules.agenda.supplementary != Duration():
            yield Due(
                uid=f"session-items-{session.id}",
                at=one.before(one.rules.agenda.supplementary),
                what=_("Items for the agenda until"),
                title=session.title,
                href=page_of(session),
                changed=one.changed,
                sequence=len(session.earlier),
                parties=one.members,
                power=Power.PROPOSE_ITEM,
                body=session.body,
            )


def _letters(ahead: list[_Ahead]) -> Iterator[Due]:
    """Credentials are awaited from the members that have submitted none."""
    named = [one.session.id for one in ahead]
    received = set(Credentials.objects.filter(session__in=named).values_list("session", "party")) if named else set()
    for one in ahead:
        session, due = one.session, one.before(one.rules.credentials.due)
        missing = frozenset(party for party in one.members if (session.id, party) not in received)
        if missing:
            about = {**about_session(session), "until": due.isoformat()}
            yield Due(
                uid=f"session-letters-{session.id}",
                at=due,
                what=_("Credentials are due"),
                mine=_("Submit your credentials"),
                title=session.title,
                href=page_of(session),
                changed=one.changed,
                sequence=len(session.earlier),
                parties=missing,
                power=Power.NAME_DELEGATION,
                body=session.body,
                reminder=Reminder("meetings.letter", WEEK, one.changed, about),
            )


def _papers(ahead: list[_Ahead]) -> Iterator[Due]:
    """Documents of which a language is missing; one that is restricted stands in the calendars of its party alone."""
    sessions = {one.session.id: one.session for one in ahead}
    planned = Document.objects.filter(session__in=list(sessions), withdrawn_at=None, due__isnull=False)
    issued = set(DocumentText.objects.filter(session__in=list(sessions)).values_list("document", "language"))
    for document in planned.order_by("due", "id")[:MOST]:
        missing = [language for language in document.languages if (document.id, language) not in issued]
        if not missing or document.due is None:
            continue
        about = {
            "title": document.title,
            "symbol": document.symbol,
            "until": document.due.isoformat(),
            "missing": ", ".join(missing),
        }
        yield Due(
            uid=f"session-document-{document.id}",
            at=document.due,
            what=_("Document is due"),
            title=document.title,
            href=reverse("session_document", args=[document.session, document.id]),
            changed=document.planned_at,
            parties=frozenset({document.party}),
            power=Power.ISSUE_DOCUMENT,
            body=sessions[document.session].body,
            public=document.is_public,
            reminder=Reminder("meetings.document", WEEK, document.planned_at, about),
        )


def _agendas(ahead: list[_Ahead]) -> Iterator[Due]:
    """The provisional agenda goes out in time; until then it waits for the secretariat."""
    for one in ahead:
        session = one.session
        if not session.circulated:
            yield Due(
                uid=f"session-agenda-{session.id}",
                at=one.before(notice_of(one.rules, session.kind).agenda),
                what=_("The provisional agenda is to be circulated"),
                title=session.title,
                href=page_of(session),
                changed=one.changed,
                sequence=len(session.earlier),
                parties=frozenset({SECRETARIAT}),
                power=Power.CONVENE,
                body=session.body,
                public=False,
                reminder=Reminder("meetings.circulate", WEEK, one.changed, about_session(session)),
            )


def _decisions() -> Iterator[Due]:
    for one in Decision.objects.filter(status="under way", due__isnull=False).order_by("due", "id")[:MOST]:
        assert one.due is not None
        yield Due(
            uid=f"decision-{one.id}",
            at=one.due,
            what=_("Decision to be carried out"),
            title=one.title,
            href=reverse("decision", args=[one.id]),
            changed=one.taken_at,
            description=one.number,
            parties=frozenset(one.responsible),
            power=Power.PROPOSE,
            body=one.body,
            reminder=Reminder("meetings.carry_out", FORTNIGHT, one.taken_at, about_decision(one)),
        )


def _minutes() -> Iterator[Due]:
    issued = list(Minutes.objects.filter(status="issued").order_by("until")[:MOST])
    sessions = Session.objects.in_bulk([one.session for one in issued])
    members = seated(sessions.values())
    for one in issued:
        session = sessions[one.session]
        about = {"title": session.title, "until": one.until.isoformat()}
        yield Due(
            uid=f"minutes-{session.id}",
            at=one.until,
            what=_("Minutes may be corrected until"),
            title=session.title,
            href=reverse("minutes", args=[session.id]),
            changed=one.issued_at,
            parties=members[session.id],
            power=Power.ATTEND,
            body=session.body,
            reminder=Reminder("meetings.corrections", (2,), one.issued_at, about),
        )
