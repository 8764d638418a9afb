"""Strategies for acts of meetings: rules of procedure, sessions, their agenda, and what they settle as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases.strategies import open_cases, puttable
from comity.meetings import acts
from comity.meetings.acts.agenda import Entry
from comity.meetings.acts.sessions import InSession
from comity.meetings.models import AgendaItem, BodyRules, Matter, RulesVersion, Session
from comity.meetings.standing import may_take_part, presides, quorum_of, rules_of
from comity.meetings.strategies import attending
from comity.parties.models import Body
from comity.record.acts import Act
from comity.record.strategies import Strategy, words
from comity.record.testing import Doer, Scribe, Step

# Sessions can be called at once, and opened by whoever is there: what comes after an opening shall be reached.
RULES: dict[str, Any] = {
    "rules": "swift",
    "languages": ["en", "ru"],
    "sessions": {"regular": {"notice": "P0D"}, "special": {"notice": "P1D", "shorter": "urgency"}},
    "quorum": {"to_open": {"count": "present", "at_least": 1}, "to_decide": {"count": "present", "at_least": "1/3"}},
    "credentials": {"until_report": "admitted"},
    "voting": {
        "rules": {"ordinary": {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}},
        "ballots": {"lot_after": 1},
    },
    "numbering": {"decisions": "D/{year}/{n}", "documents": "S{session}/{n}"},
    "minutes": {"corrections": "PT12H", "adopted": "lapse of the period"},
}
APPEAL = {"adopted_if": {"count": "yes", "of": ["yes", "no"], "more_than": "1/2"}}
MOTIONS = [
    {"id": "point of order", "decided_by": "chair", "appeal": APPEAL},
    {"id": "division", "decided_by": "chair"},
    {"id": "suspension of the sitting"},
    {"id": "adjournment of the sitting"},
    {"id": "adjournment of the debate", "speakers": {"for": 2, "against": 2}},
    {"id": "closure of the debate", "speakers": {"against": 2}},
]
SESSIONS = 5
ITEMS = 6


def _publish(scribe: Scribe) -> SearchStrategy[Step] | None:
    version = 1 + len(scribe.rows.find(RulesVersion, name="swift"))
    doers = scribe.doers(acts.PublishStandingRules)
    if version > 3 or not doers:
        return None
    act = acts.PublishStandingRules(source={**RULES, "motions": MOTIONS, "version": version})
    return st.sampled_from([Step(act, doer) for doer in doers])


def _follow(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = []
    for body in scribe.rows.rows(Body):
        held = scribe.rows.read(BodyRules, body.id)
        for version in scribe.rows.rows(RulesVersion):
            if held is None or held.rules != version.id:
                act = acts.FollowRules(body=body.id, rules=version.id)
                steps += [Step(act, doer) for doer in scribe.doers(acts.FollowRules)]
    return st.sampled_from(steps) if steps else None


def sessions_in(scribe: Scribe, *statuses: str) -> list[Session]:
    """The sessions in one of these states, of bodies that were not dissolved meanwhile."""
    bodies = {one.id for one in scribe.rows.rows(Body) if one.dissolved_at is None}
    return [one for one in scribe.rows.rows(Session) if one.status in statuses and one.body in bodies]


def doing(scribe: Scribe, act: type[InSession], *statuses: str) -> Iterator[tuple[Session, Doer]]:
    """Each session in one of these states with everybody who may do this in it."""
    for session in sessions_in(scribe, *statuses):
        for doer in scribe.doers(act, venue=session.body):
            yield session, doer


def presiding(scribe: Scribe, act: type[InSession], *statuses: str) -> list[tuple[Session, Doer]]:
    """As `doing`, for those who preside."""
    return [(session, doer) for session, doer in doing(scribe, act, *statuses) if presides(session, doer.by)]


def _convene(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (followed.body, doer)
        for followed in scribe.rows.rows(BodyRules)
        for doer in scribe.doers(acts.ConveneSession, venue=followed.body)
    ]
    count = len(scribe.rows.tables[Session])
    if not places or len(sessions_in(scribe, "convened", "open")) >= 3 or count >= SESSIONS:
        return None

    def convene(
        place: tuple[str, Doer], title: dict[str, str], where: dict[str, str], hours: int, urgent: bool
    ) -> Step:
        body, doer = place
        begins = scribe.now + timedelta(hours=hours)
        act = acts.ConveneSession(
            session=f"session-{count}",
            body=body,
            number=1 + count,
            kind="special" if urgent else "regular",
            title=title,
            place=where,
            begins=begins,
            ends=begins + timedelta(days=30),
            ground="urgency" if urgent else None,
            reason=title if urgent else {},
        )
        return Step(act, doer)

    return st.builds(convene, st.sampled_from(places), words(), words(), st.integers(1, 30), st.booleans())


def _postpone(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = list(doing(scribe, acts.PostponeSession, "convened"))
    if len(places) < 2:
        return None

    def postpone(place: tuple[Session, Doer], reason: dict[str, str], hours: int) -> Step:
        begins = max(place[0].begins, scribe.now) + timedelta(hours=hours)
        act = acts.PostponeSession(session=place[0].id, begins=begins, ends=begins + timedelta(days=30), reason=reason)
        return Step(act, place[1])

    return st.builds(postpone, st.sampled_from(places), words(), st.integers(1, 20))


def _cancel(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = list(doing(scribe, acts.CancelSession, "convened"))
    if len(sessions_in(scribe, "convened", "open")) < 3 or not places:
        return None
    return st.builds(
        lambda place, reason: Step(acts.CancelSession(session=place[0].id, reason=reason), place[1]),
        st.sampled_from(places),
        words(),
    )


def _entrust(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = []
    for session, doer in doing(scribe, acts.EntrustChair, "convened", "open"):
        people = [(one.party, one.person) for one in attending.delegates(scribe, session)]
        for party, person in [*people, ("secretariat", doer.by.actor)]:
            steps.append(Step(acts.EntrustChair(session=session.id, party=party, person=person), doer))
    return st.sampled_from(steps) if steps else None


def _open(scribe: Scribe) -> SearchStrategy[Step] | None:
    at = scribe.now + timedelta(seconds=1)
    steps = [
        Step(acts.OpenSession(session=session.id), doer)
        for session, doer in presiding(scribe, acts.OpenSession, "convened")
        if at.date() >= session.begins.date() and quorum_of(scribe.rows, session, at, to_open=True).met
    ]
    return st.sampled_from(steps) if steps else None


def _close(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = presiding(scribe, acts.CloseSession, "open")
    # One is left open, so that something can go on happening in it.
    if len(sessions_in(scribe, "open")) < 2:
        return None
    return st.sampled_from([Step(acts.CloseSession(session=one.id), doer) for one, doer in places])


def _items(scribe: Scribe, session: Session) -> list[AgendaItem]:
    return [one for one in scribe.rows.find(AgendaItem, session=session.id) if one.withdrawn_at is None]


def _propose(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (session, doer)
        for session, doer in doing(scribe, acts.ProposeItem, "convened", "open")
        if attending.kind_of(scribe, doer) in ("member", "secretariat")
        if len(scribe.rows.find(AgendaItem, session=session.id)) < ITEMS
    ]
    if not places:
        return None

    def propose(place: tuple[Session, Doer], title: dict[str, str], kind: Any) -> Step:
        session, doer = place
        item = f"item-{len(scribe.rows.find(AgendaItem, session=session.id))}"
        return Step(acts.ProposeItem(session=session.id, item=item, title=title, kind=kind), doer)

    return st.builds(propose, st.sampled_from(places), words(), st.sampled_from(["discussion", "election"]))


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.WithdrawItem(session=session.id, item=item.item), doer)
        for session, doer in doing(scribe, acts.WithdrawItem, "convened", "open")
        for item in _items(scribe, session)
        if doer.by.party in (item.proposed_by, "secretariat") and not (session.agenda and item.place)
        if len(_items(scribe, session)) > 2
    ]
    return st.sampled_from(steps) if steps else None


def _draw(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = []
    for session, doer in doing(scribe, acts.DrawUpAgenda, "convened", "open"):
        items = [one.item for one in _items(scribe, session) if session.status == "open" or not one.late]
        pending = scribe.rows.read(Matter, session.id, f"agenda/{session.drafts}")
        undecided = pending is not None and pending.status == "open" and pending.case
        if items and session.drafts < 6 and not undecided:
            places.append((session, items, doer))
    if not places:
        return None

    @st.composite
    def draw_up(draw: st.DrawFn) -> Step:
        session, items, doer = draw(st.sampled_from(places))
        listed = draw(st.lists(st.sampled_from(items), min_size=1, unique=True))
        minutes = draw(st.none() | st.integers(5, 90))
        starts = session.begins if draw(st.booleans()) else None
        entries = tuple(Entry(item=item, minutes=minutes, starts=starts) for item in listed)
        return Step(acts.DrawUpAgenda(session=session.id, entries=entries, note=draw(words(0))), doer)

    return draw_up()


def _circulate(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.CirculateAgenda(session=session.id, number=session.drafts), doer)
        for session, doer in doing(scribe, acts.CirculateAgenda, "convened")
        if session.drafts > session.circulated
    ]
    return st.sampled_from(steps) if steps else None


def _matters(scribe: Scribe, session: Session) -> list[Matter]:
    return [one for one in scribe.rows.find(Matter, session=session.id) if one.status == "open"]


def _object(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (session, matter, doer)
        for session, doer in doing(scribe, acts.ObjectToMatter, "convened", "open")
        if attending.kind_of(scribe, doer) == "member"
        if attending.represents(scribe, session, doer) and _takes_part(scribe, session, doer)
        for matter in _matters(scribe, session)
        if not matter.objections
    ]
    if not places:
        return None

    def object_to(place: tuple[Session, Matter, Doer], reason: dict[str, str]) -> Step:
        session, matter, doer = place
        return Step(acts.ObjectToMatter(session=session.id, about=matter.about, reason=reason), doer)

    return st.builds(object_to, st.sampled_from(places), words())


def _takes_part(scribe: Scribe, session: Session, doer: Doer) -> bool:
    held = attending.credentials(scribe, session, doer.by.party)
    return may_take_part(rules_of(scribe.rows, session), session, held)


def _agree(scribe: Scribe) -> SearchStrategy[Step] | None:
    steps = [
        Step(acts.WithdrawObjection(session=session.id, about=matter.about), doer)
        for session, doer in doing(scribe, acts.WithdrawObjection, "convened", "open")
        for matter in _matters(scribe, session)
        if doer.by.party in matter.objections
    ]
    return st.sampled_from(steps) if steps else None


def _adopt(scribe: Scribe) -> SearchStrategy[Step] | None:
    at = scribe.now + timedelta(seconds=1)
    steps = [
        Step(acts.AdoptByConsensus(session=session.id, about=matter.about), doer)
        for session, doer in presiding(scribe, acts.AdoptByConsensus, "open")
        if quorum_of(scribe.rows, session, at).met
        for matter in _matters(scribe, session)
        if not matter.objections and not matter.case
    ]
    return st.sampled_from(steps) if steps else None


def _put(scribe: Scribe) -> SearchStrategy[Step] | None:
    if sum(1 for _ in open_cases(scribe)) >= 4:
        return None
    ways = [
        (session, matter, procedure, doer)
        for session, doer in presiding(scribe, acts.PutMatter, "open")
        for body, procedure, _doer in puttable(scribe, acts.PutMatter)
        if body == session.body
        for matter in _matters(scribe, session)
        if matter.objections and not matter.case
    ]
    if not ways:
        return None
    text = scribe.ledger.deposit(b"What is put to a decision.")

    def put(way: tuple[Session, Matter, str, Doer], title: dict[str, str]) -> Step:
        session, matter, procedure, doer = way
        case = f"{session.id}-{matter.about.replace('/', '-')}"
        act = acts.PutMatter(
            session=session.id, about=matter.about, case=case, procedure=procedure, title=title, text=text
        )
        return Step(act, doer)

    return st.builds(put, st.sampled_from(ways), words())


OFTEN: tuple[type[Act], ...] = (acts.ConveneSession, acts.OpenSession, *attending.OFTEN)
STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.PublishStandingRules: _publish,
    acts.FollowRules: _follow,
    acts.ConveneSession: _convene,
    acts.PostponeSession: _postpone,
    acts.CancelSession: _cancel,
    acts.EntrustChair: _entrust,
    acts.OpenSession: _open,
    acts.CloseSession: _close,
    acts.ProposeItem: _propose,
    acts.WithdrawItem: _withdraw,
    acts.DrawUpAgenda: _draw,
    acts.CirculateAgenda: _circulate,
    acts.ObjectToMatter: _object,
    acts.WithdrawObjection: _agree,
    acts.AdoptByConsensus: _adopt,
    acts.PutMatter: _put,
    **attending.STRATEGIES,
}
