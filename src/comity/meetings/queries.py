"""Reads of sessions before and beside a sitting, each in a known number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from comity.cases.standing import Reads
from comity.meetings import standing
from comity.meetings.models import (
    AgendaItem,
    AgendaVersion,
    Credentials,
    CredentialsReport,
    Decision,
    Document,
    DocumentText,
    Matter,
    Presence,
    QuorumCall,
    Session,
    SessionDelegate,
)
from comity.meetings.standing_rules import Quorum, StandingRules
from comity.parties.acts import SECRETARIAT
from comity.parties.models import Body, Party, Person

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its texts, in the order of its languages; ``missing`` are those not issued yet."""

    document: Document
    texts: tuple[DocumentText, ...]
    missing: tuple[str, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether a language is missing after its time."""
        due = self.document.due
        return bool(self.missing) and due is not None and due < timezone.now()


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its documents and what was decided on it."""

    item: AgendaItem
    papers: tuple[Paper, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """Everything the public page of a session shows."""

    session: Session
    body: Mapping[str, str]
    rules: StandingRules
    items: tuple[Item, ...]
    waiting: tuple[AgendaItem, ...]
    papers: tuple[Paper, ...]
    decisions: tuple[Decision, ...]
    matters: tuple[Matter, ...]
    quorum: Quorum
    to_open: Quorum
    calls: tuple[QuorumCall, ...]
    delegations: int
    names: Names


def find(session: str) -> Session | None:
    """The session with this identifier; one query."""
    return Session.objects.filter(id=session).first()


def sessions(*, body: str = "", when: str = "") -> QuerySet[Session]:
    """Sessions for a list: of a body, ``ahead`` (with those under way) or ``past``."""
    found = Session.objects.all()
    if body:
        found = found.filter(body=body)
    if when == "ahead":
        found = found.filter(status__in=["convened", "open"])
    elif when == "past":
        found = found.filter(status__in=["closed", "cancelled"])
    return found


def body_names(bodies: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """The names of bodies; one query."""
    return dict(Body.objects.filter(id__in=set(bodies)).values_list("id", "name"))


def party_names() -> Names:
    """The names of all parties; one query."""
    return dict(Party.objects.values_list("id", "name"))


def functions(persons: Iterable[str]) -> Names:
    """The public functions of persons; one query."""
    return dict(Person.objects.filter(id__in=set(persons)).values_list("id", "function"))


def rules_of(session: Session) -> StandingRules:
    """The rules under which a session was convened; one query."""
    return standing.rules_of(Reads(), session)


def quorum_of(session: Session, *, to_open: bool = False) -> Quorum:
    """The quorum as it stands now; four queries."""
    return standing.quorum_of(Reads(), session, timezone.now(), to_open=to_open)


def view_of(session: Session) -> SessionView:
    """Everything the public page shows, whoever looks: at most nineteen queries, however long the agenda."""
    found = list(AgendaItem.objects.filter(session=session.id, withdrawn_at=None).order_by("place", "proposed_at"))
    papers = papers_of(session.id)
    decided = list(Decision.objects.filter(session=session.id).order_by("taken_at", "id"))
    by_item: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_item[paper.document.item].append(paper)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for one in decided:
        decisions[one.item].append(one)
    placed = tuple(
        Item(item, tuple(by_item.pop(item.item, ())), tuple(decisions.pop(item.item, ())))
        for item in found
        if item.place
    )
    return SessionView(
        session=session,
        body=Body.objects.filter(id=session.body).values_list("name", flat=True).first() or {},
        rules=rules_of(session),
        items=placed,
        waiting=tuple(item for item in found if not item.place),
        papers=tuple(paper for listed in by_item.values() for paper in listed),
        decisions=tuple(one for listed in decisions.values() for one in listed),
        matters=tuple(Matter.objects.filter(session=session.id).order_by("brought_at")),
        quorum=quorum_of(session),
        to_open=quorum_of(session, to_open=True),
        calls=tuple(QuorumCall.objects.filter(session=session.id).order_by("at")),
        delegations=SessionDelegate.objects.filter(session=session.id).values("party").distinct().count(),
        names=party_names(),
    )


def papers_of(session: str) -> list[Paper]:
    """The documents of a session that were not withdrawn, by symbol; two queries."""
    documents = list(Document.objects.filter(session=session, withdrawn_at=None))
    texts: dict[str, list[DocumentText]] = defaultdict(list)
    for text in DocumentText.objects.filter(session=session):
        texts[text.document].append(text)
    return [paper(one, texts[one.id]) for one in sorted(documents, key=lambda one: _natural(one.symbol))]


def paper(document: Document, texts: Sequence[DocumentText]) -> Paper:
    """A document with its texts."""
    by_language = {text.language: text for text in texts}
    issued = tuple(by_language[code] for code in document.languages if code in by_language)
    return Paper(document, issued, tuple(code for code in document.languages if code not in by_language))


def find_paper(session: str, document: str) -> Paper | None:
    """A document of a session with its texts; two queries."""
    found = Document.objects.filter(id=document, session=session).first()
    if found is None:
        return None
    return paper(found, list(DocumentText.objects.filter(document=document)))


def _natural(symbol: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts S/9 before S/10."""
    parts: list[str] = []
    for letter in symbol:
        if parts and parts[-1].isdigit() == letter.isdigit():
            parts[-1] += letter
        else:
            parts.append(letter)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A party at the desks: whom it sends, what became of its credentials, who of it is in the hall."""

    party: Party
    delegates: tuple[SessionDelegate, ...]
    credentials: Credentials | None
    here: frozenset[str]
    may_vote: bool

    @property
    def finding(self) -> str:
        """What the credentials are, in one word of the vocabulary."""
        if self.credentials is None:
            return "not received"
        return self.credentials.finding or "received"

    @property
    def is_present(self) -> bool:
        return any(one.person in self.here and one.role in standing.REPRESENTING for one in self.delegates)


def delegation_rows(session: Session) -> list[DelegationRow]:
    """Every party invited to a session with its delegation, members first, by identifier; seven queries."""
    rules = rules_of(session)
    body = Body.objects.get(id=session.body)
    day = session.begins.date()
    delegates: dict[str, list[SessionDelegate]] = defaultdict(list)
    for one in SessionDelegate.objects.filter(session=session.id).order_by("rank"):
        delegates[one.party].append(one)
    letters = {one.party: one for one in Credentials.objects.filter(session=session.id)}
    here: dict[str, set[str]] = defaultdict(set)
    for presence in Presence.objects.filter(session=session.id, until=None):
        here[presence.party].add(presence.person)
    invited = [
        party
        for party in Party.objects.exclude(id=SECRETARIAT)
        if (body.seats_party(party) if party.is_member else True)
        and (party.standing(day) == "active" or party.id in delegates)
    ]
    return [
        DelegationRow(
            party=party,
            delegates=tuple(delegates[party.id]),
            credentials=letters.get(party.id),
            here=frozenset(here[party.id]),
            may_vote=party.is_member and standing.may_take_part(rules, session, letters.get(party.id)),
        )
        for party in sorted(invited, key=lambda one: (not one.is_member, one.id))
    ]


def newest_agenda(session: Session) -> tuple[AgendaVersion, Matter] | None:
    """The last version drawn up, with the matter of its adoption; two queries."""
    if not session.drafts:
        return None
    version = AgendaVersion.objects.get(session=session.id, number=session.drafts)
    return version, Matter.objects.get(session=session.id, about=f"agenda/{session.drafts}")


def open_matters(session: Session) -> list[Matter]:
    """What is before the session now: its newest agenda and report, if they are not settled; at most one query."""
    newest = [f"agenda/{session.drafts}", f"credentials/{session.reports}"]
    if session.is_over or not (session.drafts or session.reports):
        return []
    return list(Matter.objects.filter(session=session.id, about__in=newest, status="open").order_by("about"))


def find_matter(session: str, about: str) -> Matter | None:
    """A matter before a session; one query."""
    return Matter.objects.filter(session=session, about=about).first()


def reports(session: Session) -> list[tuple[CredentialsReport, Matter]]:
    """The reports on credentials with their matters, the newest first; two queries."""
    matters = {one.about: one for one in Matter.objects.filter(session=session.id, about__startswith="credentials/")}
    found = CredentialsReport.objects.filter(session=session.id).order_by("-number")
    return [(one, matters[f"credentials/{one.number}"]) for one in found]


def sessions_of(person: str, party: str, at: datetime) -> list[Session]:
    """The sessions not yet over in which a person is in the party's delegation, the next first; one query."""
    named = SessionDelegate.objects.filter(person=person, party=party).values("session")
    return list(Session.objects.filter(id__in=named, status__in=["convened", "open"]).order_by("begins"))


def next_number(body: str) -> int:
    """The next free number of a session of a body; one query."""
    return 1 + (Session.objects.filter(body=body).order_by("-number").values_list("number", flat=True).first() or 0)


def next_symbol(session: Session, rules: StandingRules) -> str:
    """The next free symbol for a document of a session, by the rules' pattern; one query."""
    taken = set(Document.objects.filter(session=session.id).values_list("symbol", flat=True))
    number = 1 + len(taken)
    while True:
        symbol = rules.documents.number(number, year=session.begins.year, session=session.number)
        if symbol not in taken:
            return symbol
        number += 1
