"""Reads of cases, each in a known number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from comity.cases.models import Case, Position, Procedure, Track, Visit
from comity.cases.phrases import from_json
from comity.cases.running import said_in, stage_of_round
from comity.cases.standing import standing
from comity.parties.models import Body, Party
from comity.phrase import Phrase
from comity.procedure.decision import Members
from comity.procedure.decision.outcome import Finding
from comity.procedure.position import ATTENDANCE
from comity.procedure.stages import Machine, Stage
from comity.procedure.stages.path import PathStage

PAGE = 100
TOPICS = 8


@dataclass(frozen=True, slots=True)
class Round:
    """A stage that the case entered: how it is called, and how it closed (empty while it is open)."""

    round: int
    stage: Stage
    opened_at: datetime
    deadline: datetime | None
    closed_at: datetime | None
    outcome: str
    because: tuple[Phrase, ...]
    notes: tuple[Phrase, ...]
    extensions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """A member on the page of a case: its position in every round in which it was asked, and its step at home."""

    member: str
    name: Mapping[str, str]
    positions: tuple[Position | None, ...]
    asked: bool
    to_confirm: bool
    step: Track | None


@dataclass(frozen=True, slots=True)
class PathView:
    """Everything the page of a case shows, whoever looks."""

    case: Case
    procedure: Procedure
    stages: tuple[PathStage, ...]
    rounds: tuple[Round, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    body: Mapping[str, str]

    @property
    def current(self) -> PathStage | None:
        """The stage the case is in, while it is open."""
        return next((stage for stage in self.stages if stage.status == "current"), None)


@dataclass(frozen=True, slots=True)
class Mine:
    """What a member may do in a case now."""

    member: str
    stage: Stage
    held: Position | None
    may_take: bool
    to_confirm: int | None


def find_case(case: str) -> Case | None:
    """The case with this identifier; one query."""
    return Case.objects.filter(id=case).first()


def path_of(case: Case) -> PathView:
    """Where a case stands, what was said in it and what is missing: six queries, two more the first time."""
    visits = list(Visit.objects.filter(case=case.id).order_by("round"))
    positions = list(Position.objects.filter(case=case.id))
    tracks = Track.objects.filter(case=case.id, round=case.round).order_by("at")
    procedure = Procedure.objects.get(id=case.procedure)
    held = {(one.round, one.member): one for one in positions}
    taken = {one.member: one for one in positions if one.round == case.round and one.position}
    now = standing(case, {member: said for member, one in taken.items() if (said := said_in(one)) is not None})
    body = Body.objects.filter(id=case.body).values_list("name", flat=True).first() or {}
    members = _members(now.machine)
    names = dict(Party.objects.filter(id__in=members).values_list("id", "name"))
    steps = {track.member: track for track in tracks}
    rounds = tuple(_round(now.machine, visit) for visit in visits)
    awaiting = now.to_confirm
    voting = [one for one in rounds if one.stage.takes_positions]
    rows = tuple(
        Row(
            member=member,
            name=names.get(member, {}),
            positions=tuple(held.get((one.round, member)) for one in voting),
            asked=member not in taken and now.asks(member),
            to_confirm=member in awaiting,
            step=steps.get(member),
        )
        for member in members
    )
    findings: tuple[Finding, ...] = ()
    if now.running.is_open and now.sitting.question is not None:
        findings = now.sitting.tally(now.running.tally).explain(final=now.sitting.stage.kind == "tacit").because
    return PathView(case, procedure, now.path, rounds, rows, findings, body)


def topics_of(subject_kind: str, subject: str) -> list[str]:
    """What a page about a subject hears of: acts on it, and on the newest cases that decide about it; one query."""
    about = Case.objects.filter(subject_kind=subject_kind, subject=subject).order_by("-opened_at")
    return [f"{subject_kind}:{subject}", *(f"case:{case}" for case in about.values_list("id", flat=True)[:TOPICS])]


def mine(case: Case, member: str) -> Mine | None:
    """What ``member`` may do in a case now; ``None`` if it is not asked anything. One or two queries."""
    if not case.is_open:
        return None
    now = standing(case)
    confirm, seated = now.round_to_confirm(member), now.asks(member)
    if not seated and confirm is None:
        return None
    held = Position.objects.filter(case=case.id, round=case.round, member=member).first()
    taken = held if held is not None and held.position else None
    recused = taken is not None and taken.position in ATTENDANCE and taken.position != "absent"
    return Mine(
        member=member,
        stage=now.sitting.stage,
        held=taken,
        may_take=seated and not recused and not case.vote,
        to_confirm=confirm,
    )


def confirming(case: Case, round: int) -> Stage | None:
    """The stage in whose round a position *ad referendum* was taken."""
    now = standing(case)
    stage = stage_of_round(now.running, round)
    return now.machine.procedure.stage(stage) if stage else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody: in which case, what, and until when."""

    case: Case
    what: str
    stage: Mapping[str, str]
    deadline: datetime | None


def waiting_for(member: str, body: str = "") -> Iterator[Waiting]:
    """The open cases in which ``member`` has something to say, the most urgent first; one query for `PAGE` of them.

    ``body`` leaves out what happens elsewhere, for somebody whose full powers are for one body only. What the member
    has answered is left out by the database; whoever needs only some stops asking.
    """
    answered = Position.objects.filter(case=OuterRef("id"), round=OuterRef("round"), member=member).exclude(position="")
    confirms = Q(state__unconfirmed__has_key=member) | Q(state__awaited__members__has_key=member)
    awaiting = Case.objects.filter(end="").annotate(answered=Exists(answered)).filter(confirms | Q(answered=False))
    for case in _paged(awaiting.order_by(F("deadline").asc(nulls_last=True), "opened_at", "id")):
        now = standing(case)
        stage = now.sitting.stage
        if body and now.venue != body:
            continue
        if now.round_to_confirm(member) is not None:
            yield Waiting(case, "confirm", stage.title, case.deadline)
        if not case.answered and now.asks(member):  # type: ignore[attr-defined]  # annotated above
            yield Waiting(case, "silence" if stage.kind == "tacit" else "position", stage.title, case.deadline)


def _paged(cases: QuerySet[Case]) -> Iterator[Case]:
    for start in count(0, PAGE):
        page = list(cases[start : start + PAGE])
        yield from page
        if len(page) < PAGE:
            return


def open_cases(limit: int) -> list[Case]:
    """The cases on their way, those that the clock moves first in front; one query."""
    return list(Case.objects.filter(end="").order_by(F("due").asc(nulls_last=True), "opened_at", "id")[:limit])


def closing_by(until: datetime) -> Iterator[Case]:
    """The cases whose stage the clock closes by then, the nearest first; one query for every `PAGE` of them."""
    return _paged(Case.objects.filter(end="", due__lte=until).order_by("due", "id"))


def ended_cases(limit: int) -> list[Case]:
    """The cases that ended last; one query."""
    return list(Case.objects.exclude(end="").order_by("-ended_at")[:limit])


def stage_titles(cases: Iterable[Case]) -> dict[str, Mapping[str, str]]:
    """What the stage is called in which each case is (or ended)."""
    return {case.id: standing(case).sitting.stage.title for case in cases}


def cases_where(*, state: str = "", words: str = "") -> QuerySet[Case]:
    """Cases for a list: ``open`` or an end, with words in the title."""
    found = Case.objects.all()
    if state == "open":
        found = found.filter(end="")
    elif state:
        found = found.filter(end=state)
    for word in words.split()[:6]:
        found = found.filter(Q(title__en__icontains=word) | Q(title__ru__icontains=word) | Q(id__icontains=word))
    return found


def _members(machine: Machine) -> list[str]:
    """Every member that the procedure asks anywhere, in order, each once."""
    bodies: list[Members] = [machine.members, *machine.bodies.values()]
    return list(dict.fromkeys(member for members in bodies for member in members.ids))


def _round(machine: Machine, visit: Visit) -> Round:
    return Round(
        round=visit.round,
        stage=machine.procedure.stage(visit.stage),
        opened_at=visit.opened_at,
        deadline=visit.deadline,
        closed_at=visit.closed_at,
        outcome=visit.outcome,
        because=tuple(from_json(phrase) for phrase in visit.because),
        notes=tuple(from_json(phrase) for phrase in visit.notes),
        extensions=visit.extensions,
    )
