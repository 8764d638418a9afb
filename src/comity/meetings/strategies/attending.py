"""Strategies for acts of meetings: documents, delegations, credentials, attendance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.meetings import acts
from comity.meetings.acts.attendance import Delegated
from comity.meetings.acts.credentials import Named
from comity.meetings.acts.documents import IssuedText
from comity.meetings.acts.sessions import InSession
from comity.meetings.models import (
    AgendaItem,
    Credentials,
    Document,
    DocumentText,
    Presence,
    Session,
    SessionDelegate,
)
from comity.meetings.standing import REPRESENTING, presides
from comity.parties.acts import SECRETARIAT
from comity.parties.models import Body, Party, Person
from comity.record.acts import Act
from comity.record.strategies import Strategy, words
from comity.record.testing import Doer, Scribe, Step

ISSUERS = ("head of state", "head of government", "minister for foreign affairs")


def kind_of(scribe: Scribe, doer: Doer) -> str:
    """As what somebody takes part: member, observer, partner, secretariat."""
    found = scribe.rows.read(Party, doer.by.party)
    return found.kind if found is not None else ""


def delegates(scribe: Scribe, session: Session) -> list[SessionDelegate]:
    """Everybody in a delegation to this session."""
    return scribe.rows.find(SessionDelegate, session=session.id)


def represents(scribe: Scribe, session: Session, doer: Doer) -> bool:
    """Whether the doer acts for its party in this session."""
    place = scribe.rows.read(SessionDelegate, session.id, doer.by.party, doer.by.actor)
    return place is not None and place.role in REPRESENTING


def credentials(scribe: Scribe, session: Session, party: str) -> Credentials | None:
    """The credentials of a party for this session."""
    return scribe.rows.read(Credentials, session.id, party)


def is_here(scribe: Scribe, session: Session, party: str, person: str) -> bool:
    """Whether a person is noted as present."""
    found = scribe.rows.read(Presence, session.id, party, person)
    return found is not None and found.until is None


def _doing(scribe: Scribe, act: type[InSession]) -> Iterator[tuple[Session, Doer]]:
    for session in scribe.rows.rows(Session):
        if session.status in ("convened", "open"):
            for doer in scribe.doers(act, venue=session.body):
                yield session, doer


def _invited(scribe: Scribe, session: Session) -> Iterator[str]:
    body = scribe.rows.read(Body, session.body)
    for party in scribe.rows.rows(Party):
        if party.id == SECRETARIAT or body is None:
            continue
        if not party.is_member or body.seats_party(party):
            yield party.id


def _own(scribe: Scribe, act: type[InSession]) -> list[tuple[Session, str, Doer]]:
    """Each session and invited party with whoever may do this for it."""
    return [
        (session, party, doer)
        for session, doer in _doing(scribe, act)
        for party in _invited(scribe, session)
        if doer.by.party in (party, SECRETARIAT)
    ]


def _name(scribe: Scribe) -> SearchStrategy[Step] | None:
    places, people = _own(scribe, acts.NameDelegation), [one.id for one in scribe.rows.rows(Person)]
    if not places or not people:
        return None

    @st.composite
    def name(draw: st.DrawFn) -> Step:
        session, party, doer = draw(st.sampled_from(places))
        others = draw(st.lists(st.sampled_from(people), max_size=3, unique=True))
        head = draw(st.sampled_from(people)) if doer.by.party == SECRETARIAT else doer.by.actor
        roles: SearchStrategy[Any] = st.sampled_from(["alternate", "delegate", "adviser", "expert"])
        rest = [Named(person=person, role=draw(roles)) for person in others if person != head]
        delegation = (Named(person=head, role="head"), *rest)
        return Step(acts.NameDelegation(session=session.id, party=party, delegates=delegation), doer)

    return name()


def _submit(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = _own(scribe, acts.SubmitCredentials)
    if not places:
        return None

    def submit(place: tuple[Session, str, Doer], issuer: str, kind: Any, number: int) -> Step:
        session, party, doer = place
        letter = scribe.ledger.deposit(f"letter {number} of {party}".encode(), confidential=True)
        act = acts.SubmitCredentials(session=session.id, party=party, kind=kind, issued_by=issuer, letter=letter)
        return Step(act, doer)

    kinds = st.sampled_from(["credentials", "full powers"])
    return st.builds(submit, st.sampled_from(places), st.sampled_from(ISSUERS), kinds, st.integers(0, 3))


def _examine(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (session, held, doer)
        for session, doer in _doing(scribe, acts.ExamineCredentials)
        for held in scribe.rows.find(Credentials, session=session.id)
    ]
    if not places:
        return None

    def examine(place: tuple[Session, Credentials, Doer], finding: Any, remark: dict[str, str]) -> Step:
        session, held, doer = place
        act = acts.ExamineCredentials(
            session=session.id, party=held.party, letter=held.letter, finding=finding, remark=remark
        )
        return Step(act, doer)

    findings = st.sampled_from(["in order", "in order", "provisional", "not in order"])
    return st.builds(examine, st.sampled_from(places), findings, words(0))


def _report(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.ReportOnCredentials(session=session.id), doer)
        for session, doer in _doing(scribe, acts.ReportOnCredentials)
        if session.reports < 3
    ]
    return st.sampled_from(steps) if steps else None


def _plan(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = list(_doing(scribe, acts.PlanDocument))
    number = len(scribe.rows.tables[Document])
    if not places or number >= 8:
        return None

    @st.composite
    def plan(draw: st.DrawFn) -> Step:
        session, doer = draw(st.sampled_from(places))
        items = [one.item for one in scribe.rows.find(AgendaItem, session=session.id)]
        circle: Any = draw(st.sampled_from(["public", "parties", "bodies"]))
        names: dict[str, tuple[str, ...]] = {"parties": (doer.by.party,), "bodies": (session.body,)}
        admitted = names.get(circle, ())
        act = acts.PlanDocument(
            session=session.id,
            document=f"document-{number}",
            symbol=f"S/{number}",
            item=draw(st.sampled_from([None, *items])),
            title=draw(words()),
            party=doer.by.party,
            languages=("en", "ru"),
            circle=circle,
            admitted=admitted,
        )
        return Step(act, doer)

    return plan()


def _documents(scribe: Scribe, act: type[InSession]) -> list[tuple[Document, Doer]]:
    return [
        (document, doer)
        for session, doer in _doing(scribe, act)
        for document in scribe.rows.find(Document, session=session.id)
        if document.withdrawn_at is None and doer.by.party in (document.party, SECRETARIAT)
    ]


def _issue(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = _documents(scribe, acts.IssueDocument)
    if not places:
        return None

    def issue(place: tuple[Document, Doer], languages: list[str]) -> Step:
        document, doer = place
        texts = {}
        for language in languages:
            held = scribe.rows.read(DocumentText, document.id, language)
            body = f"{document.id} in {language}, revision {held.revision + 1 if held else 0}".encode()
            texts[language] = IssuedText(digest=scribe.ledger.deposit(body), media_type="text/plain", size=len(body))
        act = acts.IssueDocument(session=document.session, document=document.id, texts=texts)
        return Step(act, doer)

    languages = st.lists(st.sampled_from(["en", "ru"]), min_size=1, unique=True)
    return st.builds(issue, st.sampled_from(places), languages)


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = _documents(scribe, acts.WithdrawDocument)
    if len(scribe.rows.tables[Document]) < 3 or not places:
        return None
    return st.builds(
        lambda place, why: Step(
            acts.WithdrawDocument(session=place[0].session, document=place[0].id, why=why), place[1]
        ),
        st.sampled_from(places),
        words(),
    )


def _arrive(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.CheckIn(session=session.id), doer)
        for session, doer in _doing(scribe, acts.CheckIn)
        if scribe.rows.read(SessionDelegate, session.id, doer.by.party, doer.by.actor) is not None
        and not is_here(scribe, session, doer.by.party, doer.by.actor)
    ]
    return st.sampled_from(steps) if steps else None


def _leave(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.CheckOut(session=session.id), doer)
        for session, doer in _doing(scribe, acts.CheckOut)
        if is_here(scribe, session, doer.by.party, doer.by.actor)
    ]
    return st.sampled_from(steps) if steps else None


def _record(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (session, doer, one)
        for session, doer in _doing(scribe, acts.RecordPresence)
        for one in delegates(scribe, session)
    ]
    if not places:
        return None

    def record(place: tuple[Session, Doer, SessionDelegate]) -> Step:
        session, doer, one = place
        who = (Delegated(party=one.party, person=one.person),)
        here = is_here(scribe, session, one.party, one.person)
        told = {"left": who} if here else {"arrived": who}
        return Step(acts.RecordPresence(session=session.id, **told), doer)

    return st.builds(record, st.sampled_from(places))


def _call(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.CallQuorum(session=session.id), doer)
        for session, doer in _doing(scribe, acts.CallQuorum)
        if presides(session, doer.by)
    ]
    return st.sampled_from(steps) if steps else None


OFTEN: tuple[type[Act], ...] = (acts.NameDelegation, acts.CheckIn)
STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.NameDelegation: _name,
    acts.SubmitCredentials: _submit,
    acts.ExamineCredentials: _examine,
    acts.ReportOnCredentials: _report,
    acts.PlanDocument: _plan,
    acts.IssueDocument: _issue,
    acts.WithdrawDocument: _withdraw,
    acts.CheckIn: _arrive,
    acts.CheckOut: _leave,
    acts.RecordPresence: _record,
    acts.CallQuorum: _call,
}
