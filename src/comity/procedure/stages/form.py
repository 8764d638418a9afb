"""A procedure as data: its stages, what each asks of whom, by when, and where every outcome leads.

Values here are immutable and complete: every default is filled in (:mod:`comity.procedure.stages.reading` says which).
A procedure is known by the SHA-256 of its canonical data; a running case stays on the version it began with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from comity.procedure.decision import Rule
from comity.procedure.formula import AnyOf
from comity.procedure.notation import Duration

Kind: TypeAlias = Literal["decide", "tacit", "drafting"]
Closing: TypeAlias = Literal["when settled", "at deadline", "by the chair"]
Signature: TypeAlias = Literal["session", "key", "passkey"]

KINDS: tuple[Kind, ...] = ("decide", "tacit", "drafting")
CLOSINGS: tuple[Closing, ...] = ("when settled", "at deadline", "by the chair")
SIGNATURES: tuple[Signature, ...] = ("session", "key", "passkey")  # each also does where an earlier one is asked for

ADOPTED, REJECTED, LAPSED, NO_QUORUM = "adopted", "rejected", "lapsed", "no quorum"
UNCONFIRMED, SUBMITTED, EXHAUSTED, ABANDONED = "unconfirmed", "submitted", "exhausted", "abandoned"

FORWARD = (ADOPTED, SUBMITTED)
"""The outcomes with which a case goes on: only then does it matter whether earlier approvals were confirmed."""

OUTCOMES: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "decide": (ADOPTED, REJECTED, LAPSED, NO_QUORUM, UNCONFIRMED, EXHAUSTED),
        "tacit": (ADOPTED, REJECTED, EXHAUSTED),
        "drafting": (SUBMITTED, LAPSED, EXHAUSTED),
    }
)
"""What may stand under ``then``, by kind of stage."""

NEVER = AnyOf(())
"""The formula that holds for no positions: what defeats a tacit stage that nothing defeats."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A deadline may be moved ``times`` times, each time by ``by``, counted from the deadline it replaces."""

    times: int
    by: Duration


@dataclass(frozen=True, slots=True)
class OnObjection:
    """What an objection does to a tacit stage.

    ``breaks``: the stage closes the moment ``defeated_if`` can no longer be undone (silence broken). ``extends``: the
    first objection moves the end of the window, once for all. ``leaves``: after any other objection, members have at
    least so long to follow it. ``exempts``: if the stage is adopted, those who still object are not bound (all three:
    International Convention for the Regulation of Whaling, art. V(3)). Unless it breaks, ``defeated_if`` is judged
    when the window closes, so that objections can be taken back till then.
    """

    breaks: bool = True
    extends: Duration | None = None
    leaves: Duration | None = None
    exempts: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage. ``rule`` is None for drafting; for a tacit stage its formula is what *defeats* it.

    ``deadline`` is the window of a tacit stage. ``then`` names, for every outcome that can come about, the stage or
    the end it leads to. ``ad_referendum`` maps a position to the one it is counted as. ``objections`` are the
    positions that object (tacit stages). ``limit`` is how often a case may enter the stage.
    """

    id: str
    kind: Kind
    title: Mapping[str, str]
    body: str | None = None
    each_member: bool = False
    sub_procedure: str | None = None
    positions: tuple[str, ...] = ()
    rule: Rule | None = None
    deadline: Duration | None = None
    not_before: Duration | None = None
    extension: Extension | None = None
    closes: Closing = "when settled"
    signature: Signature = "session"
    ad_referendum: Mapping[str, str] = field(default_factory=dict)
    on_objection: OnObjection = OnObjection()
    objections: tuple[str, ...] = ()
    limit: int | None = None
    then: Mapping[str, str] = field(default_factory=dict)
    place: str = field(default="stage", compare=False)

    @property
    def takes_positions(self) -> bool:
        """Whether members say something here (anything but drafting)."""
        return self.kind != "drafting"

    @property
    def nothing_defeats(self) -> bool:
        """Whether this is a tacit stage that objections cannot stop, only escape."""
        return self.rule is not None and self.rule.adopted_if == NEVER

    @property
    def rule_names(self) -> frozenset[str]:
        """The words of the positions that the rule itself speaks of."""
        return frozenset(item.word for item in self.rule.named) if self.rule else frozenset()


@dataclass(frozen=True, eq=False)
class Procedure:
    """The way of a question through its stages, in one version; immutable, known by ``digest``.

    ``canonical`` is the data in canonical JSON (RFC 8785), ``digest`` its SHA-256 in hexadecimal.
    """

    id: str
    version: int
    title: Mapping[str, str]
    stages: tuple[Stage, ...]
    ends: tuple[str, ...]
    start: str
    canonical: bytes = field(repr=False)
    digest: str

    @classmethod
    def parse(cls, data: object, place: str = "") -> Procedure:
        """Read a procedure from loaded data.

        Raises the first of the RuleErrors in it, with its place, what was found and what was expected.
        """
        from comity.procedure.stages.reading import read

        found, faults = read(data, place)
        if faults:
            raise faults[0]
        assert found is not None
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Procedure) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def source(self) -> Any:
        """The data it was read from, as a fresh copy."""
        return json.loads(self.canonical)

    @cached_property
    def _by_id(self) -> Mapping[str, Stage]:
        return {stage.id: stage for stage in self.stages}

    def __contains__(self, stage: object) -> bool:
        return stage in self._by_id

    def stage(self, stage: str) -> Stage:
        """The stage of this id; raises KeyError."""
        return self._by_id[stage]

    def leads_on(self, stage: Stage) -> bool:
        """Whether adoption leads to another stage, in whose time *ad referendum* positions can be confirmed."""
        return stage.then.get(ADOPTED) in self._by_id

    def onward(self, stage: Stage) -> str | None:
        """Where the case goes if all goes well: the next stage, or an end."""
        return stage.then.get(ADOPTED if stage.takes_positions else SUBMITTED)

    def main_line(self, start: str | None = None) -> list[Stage]:
        """The stages of a case that meets no obstacle, from ``start`` (default: the first) to an end."""
        line: list[Stage] = []
        at = self._by_id.get(start or self.start)
        while at is not None and at not in line:
            line.append(at)
            at = self._by_id.get(self.onward(at) or "")
        return line
