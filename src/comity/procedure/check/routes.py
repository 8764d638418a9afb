"""Where a case can go: unreachable stages, circles without a limit, ways without an end, waiting for ever. Exact.

A stage's outcomes are taken to be all possible here; whether its rule allows them is another question
(:mod:`comity.procedure.check.rules`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.phrase import Phrase
from comity.procedure.check.findings import Finding
from comity.procedure.stages.form import UNCONFIRMED, Procedure, Stage

Graph = Mapping[str, frozenset[str]]


def routes(procedure: Procedure) -> Iterator[Finding]:
    """Every finding about the ways of a case through a procedure."""
    graph = _graph(procedure)
    reached = _reachable(graph, procedure.start)
    yield from _unreachable(procedure, reached)
    yield from _endless(procedure, graph, reached)
    yield from _circles(procedure, reached)
    for stage in procedure.stages:
        if stage.id in reached:
            yield from _waiting(stage)


def _graph(procedure: Procedure) -> Graph:
    """Which stages and ends can follow each stage.

    Where positions *ad referendum* of a stage are not confirmed, it is the stage after it that closes and the case goes
    where the first one says.
    """
    found = {stage.id: set(_leads_to(stage)) for stage in procedure.stages}
    for stage in procedure.stages:
        following = procedure.onward(stage)
        if UNCONFIRMED in stage.then and following in found:
            found[following].add(stage.then[UNCONFIRMED])
    return {stage: frozenset(targets) for stage, targets in found.items()}


def _leads_to(stage: Stage) -> Iterator[str]:
    for outcome, target in stage.then.items():
        if outcome != UNCONFIRMED:
            yield target


def _reachable(graph: Graph, start: str) -> set[str]:
    found, ahead = {start}, [start]
    while ahead:
        for target in graph.get(ahead.pop(), ()):
            if target not in found:
                found.add(target)
                ahead.append(target)
    return found


def _unreachable(procedure: Procedure, reached: set[str]) -> Iterator[Finding]:
    for stage in procedure.stages:
        if stage.id not in reached:
            said = Phrase('No way leads to the stage "{stage}": it can never open.', {"stage": stage.id})
            yield Finding("error", "Unreachable", stage.place, said)
    for index, end in enumerate(procedure.ends):
        if end not in reached and end != "abandoned":
            said = Phrase('No way leads to the end "{end}".', {"end": end})
            yield Finding("warning", "UnreachableEnd", f"ends[{index}]", said)


def _endless(procedure: Procedure, graph: Graph, reached: set[str]) -> Iterator[Finding]:
    """Stages from which no end can be reached at all."""
    ends = set(procedure.ends)
    for stage in procedure.stages:
        if stage.id in reached and not ends & _reachable(graph, stage.id):
            said = Phrase('From the stage "{stage}" no end can be reached.', {"stage": stage.id})
            yield Finding("error", "NoEnd", stage.place, said)


def _circles(procedure: Procedure, reached: set[str]) -> Iterator[Finding]:
    """Circles that a case could go round for ever: none of their stages has a limit.

    Of circles that meet only one is told, for one limit may break them all. Its place is that of drafting, if it passes
    there, since that is where resubmissions are limited.
    """
    free = {stage.id: stage for stage in procedure.stages if stage.limit is None and stage.id in reached}
    whole = _graph(procedure)
    graph = {stage: {each for each in whole[stage] if each in free} for stage in free}
    told: set[str] = set()
    for start in graph:
        circle = _circle(graph, start)
        if not circle or told.intersection(circle):
            continue
        told.update(circle)
        way = " → ".join([*circle, circle[0]])
        said = Phrase(
            "A case can go round for ever: {way}. Give one of these stages a limit, such as limit: 3.", {"way": way}
        )
        limited = next((each for each in circle if not free[each].takes_positions), circle[0])
        yield Finding("error", "NoLimit", free[limited].place, said)


def _circle(graph: Mapping[str, set[str]], start: str) -> list[str]:
    """The shortest way from a stage back to itself; empty if there is none."""
    came: dict[str, str] = {}
    ahead = [start]
    while ahead:
        following: list[str] = []
        for each in ahead:
            for target in sorted(graph[each]):
                if target == start:
                    return _way(came, start, each)
                if target not in came:
                    came[target] = each
                    following.append(target)
        ahead = following
    return []


def _way(came: Mapping[str, str], start: str, last: str) -> list[str]:
    way = [last]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _waiting(stage: Stage) -> Iterator[Finding]:
    """Whether a case may wait in a stage for ever."""
    if stage.deadline is not None:
        return
    values = {"stage": stage.id}
    if stage.kind == "drafting":
        said = Phrase('The stage "{stage}" has no deadline: a case waits in it until somebody submits.', values)
    elif stage.kind == "decide" and stage.closes == "by the chair":
        said = Phrase('The stage "{stage}" has no deadline: a case waits in it until the chair closes it.', values)
    elif stage.kind == "decide":
        said = Phrase(
            'The stage "{stage}" has no deadline: if members take no position, a case waits in it for ever.', values
        )
    else:
        return  # a tacit stage without a window is an error already
    yield Finding("warning", "NoDeadline", stage.place, said)
