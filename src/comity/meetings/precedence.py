"""The order in which things are put to the vote: motions by precedence, amendments, parts, the whole. Pure.

Sources: Rules of procedure of the General Assembly (A/520), rules 118 (suspension or adjournment of the meeting), 119
(order of procedural motions), 116 and 117 (adjournment and closure of debate), 129 (division), 130 (amendments), 131
(order of proposals); 122 and 128 (withdrawal; conduct during voting).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

SUSPENSION = "suspension of the sitting"
ADJOURNMENT = "adjournment of the sitting"
DEBATE_ADJOURNED = "adjournment of the debate"
CLOSURE = "closure of the debate"
MOTIONS: tuple[str, ...] = (SUSPENSION, ADJOURNMENT, DEBATE_ADJOURNED, CLOSURE)


class QuestionKind(StrEnum):
    """What a question is."""

    PROPOSAL = "proposal"
    MOTION = "motion"
    AMENDMENT = "amendment"
    PART = "part"
    CHALLENGE = "challenge"
    ELECTION = "election"


@dataclass(frozen=True, slots=True)
class Pending:
    """A question that waits to be put.

    ``on`` is the question it belongs to: a motion's or challenge's proposal, an amendment's, a part's. ``motion`` is a
    motion's kind; ``place`` its place in the chair's order among its like; ``made`` counts questions in time.
    """

    id: str
    matter: QuestionKind
    made: int
    on: str = ""
    motion: str = ""
    place: int | None = None


def order(pending: Iterable[Pending], motions: Sequence[str] = MOTIONS) -> list[str]:
    """The questions that wait, in the order in which they are put.

    A challenge to a ruling first; then motions by their precedence, the earlier first among the same; then, in the
    order in which proposals were made, each with its amendments, then its parts, then itself.
    """
    waiting = list(pending)
    by_id = {one.id: one for one in waiting}
    rank = {kind: place for place, kind in enumerate(motions)}

    def key(one: Pending) -> tuple[int, int, int, int, int]:
        if one.matter is QuestionKind.CHALLENGE:
            return (0, 0, 0, 0, one.made)
        if one.matter is QuestionKind.MOTION:
            return (1, rank.get(one.motion, len(rank)), 0, 0, one.made)
        trunk = by_id.get(one.on, one)
        layer = {QuestionKind.AMENDMENT: 0, QuestionKind.PART: 1}.get(one.matter, 2)
        inner = one.place if one.place is not None else len(waiting)
        return (2, trunk.made, layer, inner, one.made)

    return [one.id for one in sorted(waiting, key=key)]


@dataclass(frozen=True, slots=True)
class Change:
    """An amendment: what it does to the text, and how much of it (words taken out, words put in)."""

    id: str
    deletes: int
    adds: int
    made: int


def furthest_first(changes: Iterable[Change]) -> list[str]:
    """Amendments in the order of voting that is proposed to the chair: the furthest removed from the text first.

    What is furthest *in substance* the chair rules; the proposal goes by how much of the text would go, then by how
    much would come, then by time. A pure deletion stands before a change of the same words.
    """
    return [one.id for one in sorted(changes, key=lambda one: (-one.deletes, one.adds > 0, -one.adds, one.made))]


def not_put(adopted: str, excludes: Mapping[str, Iterable[str]], waiting: Iterable[str]) -> list[str]:
    """The amendments that are not put because the adopted one implies their rejection, either way round (rule 130)."""
    barred = set(excludes.get(adopted, ()))
    return [one for one in waiting if one in barred or adopted in set(excludes.get(one, ()))]


def divided(parts: Sequence[tuple[str, str]], operative: Iterable[str]) -> str:
    """What follows from the votes on parts, ``(part, outcome)``: ``whole`` if what remains is put as a whole, or
    ``rejected`` if all operative parts were (rule 129)."""
    outcomes = dict(parts)
    kept = [part for part in operative if outcomes.get(part) == "adopted"]
    return "whole" if kept else "rejected"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Until when a question may be withdrawn, and by whom, under the rules of procedure."""

    until: str = "voting begins"
    by_chair: bool = True

    def refused(self, *, mover: bool, positions: int, amended: bool, decided: bool) -> str:
        """Why the question cannot be withdrawn, or an empty string: it can.

        ``positions`` counts those taken in a vote on it. Until ``the vote is closed`` is the wider of the two rules.
        """
        if decided:
            return "decided"
        if not mover and not self.by_chair:
            return "not the mover"
        if self.until == "voting begins" and positions:
            return "voting has begun"
        if amended and self.until == "voting begins":
            return "amended"
        return ""
