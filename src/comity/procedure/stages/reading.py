"""Reading a procedure from data: every fault is collected with its place, every default filled in.

Defaults, in one place:

- ``kind``: ``decide`` with a rule, ``drafting`` without; ``version``: 1; ``start``: the first stage.
- ``positions``: those the rule declares; else those it names, with the others of their family (yes, no, abstain, …).
  Of a tacit stage: those ``defeated_if`` names, else ``object``.
- A stage with neither ``body`` nor ``each: member`` asks all members. ``signature``: session. ``closes``: when
  settled. ``on_objection``: break.
- *X ad referendum* is counted as *X*, where both are positions of the stage.
- ``then.adopted``: the next stage that is not drafting, else the end ``adopted``. ``rejected``: the only drafting
  stage, else the end ``rejected`` or ``abandoned``. ``lapsed``: as rejected (of drafting: an end). ``no quorum`` and
  ``unconfirmed``: as lapsed. ``submitted``: the first stage that takes positions. ``exhausted`` (the limit is
  reached): an end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, cast

import rfc8785

from comity.procedure import notation
from comity.procedure.errors import MissingKey, OutOfRange, RuleError, WrongKind
from comity.procedure.notation import choices, shown
from comity.procedure.position import nearest
from comity.procedure.stages.errors import CircularLimits, DuplicateStage, UnknownTarget
from comity.procedure.stages.form import (
    ABANDONED,
    ADOPTED,
    EXHAUSTED,
    LAPSED,
    NO_QUORUM,
    OUTCOMES,
    REJECTED,
    SUBMITTED,
    UNCONFIRMED,
    Procedure,
    Stage,
)
from comity.procedure.stages.stage_reading import read_stage, titles

T = TypeVar("T")
MAX_STAGES = 100
MAX_LIMIT = 1000


class Faults(list[RuleError]):
    """What is wrong with a procedure, in the order met."""

    def attempt(self, read: Callable[[], T], otherwise: T) -> T:
        """What ``read`` gives, or ``otherwise`` where it raises; the error is kept."""
        try:
            return read()
        except RuleError as error:
            self.append(error)
            return otherwise


def read(data: object, place: str = "") -> tuple[Procedure | None, list[RuleError]]:
    """A procedure and everything wrong with it.

    With faults the procedure holds what could be read (for analysis only, never to be run); None if nothing could.
    """
    faults = Faults()
    at = f"{place}." if place else ""
    required, optional = ["procedure", "stages", "ends"], ["version", "title", "start", "source", "note"]
    if not isinstance(data, Mapping):
        return None, [WrongKind(place or "file", shown(data), f"a mapping with {choices([*required, *optional])}")]
    faults.attempt(lambda: notation.mapping(data, place or "file", required=required, optional=optional), data)
    name = faults.attempt(lambda: notation.word(data.get("procedure", "unnamed"), f"{at}procedure"), "unnamed")
    for key in ("source", "note"):
        if key in data and not isinstance(data[key], str):
            faults.append(WrongKind(f"{at}{key}", shown(data[key]), "a text"))
    stages = _stages(data.get("stages", []), f"{at}stages", faults) if "stages" in data else []
    ends = _ends(data.get("ends", []), f"{at}ends", stages, faults) if "ends" in data else ()
    if not stages:
        return None, faults
    start = faults.attempt(lambda: _start(data.get("start"), f"{at}start", stages), stages[0].id)
    stages = [replace(each, then=_Targets(each, stages, ends, start, faults).resolved()) for each in stages]
    faults += _circles(stages)
    canonical = faults.attempt(lambda: _canonical(data, place or "file"), b"{}")
    return Procedure(
        id=name,
        version=faults.attempt(lambda: _version(data.get("version", 1), f"{at}version"), 1),
        title=faults.attempt(lambda: titles(data.get("title"), f"{at}title", name), {"en": name}),
        stages=tuple(stages),
        ends=ends,
        start=start,
        canonical=canonical,
        digest=hashlib.sha256(canonical).hexdigest(),
    ), faults


def _canonical(data: Mapping[str, Any], place: str) -> bytes:
    try:
        return rfc8785.dumps(cast(Any, data))
    except rfc8785.CanonicalizationError as error:
        raise OutOfRange(place, str(error), "words, lists, mappings, and integers of at most 53 bits") from error


def _circles(stages: list[Stage]) -> list[RuleError]:
    """Stages whose limits, once reached, send a case from one to the other for ever."""
    by_id = {stage.id: stage for stage in stages}
    found: list[RuleError] = []
    for stage in stages:
        way = [stage]
        while (following := by_id.get(way[-1].then.get(EXHAUSTED, ""))) and following not in way:
            way.append(following)
        if following is stage:
            said = " → ".join(each.id for each in [*way, stage])
            found.append(CircularLimits(f"{stage.place}.then.{EXHAUSTED}", said, "a way out of the circle, to an end"))
    return found


def _version(data: object, place: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise WrongKind(place, shown(data), "a whole number such as 1")
    if not 1 <= data <= 999_999:
        raise OutOfRange(place, shown(data), "a number from 1 to 999999")
    return data


def _stages(data: object, place: str, faults: Faults) -> list[Stage]:
    listed = _listed(data, place, "a list of stages, not empty", faults)
    if len(listed) > MAX_STAGES:
        faults.append(OutOfRange(place, f"{len(listed)} stages", f"at most {MAX_STAGES}"))
    found: dict[str, Stage] = {}
    for index, each in enumerate(listed[:MAX_STAGES]):
        stage = read_stage(each, f"{place}[{index}]", faults.attempt)
        if stage is None:
            continue
        if stage.id in found:
            faults.append(DuplicateStage(f"{place}[{index}].id", shown(stage.id), "each id once"))
            continue
        found[stage.id] = stage
    return list(found.values())


def _listed(data: object, place: str, what: str, faults: Faults) -> Sequence[Any]:
    nothing: Sequence[Any] = ()
    return faults.attempt(lambda: notation.sequence(data, place, what=what, empty=False), nothing)


def _ends(data: object, place: str, stages: list[Stage], faults: Faults) -> tuple[str, ...]:
    ids = {stage.id for stage in stages}
    found: list[str] = []
    for index, each in enumerate(_listed(data, place, "a list of ends, not empty", faults)):
        where = f"{place}[{index}]"
        end = faults.attempt(partial(notation.word, each, where, what="the name of an end"), "")
        if end in ids or end in found:
            faults.append(DuplicateStage(where, shown(end), "a name that no stage and no other end has"))
        elif end:
            found.append(end)
    return tuple(found)


def _start(data: object, place: str, stages: list[Stage]) -> str:
    ids = [stage.id for stage in stages]
    return ids[0] if data is None else notation.one_of(data, place, ids)


class _Targets:
    """Where every outcome of a stage leads: as written, or by default."""

    def __init__(self, stage: Stage, stages: list[Stage], ends: tuple[str, ...], start: str, faults: Faults) -> None:
        self._stage, self._stages, self._ends, self._start, self._faults = stage, stages, ends, start, faults
        self._place = f"{stage.place}.then"

    def resolved(self) -> Mapping[str, str]:
        known = [stage.id for stage in self._stages] + list(self._ends)
        written: dict[str, str] = {}
        for outcome, target in self._stage.then.items():
            if target in known:
                written[outcome] = target
                continue
            near = nearest(target, known)
            hint = f" (did you mean {shown(near)}?)" if near else ""
            self._faults.append(UnknownTarget(f"{self._place}.{outcome}", shown(target), choices(known) + hint))
        found: dict[str, str] = {}
        for outcome in self._possible():
            leads_to = written.get(outcome) or self._default(outcome, found)
            if leads_to is not None:
                found[outcome] = leads_to
            elif outcome not in self._stage.then and not self._rests_on_another(outcome):
                self._faults.append(MissingKey(self._place, choices(self._stage.then) or "nothing", shown(outcome)))
        if found.get(ADOPTED) in self._ends:
            found.pop(UNCONFIRMED, None)
        return found

    def _possible(self) -> list[str]:
        """The outcomes that can come about, those first on which others' defaults rest."""
        stage = self._stage
        if stage.kind == "drafting":
            possible = {SUBMITTED: True, LAPSED: stage.deadline is not None}
        elif stage.kind == "tacit":
            possible = {ADOPTED: True, REJECTED: not stage.nothing_defeats}
        else:
            possible = {
                ADOPTED: True,
                REJECTED: True,
                LAPSED: stage.deadline is not None,
                NO_QUORUM: stage.rule is not None and stage.rule.quorum is not None,
                UNCONFIRMED: bool(stage.ad_referendum),
            }
        possible[EXHAUSTED] = stage.limit is not None
        return [outcome for outcome in OUTCOMES[stage.kind] if possible.get(outcome)]

    def _default(self, outcome: str, found: Mapping[str, str]) -> str | None:
        if outcome in self._stage.then:
            return None  # written, but leads nowhere: said already
        if outcome == ADOPTED:
            return self._next() or self._end(ADOPTED)
        if outcome == SUBMITTED:
            return next((stage.id for stage in self._by_start() if stage.takes_positions), None)
        if outcome == EXHAUSTED or self._stage.kind == "drafting":
            return self._end(ABANDONED) or self._end(REJECTED)
        if outcome == REJECTED:
            drafting = [stage.id for stage in self._stages if not stage.takes_positions]
            return drafting[0] if len(drafting) == 1 else self._end(REJECTED) or self._end(ABANDONED)
        return found.get(LAPSED) or found.get(REJECTED)

    def _rests_on_another(self, outcome: str) -> bool:
        """Whether an outcome goes where another does by default, so that only the other is missing."""
        return self._stage.kind == "decide" and outcome in (LAPSED, NO_QUORUM, UNCONFIRMED)

    def _end(self, name: str) -> str | None:
        return name if name in self._ends else None

    def _next(self) -> str | None:
        after = self._stages[[stage.id for stage in self._stages].index(self._stage.id) + 1 :]
        return next((stage.id for stage in after if stage.takes_positions), None)

    def _by_start(self) -> list[Stage]:
        """The stages in order, from the one a case starts in."""
        return sorted(self._stages, key=lambda stage: stage.id != self._start)
