"""How the acts of cases are drawn at random (see `comity.record.strategies`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from comity.cases import acts
from comity.cases.machines import machine_of
from comity.cases.models import Case, Position, Procedure
from comity.cases.running import venue
from comity.cases.testing import EVERYBODY, MAJORITY, one_stage
from comity.parties.models import Body
from comity.procedure.stages import Machine, Running
from comity.record.acts import Act
from comity.record.strategies import Strategy, steps, words
from comity.record.testing import Doer, Scribe, Step

ATTENDANCES = ("absent", "recused", "not taking part", None)

# Stages in a body and by every member, *ad referendum*, drafting, extension, silence: whatever a case can go through.
WHOLE_WAY: dict[str, Any] = {
    "procedure": "whole-way",
    "stages": [
        {
            "id": "preliminary",
            "body": "commission",
            "positions": ["approve", "approve ad referendum", "object", "abstain"],
            "rule": {
                "adopted_if": {"all": [{"count": "object", "at_most": 0}, {"count": "approve", "more_than": "1/2"}]}
            },
            "deadline": "P10D",
            "extension": "twice P5D",
            "limit": 4,
            "then": {"adopted": "national", "rejected": "drafting", "lapsed": "drafting", "unconfirmed": "drafting"},
        },
        {
            "id": "national",
            "each": "member",
            "sub_procedure": "free",
            "positions": ["confirm", "refuse"],
            "rule": {"adopted_if": {"count": "confirm", "at_least": "all"}},
            "deadline": "P20D",
            "then": {"adopted": "silence", "rejected": "drafting", "lapsed": "drafting"},
        },
        {
            "id": "silence",
            "kind": "tacit",
            "body": "commission",
            "positions": ["object"],
            "defeated_if": {"count": "object", "more_than": 0},
            "window": "P5D",
            "on_objection": "break",
            "then": {"adopted": "adopted", "rejected": "drafting"},
        },
        {"id": "drafting", "deadline": "P30D", "then": {"submitted": "preliminary", "lapsed": "abandoned"}},
    ],
    "ends": ["adopted", "abandoned"],
}
BY_THE_CHAIR = {"closes": "by the chair", "extension": "once P7D"}


def procedures(version: int) -> list[dict[str, Any]]:
    """Procedures that may be published, in this version."""
    return [
        {**WHOLE_WAY, "version": version},
        one_stage(MAJORITY, "majority", version),
        one_stage(EVERYBODY, "everybody", version),
        one_stage(MAJORITY, "chair", version, **BY_THE_CHAIR),
    ]


def open_cases(scribe: Scribe) -> Iterator[tuple[Case, Machine]]:
    """The cases that have not ended, each with its machine."""
    for case in scribe.rows.rows(Case):
        if case.is_open:
            yield case, machine_of(scribe.rows, case)


def _members(case: Case, machine: Machine) -> tuple[str, ...]:
    """Who is entitled to a position now."""
    stage = machine.procedure.stage(case.stage)
    return tuple(machine.sitting(case.stage).members.ids) if stage.takes_positions else ()


def _in_time(scribe: Scribe, case: Case) -> bool:
    return case.deadline is None or scribe.now < case.deadline


def _publish(scribe: Scribe) -> SearchStrategy[Step] | None:
    if len(scribe.rows.tables[Procedure]) >= 6:
        return None
    versions = {procedure.name: procedure.version for procedure in scribe.rows.rows(Procedure)}
    sources = [
        source
        for source in procedures(1)
        if all(scribe.rows.read(Body, body) for body in _bodies_of(source)) and versions.get(source["procedure"], 0) < 2
    ]
    if not sources:
        return None

    def publish(source: dict[str, Any], title: dict[str, str]) -> Act:
        version = versions.get(source["procedure"], 0) + 1
        return acts.PublishProcedure(title=title, source={**source, "version": version})

    return steps(st.builds(publish, st.sampled_from(sources), words()), scribe.doers(acts.PublishProcedure))


def _bodies_of(source: dict[str, Any]) -> set[str]:
    return {stage["body"] for stage in source["stages"] if "body" in stage}


def puttable(scribe: Scribe, act: type[Act]) -> list[tuple[str, str, Doer]]:
    """Bodies and published procedures under which something may be put to them, and by whom."""
    return [
        (body.id, procedure.id, doer)
        for body in scribe.rows.rows(Body)
        for procedure in scribe.rows.rows(Procedure)
        for doer in scribe.doers(act, venue=body.id)
        if body.dissolved_at is None
    ]


def _put(scribe: Scribe) -> SearchStrategy[Step] | None:
    ways = puttable(scribe, acts.PutQuestion)
    if not ways or sum(1 for _ in open_cases(scribe)) >= 4:
        return None
    case = f"case-{len(scribe.rows.tables[Case])}"
    text = scribe.ledger.deposit(f"The question {case}.".encode())

    def put(way: tuple[str, str, Doer], title: dict[str, str]) -> Step:
        body, procedure, doer = way
        return Step(acts.PutQuestion(case=case, body=body, procedure=procedure, title=title, text=text), doer)

    return st.builds(put, st.sampled_from(ways), words())


def _by_members(scribe: Scribe, act: type[Act], *, timely: bool = True) -> list[tuple[Case, Machine, Doer]]:
    """Every open case with every doer who may act in it for a member entitled to."""
    return [
        (case, machine, doer)
        for case, machine in open_cases(scribe)
        if not timely or _in_time(scribe, case)
        for member in _members(case, machine)
        for doer in scribe.doers(act, party=member, venue=venue(scribe.rows, case))
    ]


def _take(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        place
        for place in _by_members(scribe, acts.TakePosition)
        if _held(scribe, place[0], place[2].by.party) not in ("recused", "not taking part")
    ]
    if not places:
        return None

    @st.composite
    def take(draw: st.DrawFn) -> Step:
        case, machine, doer = draw(st.sampled_from(places))
        position = draw(st.sampled_from(machine.procedure.stage(case.stage).positions))
        texts: dict[str, Any] = {name: draw(words(0)) for name in ("reservation", "declaration", "explanation")}
        act = acts.TakePosition(case=case.id, round=case.round, on=case.subject_version, position=position, **texts)
        return Step(act, doer)

    return take()


def _held(scribe: Scribe, case: Case, member: str) -> str:
    found = scribe.rows.read(Position, case.id, case.round, member)
    return "" if found is None else found.position


def _withdraw(scribe: Scribe) -> SearchStrategy[Step] | None:
    held = [
        Step(acts.WithdrawPosition(case=case.id, round=case.round), doer)
        for case, machine, doer in _by_members(scribe, acts.WithdrawPosition)
        if _held(scribe, case, doer.by.party) in machine.procedure.stage(case.stage).positions
    ]
    return st.sampled_from(held) if held else None


def _confirm(scribe: Scribe) -> SearchStrategy[Step] | None:
    awaited = []
    for case, machine in open_cases(scribe):
        running = Running.from_json(case.state)
        # The approval of *whole-way* is the only position taken ad referendum.
        others = ("object", "abstain") if machine.procedure.id == WHOLE_WAY["procedure"] else ()
        due = [(case.round, member) for member in running.unconfirmed]
        due += [(running.awaited.round, member) for member in running.awaited.members] if running.awaited else []
        for round_, member in due if _in_time(scribe, case) else ():
            for doer in scribe.doers(acts.ConfirmPosition, party=member, venue=venue(scribe.rows, case)):
                for instead in (None, None, "", *others):
                    act = acts.ConfirmPosition(case=case.id, round=round_, instead=instead)
                    awaited.append(Step(act, doer))
    return st.sampled_from(awaited) if awaited else None


def _extend(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (case, doer)
        for case, machine in open_cases(scribe)
        if _in_time(scribe, case) and (extension := machine.procedure.stage(case.stage).extension) is not None
        if Running.from_json(case.state).extended < extension.times
        for doer in scribe.doers(acts.ExtendDeadline, venue=venue(scribe.rows, case))
    ]
    if not places:
        return None
    return st.builds(
        lambda place, reason: Step(
            acts.ExtendDeadline(case=place[0].id, round=place[0].round, reason=reason), place[1]
        ),
        st.sampled_from(places),
        words(),
    )


def _close(scribe: Scribe) -> SearchStrategy[Step] | None:
    due = [
        Step(acts.CloseStage(case=case.id, round=case.round), doer)
        for case, machine in open_cases(scribe)
        for doer in scribe.doers(acts.CloseStage, venue=venue(scribe.rows, case))
        if (case.due is not None and case.due <= scribe.now)
        if doer.by.is_system or machine.procedure.stage(case.stage).closes == "by the chair"
    ]
    return st.sampled_from(due) if due else None


def _attend(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (case, member, doer)
        for case, machine in open_cases(scribe)
        if _in_time(scribe, case)
        for member in _members(case, machine)
        for doer in scribe.doers(acts.RecordAttendance, venue=venue(scribe.rows, case))
    ]
    if not places:
        return None

    def attend(place: tuple[Case, str, Doer], attendance: Any) -> Step:
        case, member, doer = place
        noted = acts.RecordAttendance(case=case.id, round=case.round, member=member, attendance=attendance)
        return Step(noted, doer)

    return st.builds(attend, st.sampled_from(places), st.sampled_from(ATTENDANCES))


def _abandon(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = [
        (case, doer)
        for case, machine in open_cases(scribe)
        if case.subject_kind == acts.QUESTION and "abandoned" in machine.procedure.ends
        for doer in scribe.doers(acts.AbandonCase, venue=venue(scribe.rows, case))
        if doer.by.party in (case.opened_by, "secretariat")
    ]
    if not places:
        return None
    return st.builds(
        lambda place, reason: Step(acts.AbandonCase(case=place[0].id, reason=reason), place[1]),
        st.sampled_from(places),
        words(),
    )


def _note(scribe: Scribe) -> SearchStrategy[Step] | None:
    places = _by_members(scribe, acts.NoteStep, timely=False)
    if not places:
        return None

    def note(place: tuple[Case, Machine, Doer], step: dict[str, str], status: str, remark: dict[str, str]) -> Step:
        case, _machine, doer = place
        return Step(acts.NoteStep(case=case.id, round=case.round, step=step, status=status, remark=remark), doer)

    return st.builds(note, st.sampled_from(places), words(), st.sampled_from(["begun", "done", "held up"]), words(0))


OFTEN = (acts.TakePosition,)
STRATEGIES: Mapping[type[Act], Strategy] = {
    acts.PublishProcedure: _publish,
    acts.PutQuestion: _put,
    acts.TakePosition: _take,
    acts.WithdrawPosition: _withdraw,
    acts.ConfirmPosition: _confirm,
    acts.ExtendDeadline: _extend,
    acts.CloseStage: _close,
    acts.RecordAttendance: _attend,
    acts.AbandonCase: _abandon,
    acts.NoteStep: _note,
}
