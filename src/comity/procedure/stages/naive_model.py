"""Arbitrary procedures, and a model of a case that keeps every position of every round and works everything out anew.

The model counts by the words of RULES.md (brute force over every completion, :mod:`comity.procedure.testing`) and
shares no code with the machine beyond the procedure as data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from comity.procedure.decision import Members, Position, Rule
from comity.procedure.stages.form import Procedure, Stage
from comity.procedure.stages.testing import START
from comity.procedure.testing import final_outcome, naive_outcome

BODY = Members.parse([{"id": "A", "groups": ["founder"]}, {"id": "B"}, {"id": "C"}])
WORDS = ["approve", "approve ad referendum", "object", "abstain"]
FIRM = ["approve", "object", "abstain"]
Data: TypeAlias = dict[str, Any]
ENDS = ["adopted", "rejected", "abandoned"]
IDS = ["first", "second", "third"]

# --- arbitrary procedures --------------------------------------------------------------------------------------------

RESPONSES = ["break", "extend P10D", "exempt the objector", "leave P5D", ["extend P5D", "exempt the objector"]]
TARGETS = [*IDS, *IDS, *ENDS]


class Arbitrary:
    """Procedures made by choices from lists: hypothesis chooses, or a seeded generator."""

    def __init__(self, choose: Callable[[list[Any]], Any]) -> None:
        self.choose = choose

    def targets(self, *outcomes: str) -> Data:
        return {outcome: self.choose(TARGETS) for outcome in outcomes} | {"exhausted": self.choose(ENDS)}

    def threshold(self) -> Data:
        words = ["approve", "approve", "object", "abstain", "approve ad referendum"]
        count = self.choose(
            [self.choose(words), sorted({self.choose(words), self.choose(words)}), {"not": [self.choose(words)]}]
        )
        base = self.choose(["members", "present", "participating", ["approve", "object"], {"group": "founder"}])
        comparison = self.choose(["at_least", "more_than", "at_most", "fewer_than"])
        return {"count": count, "of": base, comparison: self.choose([0, 1, 2, 3, "1/2", "2/3", "all", "none"])}

    def majority(self) -> Data:
        return {"count": "approve", self.choose(["at_least", "more_than"]): self.choose([0, 1, 2, "1/2", "2/3"])}

    def rule(self) -> Data:
        how = self.choose(["majority", "majority", "threshold", "all", "any"])
        parts = [self.threshold() for _ in self.choose([[1], [1, 2]])]
        formula = {"majority": self.majority, "threshold": self.threshold}.get(how, lambda: {how: parts})()
        found: Data = {"adopted_if": formula}
        if self.choose([False, False, False, True]):
            found["quorum"] = {"count": "present", "at_least": self.choose(["1/2", "all", 1])}
        if self.choose([False, False, False, True]):
            found["silent_as"] = self.choose(FIRM)
        return found

    def tacit(self) -> Data:
        return {
            "positions": ["object", "accept"],
            "window": self.choose(["P5D", "P10D"]),
            "defeated_if": {"count": "object", "at_least": self.choose([1, 2, "all", "2/3"])},
            "on_objection": self.choose(RESPONSES),
            "then": self.targets("adopted", "rejected"),
        }

    def decide(self) -> Data:
        found = {
            "positions": WORDS,
            "rule": self.rule(),
            "deadline": self.choose(["P5D", "P10D", "P20D"]),
            "closes": self.choose(["when settled", "when settled", "at deadline", "by the chair"]),
            "then": self.targets("rejected", "lapsed", "no quorum", "unconfirmed"),
        }
        found["then"]["adopted"] = self.choose([*IDS, "adopted"])
        return found | ({"not_before": "P5D"} if self.choose([False, False, False, True]) else {})

    def drafting(self) -> Data:
        return {"deadline": self.choose([None, "P5D", "P10D"]), "then": self.targets("submitted", "lapsed")}

    def stage(self, name: str) -> Data:
        kind = self.choose(["decide", "decide", "decide", "tacit", "drafting"])
        found = {"id": name, "kind": kind, "limit": self.choose([1, 2, 3]), **getattr(self, kind)()}
        extensible = kind != "drafting" and self.choose([False, True])
        return found | ({"extension": self.choose(["once P5D", "twice P10D"])} if extensible else {})

    def carried(self, first: Data) -> Data:
        """A first stage in which cases get far: a majority approves, and must confirm."""
        then = {"adopted": "second", "unconfirmed": self.choose(["third", "abandoned"])}
        closes = self.choose(["when settled", "at deadline"])
        return {
            **first,
            "kind": "decide",
            **self.decide(),
            "rule": {"adopted_if": self.majority()},
            "closes": closes,
        } | {"then": {**self.targets("rejected", "lapsed", "no quorum"), **then}}

    def procedure(self) -> Data:
        listed = [self.stage(name) for name in IDS]
        if self.choose([False, True, True]):
            listed[0] = self.carried({"id": "first", "limit": 2})
        return {"procedure": "arbitrary", "stages": listed, "ends": ENDS}


# --- the model -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def outcome_of(rule: Rule, positions: tuple[tuple[str, str], ...], final: bool) -> str:
    """The outcome of all positions (pairs of member and word), worked out anew."""
    said = {member: Position(word) for member, word in positions}
    return final_outcome(rule, BODY, said) if final else naive_outcome(rule, BODY, said, final=False)


class Model:
    """A case as all that was ever said in it. ``rounds`` holds the positions of every round, by member."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.rounds: list[dict[str, str]] = []
        self.stages: list[str] = []
        self.outcomes: list[str] = []
        self.end: str | None = None
        self.awaited: int | None = None
        self.exempted: set[str] = set()
        self.opened, self.extended, self.moved = START, 0, False
        self.deadline: datetime | None = None
        self.enter(procedure.start, START)

    # what can be worked out

    @property
    def stage(self) -> Stage:
        return self.procedure.stage(self.stages[-1])

    @property
    def held(self) -> dict[str, str]:
        return self.rounds[-1]

    def counted(self, number: int, without: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
        """The positions of a round as they count."""
        stage_ = self.procedure.stage(self.stages[number])
        leads_on = stage_.then.get("adopted") in IDS
        found = {}
        for member, word in self.rounds[number].items():
            if member in without:
                continue
            if word == "approve ad referendum":
                if not leads_on:
                    continue
                if word not in {item.word for item in self.rule_of(number).named}:
                    word = "approve"
            found[member] = word
        return tuple(sorted(found.items()))

    def rule_of(self, number: int) -> Rule:
        rule = self.procedure.stage(self.stages[number]).rule
        assert rule is not None
        return rule

    def outcome(self, number: int = -1, without: Collection[str] = (), final: bool = False) -> str:
        number %= len(self.rounds)
        return outcome_of(self.rule_of(number), self.counted(number, without), final)

    def to_confirm(self) -> set[str]:
        """Who has still to confirm what it said in the stage before."""
        if self.awaited is None:
            return set()
        return {member for member, word in self.rounds[self.awaited].items() if word == "approve ad referendum"}

    def objectors(self) -> set[str]:
        if self.stage.kind != "tacit" or not self.stage.on_objection.exempts:
            return set()
        return {member for member, word in self.held.items() if word == "object"}

    def earliest(self) -> datetime:
        return self.stage.not_before.after(self.opened) if self.stage.not_before else self.opened

    def settled(self, at: datetime) -> str | None:
        if self.stage.kind != "decide" or self.stage.closes != "when settled" or at < self.earliest():
            return None
        outcome = self.outcome()
        return None if outcome == "open" or (outcome == "adopted" and self.to_confirm()) else outcome

    def due(self) -> datetime | None:
        if self.end:
            return None
        if self.settled(self.earliest()):
            return min(self.earliest(), self.deadline) if self.deadline else self.earliest()
        return self.deadline

    # what happens

    def enter(self, target: str, at: datetime) -> None:
        while target in IDS:
            stage_ = self.procedure.stage(target)
            if stage_.limit is None or self.stages.count(target) < stage_.limit:
                self.stages.append(target)
                self.rounds.append({})
                self.opened, self.extended, self.moved = at, 0, False
                self.deadline = stage_.deadline.after(at) if stage_.deadline else None
                return
            target = stage_.then["exhausted"]
        self.end, self.awaited, self.deadline = target, None, None

    def close(self, outcome: str, at: datetime) -> None:
        source, waiting = self.stage, self.to_confirm()
        if self.awaited is not None:
            if waiting and outcome in ("adopted", "submitted"):
                held = self.outcome(self.awaited, without=waiting, final=True) == "adopted"
                outcome = outcome if held else "unconfirmed"
            if outcome == "unconfirmed":
                source = self.procedure.stage(self.stages[self.awaited])
        if outcome == "adopted":
            self.exempted |= self.objectors()
        pending = outcome == "adopted" and "approve ad referendum" in self.held.values()
        self.awaited = len(self.rounds) - 1 if pending and self.stage.then["adopted"] in IDS else None
        self.outcomes.append(outcome)
        self.enter(source.then[outcome], at)

    def said(self, member: str, word: str | None, at: datetime) -> None:
        objected = self.held.get(member) == "object"
        if word is None:
            self.held.pop(member, None)
        else:
            self.held[member] = word
        if self.deadline and self.stage.kind == "tacit" and word == "object" and not objected:
            response = self.stage.on_objection
            if response.extends and not self.moved:
                self.deadline, self.moved = response.extends.after(self.deadline), True
            elif response.leaves:
                self.deadline = max(self.deadline, response.leaves.after(at))
        self.follow(at)

    def follow(self, at: datetime) -> None:
        if self.stage.kind == "tacit" and self.stage.on_objection.breaks and self.outcome() == "adopted":
            self.close("rejected", at)
        elif outcome := self.settled(at):
            self.close(outcome, at)

    def confirm(self, member: str, word: str | None, at: datetime) -> None:
        """A position of the stage before becomes ``word`` (None: it is taken back)."""
        assert self.awaited is not None
        if word is None:
            del self.rounds[self.awaited][member]
        else:
            self.rounds[self.awaited][member] = word
        if self.outcome(self.awaited, final=True) != "adopted":
            self.close("unconfirmed", at)
        elif self.stage.kind != "drafting":
            self.follow(at)

    def at_deadline(self, at: datetime) -> None:
        self.close(self.outcome_at_deadline(), at)

    def outcome_at_deadline(self) -> str:
        if self.stage.kind == "drafting":
            return "lapsed"
        final = self.outcome(final=True)
        if self.stage.kind == "tacit":
            return "rejected" if final == "adopted" else "adopted"
        lapses = final == "rejected" and not self.rule_of(-1).silent_as and self.outcome() == "open"
        return "lapsed" if lapses else final
