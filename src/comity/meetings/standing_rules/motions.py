"""Procedural motions, in the order of their precedence."""

from __future__ import annotations

from typing import Any, cast

from comity.meetings.standing_rules.form import DECIDED_BY, Motion, Speakers, Who
from comity.meetings.standing_rules.shapes import titles, whole, whom
from comity.procedure import notation
from comity.procedure.decision import Rule
from comity.procedure.errors import DuplicateKey, WrongKind
from comity.procedure.notation import shown

OPTIONAL = ["title", "moved_by", "speakers", "decided_by", "rule", "appeal", "interrupts", "during_voting", "cites"]
INTERRUPTS = ["a speaker", "nobody"]


def motions(data: object, place: str, ordinary: Rule) -> tuple[Motion, ...]:
    """The motions a body knows; the one that comes first has precedence over all others."""
    found: list[Motion] = []
    for index, one in enumerate(notation.sequence(data, place, what="a list of motions, the first coming first")):
        where = f"{place}[{index}]"
        motion = _motion(one, where, ordinary)
        if any(motion.id == other.id for other in found):
            raise DuplicateKey(f"{where}.id", shown(motion.id), "each motion once")
        found.append(motion)
    return tuple(found)


def _motion(data: object, place: str, ordinary: Rule) -> Motion:
    given = notation.mapping(data, place, required=["id"], optional=OPTIONAL)
    name = notation.word(given["id"], f"{place}.id")
    by = cast(Any, notation.one_of(given.get("decided_by", "vote"), f"{place}.decided_by", DECIDED_BY))
    if by != "vote" and "rule" in given:
        raise WrongKind(f"{place}.rule", shown(given["rule"]), "no rule, for the motion is not voted on")
    if by != "chair" and "appeal" in given:
        raise WrongKind(f"{place}.appeal", shown(given["appeal"]), "no appeal, for the chair does not rule on it")
    rule = Rule.parse(given["rule"], f"{place}.rule") if "rule" in given else ordinary
    return Motion(
        id=name,
        title=titles(given.get("title"), f"{place}.title", name),
        moved_by=whom(given, "moved_by", place, (Who.MEMBER,)),
        speakers=_speakers(given.get("speakers", {}), f"{place}.speakers"),
        decided_by=by,
        rule=rule if by == "vote" else None,
        appeal=Rule.parse(given["appeal"], f"{place}.appeal") if "appeal" in given else None,
        interrupts=notation.one_of(given.get("interrupts", "nobody"), f"{place}.interrupts", INTERRUPTS) == "a speaker",
        during_voting=notation.one_of(given.get("during_voting", "no"), f"{place}.during_voting", ["yes", "no"])
        == "yes",
        cites=str(given.get("cites", "")),
    )


def _speakers(data: object, place: str) -> Speakers:
    given = notation.mapping(data, place, optional=["for", "against"])
    numbers = {side: whole(most, f"{place}.{side}", least=0, most=1000) for side, most in given.items()}
    return Speakers(numbers.get("for", 0), numbers.get("against", 0))
