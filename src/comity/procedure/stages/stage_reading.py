"""Reading one stage of a procedure; each fault is reported to ``attempt`` and the rest is read all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from comity.procedure import formula, notation
from comity.procedure.decision import Rule
from comity.procedure.errors import MissingKey, OutOfRange, UnknownKey, WrongKind
from comity.procedure.notation import Duration, choices, shown
from comity.procedure.position import ATTENDANCE, nearest, require_known
from comity.procedure.stages.errors import NoWindow
from comity.procedure.stages.form import (
    CLOSINGS,
    KINDS,
    NEVER,
    OUTCOMES,
    REJECTED,
    SIGNATURES,
    Closing,
    Extension,
    Kind,
    OnObjection,
    Signature,
    Stage,
)

T = TypeVar("T")


class Attempt(Protocol):
    """Keeps an error and gives something else instead (:meth:`Faults.attempt`)."""

    def __call__(self, read: Callable[[], T], otherwise: T) -> T: ...


AD_REFERENDUM = " ad referendum"
MAX_TIMES = 1000

# Words that are offered together: where a rule names one, members may say the others as well.
FAMILIES = (
    ("yes", "no", "abstain"),
    ("approve", "object", "abstain"),
    ("confirm", "refuse"),
    ("accept", "reject", "abstain"),
)

_COMMON = ("id", "kind", "then", "limit", "extension", "body", "each", "signature", "title", "note", "source")
_VOTING = (*_COMMON, "positions", "sub_procedure")
KEYS: Mapping[Kind, tuple[str, ...]] = {
    "decide": (*_VOTING, "rule", "deadline", "not_before", "closes", "ad_referendum"),
    "tacit": (*_VOTING, "defeated_if", "window", "on_objection", "objections"),
    "drafting": (*_COMMON, "deadline"),
}


def read_stage(data: object, place: str, attempt: Attempt) -> Stage | None:
    """A stage with its own defaults; where its outcomes lead is still as written. None if it has no id."""
    if not isinstance(data, Mapping):
        attempt(lambda: notation.mapping(data, place, what="a stage, such as {id: preliminary, rule: …}"), data)
        return None
    otherwise: Kind = "decide" if "rule" in data else "drafting"
    kind = attempt(lambda: _kind(data, place), otherwise)
    nothing: dict[str, Any] = {}
    attempt(lambda: _keys(data, place, kind), None)
    name = attempt(lambda: notation.word(data["id"], f"{place}.id", what="the stage's id"), "") if "id" in data else ""
    if not name:
        return None
    stage = Stage(
        id=name,
        kind=kind,
        title=attempt(lambda: titles(data.get("title"), f"{place}.title", name), {"en": name}),
        limit=attempt(lambda: _number(data.get("limit"), f"{place}.limit"), None),
        extension=attempt(lambda: _extension(data.get("extension"), f"{place}.extension"), None),
        signature=attempt(lambda: _signature(data.get("signature", "session"), f"{place}.signature"), SIGNATURES[-1]),
        then=attempt(lambda: _then(data.get("then", {}), f"{place}.then", kind), {}),
        place=place,
        **attempt(lambda: _whom(data, place), nothing),
    )
    more = {"decide": _decide, "tacit": _tacit, "drafting": _drafting}[kind]
    stage = more(stage, data, attempt)
    if stage.extension and not stage.deadline:
        attempt(lambda: _no_deadline(f"{place}.extension", data), None)
    return stage


def _kind(data: Mapping[str, Any], place: str) -> Kind:
    if "kind" in data:
        return notation.one_of(data["kind"], f"{place}.kind", KINDS)  # type: ignore[return-value]
    if "rule" in data:
        return "decide"
    for key in ("window", "defeated_if", "on_objection"):
        if key in data:
            raise MissingKey(place, choices(data), f"kind: tacit, which goes with {key},")
    if "positions" in data:
        raise MissingKey(place, choices(data), "rule, which says when the positions adopt,")
    return "drafting"


def _keys(data: Mapping[str, Any], place: str, kind: Kind) -> None:
    """Refuse keys that this kind of stage does not know; the nearest that it knows is named."""
    known = KEYS[kind]
    for key in data:
        if key not in known:
            near = nearest(str(key), known)
            hint = f" (did you mean {near}?)" if near else ""
            raise UnknownKey(place, shown(key), f"in a stage of kind {kind} one of {', '.join(known)}{hint}")
    for key in ("id", "rule") if kind == "decide" else ("id",):
        if key not in data:
            raise MissingKey(place, choices(data) if data else "an empty mapping", key)


# --- whole stages ----------------------------------------------------------------------------------------------------


def _decide(stage: Stage, data: Mapping[str, Any], attempt: Attempt) -> Stage:
    place = stage.place
    rule = None
    if "rule" in data:
        rule = attempt(lambda: _rule(data, place), None)
    positions = tuple(word for word in (rule.declared or ()) if word not in ATTENDANCE) if rule else ()
    deadline = attempt(lambda: _span(data.get("deadline"), f"{place}.deadline"), None)
    return replace(
        stage,
        rule=rule,
        positions=positions,
        deadline=deadline,
        not_before=attempt(lambda: _not_before(data.get("not_before"), f"{place}.not_before", deadline), None),
        closes=attempt(lambda: _closes(data.get("closes", CLOSINGS[0]), f"{place}.closes", deadline), CLOSINGS[0]),
        ad_referendum=attempt(
            lambda: _ad_referendum(data.get("ad_referendum"), f"{place}.ad_referendum", positions), {}
        ),
    )


def _tacit(stage: Stage, data: Mapping[str, Any], attempt: Attempt) -> Stage:
    place = stage.place
    response = attempt(lambda: _on_objection(data.get("on_objection", "break"), f"{place}.on_objection"), OnObjection())
    rule = attempt(lambda: _defeat(data, place, response), None)
    positions = rule.declared if rule and rule.declared else ("object",)
    return replace(
        stage,
        rule=rule,
        positions=positions,
        deadline=attempt(lambda: _window(data, place), None),
        on_objection=response,
        objections=attempt(lambda: _objections(data.get("objections"), f"{place}.objections", rule), positions),
    )


def _drafting(stage: Stage, data: Mapping[str, Any], attempt: Attempt) -> Stage:
    return replace(stage, deadline=attempt(lambda: _span(data.get("deadline"), f"{stage.place}.deadline"), None))


# --- rules and positions ---------------------------------------------------------------------------------------------


def _rule(data: Mapping[str, Any], place: str) -> Rule:
    if "positions" in data and isinstance(data["rule"], Mapping) and "positions" in data["rule"]:
        raise WrongKind(f"{place}.rule.positions", "positions a second time", "them once, in the stage")
    rule = Rule.parse(data["rule"], f"{place}.rule", positions=_listed(data, place))
    return rule if rule.declared is not None else replace(rule, declared=_offered(rule))


def _listed(data: Mapping[str, Any], place: str) -> list[str] | None:
    if "positions" not in data:
        return None
    listed = notation.sequence(
        data["positions"], f"{place}.positions", what="positions, not an empty list", empty=False
    )
    for index, each in enumerate(listed):
        where = f"{place}.positions[{index}]"
        if notation.word(each, where, what="a position") in ATTENDANCE:
            raise WrongKind(where, shown(each), "a position; attendance needs no mention, whoever presides records it")
    return [str(each) for each in listed]


def _offered(rule: Rule) -> tuple[str, ...]:
    """The positions of a rule that lists none: those it names, with the rest of their families."""
    silence = [rule.silent_as.word] if rule.silent_as else []
    named = [word for word in (*(item.word for item in rule.named), *silence) if word not in ATTENDANCE]
    kin = [word for family in FAMILIES if set(named) & (set(family) - {"abstain"}) for word in family]
    return tuple(dict.fromkeys((*named, *kin)))


def _defeat(data: Mapping[str, Any], place: str, response: OnObjection) -> Rule:
    if "defeated_if" in data:
        found = formula.parse(data["defeated_if"], f"{place}.defeated_if")
    elif response.exempts:
        found = NEVER
    else:
        raise MissingKey(place, choices(data), "defeated_if")
    named = [item.word for item in formula.named_positions(found) if item.word not in ATTENDANCE]
    declared = _listed(data, place) or list(dict.fromkeys(named)) or ["object"]
    for item in formula.named_positions(found):
        require_known(item.word, (*declared, *ATTENDANCE), item.place)
    return Rule(adopted_if=found, declared=tuple(declared), place=f"{place}.defeated_if")


def _objections(data: object, place: str, rule: Rule | None) -> tuple[str, ...]:
    """The positions that object: as listed, else those that ``defeated_if`` counts, else all."""
    declared = rule.declared if rule and rule.declared else ("object",)
    if data is None:
        counted = [
            item.word
            for each in formula.thresholds(rule.adopted_if if rule else NEVER)
            if each.comparison in ("at_least", "more_than") and each.select.how == "holding"
            for item in each.select.items
        ]
        return tuple(dict.fromkeys(word for word in counted if word in declared)) or declared
    listed = notation.sequence(data, place, what="positions, not an empty list", empty=False)
    for index, each in enumerate(listed):
        require_known(str(each), declared, f"{place}[{index}]")
    return tuple(str(each) for each in listed)


def _ad_referendum(data: object, place: str, positions: tuple[str, ...]) -> Mapping[str, str]:
    if data is None:
        found = {word: word.removesuffix(AD_REFERENDUM) for word in positions if word.endswith(AD_REFERENDUM)}
    else:
        if not isinstance(data, Mapping):
            raise WrongKind(place, shown(data), "a mapping of positions to those they are counted as")
        found = {str(word): str(firm) for word, firm in data.items()}
    for word, firm in found.items():
        require_known(word, positions, place)
        if firm not in positions or firm in found:
            expected = "a position of the stage that is firm, for it is counted as that and confirmed as that"
            raise WrongKind(f"{place}.{word}" if data is not None else place, shown(firm), expected)
    return found


# --- times -----------------------------------------------------------------------------------------------------------

_WORDS = {"once": 1, "twice": 2, "three times": 3}
_EXTENSION = re.compile(r"(?:(once|twice|three times)|([0-9]{1,4}) times) (\S+)")
EXTENSION = "once P60D, twice P30D, 3 times P10D, or {times: 2, by: P30D}"


def _extension(data: object, place: str) -> Extension | None:
    if data is None:
        return None
    if isinstance(data, Mapping):
        notation.mapping(data, place, required=["times", "by"], what=EXTENSION)
        times, by = _number(data["times"], f"{place}.times"), _span(data["by"], f"{place}.by")
    else:
        match = _EXTENSION.fullmatch(data) if isinstance(data, str) else None
        if not match:
            raise WrongKind(place, shown(data), EXTENSION)
        times = _WORDS[match[1]] if match[1] else _number(int(match[2]), place)
        by = _span(match[3], place)
    if times is None or by is None:
        raise WrongKind(place, shown(data), EXTENSION)
    return Extension(times, by)


def _span(data: object, place: str) -> Duration | None:
    """A duration longer than nothing."""
    if data is None:
        return None
    found = Duration.parse(data, place)
    if found == Duration():
        raise OutOfRange(place, shown(data), "a duration longer than nothing")
    return found


def _window(data: Mapping[str, Any], place: str) -> Duration | None:
    if data.get("window") is None:
        raise NoWindow(place, choices(data), "window: P30D, or as long as members need to object")
    return _span(data["window"], f"{place}.window")


def _not_before(data: object, place: str, deadline: Duration | None) -> Duration | None:
    earliest = _span(data, place)
    if earliest and deadline and _rough(earliest) > _rough(deadline):
        raise OutOfRange(place, shown(data), f"at most the deadline, {deadline}")
    return earliest


def _rough(span: Duration) -> int:
    """Hours, with months at their shortest."""
    return (28 * span.months + span.days) * 24 + span.hours


def _closes(data: object, place: str, deadline: Duration | None) -> Closing:
    found = notation.one_of(data, place, CLOSINGS)
    if found == "at deadline" and deadline is None:
        raise WrongKind(place, shown(data), "a deadline for the stage, or another way to close")
    return found  # type: ignore[return-value]


def _no_deadline(place: str, data: Mapping[str, Any]) -> None:
    raise WrongKind(place, shown(data["extension"]), "a deadline that can be extended, or no extension")


_MOVE = re.compile(r"(extend|leave) (\S+)")
ON_OBJECTION = "break; or extend P90D, leave P30D, exempt the objector, or a list of these"


def _on_objection(data: object, place: str) -> OnObjection:
    listed = [data] if isinstance(data, str) else notation.sequence(data, place, what=ON_OBJECTION, empty=False)
    if listed == ["break"]:
        return OnObjection()
    moves: dict[str, Duration | None] = {}
    exempts = False
    for each in listed:
        match = _MOVE.fullmatch(each) if isinstance(each, str) else None
        if match and match[1] not in moves:
            moves[match[1]] = _span(match[2], place)
        elif each == "exempt the objector" and not exempts:
            exempts = True
        else:
            raise WrongKind(place, shown(each), ON_OBJECTION)
    return OnObjection(False, moves.get("extend"), moves.get("leave"), exempts)


# --- the rest --------------------------------------------------------------------------------------------------------


def titles(data: object, place: str, name: str) -> Mapping[str, str]:
    """A title by language, from a text (English) or ``{en: …, ru: …}``; default the id."""
    if data is None:
        return {"en": name}
    if isinstance(data, Mapping) and data:
        return {str(code): notation.word(text, f"{place}.{code}", what="a title") for code, text in data.items()}
    return {"en": notation.word(data, place, what="a title, or titles by language")}


def _number(data: object, place: str) -> int | None:
    if data is None:
        return None
    if not isinstance(data, int) or isinstance(data, bool):
        raise WrongKind(place, shown(data), "a whole number such as 3")
    if not 1 <= data <= MAX_TIMES:
        raise OutOfRange(place, shown(data), f"a number from 1 to {MAX_TIMES}")
    return data


def _signature(data: object, place: str) -> Signature:
    return notation.one_of(data, place, SIGNATURES)  # type: ignore[return-value]


def _then(data: object, place: str, kind: Kind) -> Mapping[str, str]:
    if not isinstance(data, Mapping):
        raise WrongKind(place, shown(data), f"a mapping of outcomes ({', '.join(OUTCOMES[kind])}) to stages or ends")
    known = (*OUTCOMES[kind], "defeated") if kind == "tacit" else OUTCOMES[kind]
    notation.mapping(data, place, optional=known)
    if "defeated" in data and REJECTED in data:
        raise WrongKind(place, "defeated and rejected", "one of them: they are the same for a tacit stage")
    named = {REJECTED if outcome == "defeated" else str(outcome): target for outcome, target in data.items()}
    return {
        outcome: notation.word(target, f"{place}.{outcome}", what="a stage or an end")
        for outcome, target in named.items()
    }


def _whom(data: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Who acts in the stage: a body as one, or each member on its own track."""
    found: dict[str, Any] = {}
    if "body" in data:
        found["body"] = notation.word(data["body"], f"{place}.body", what="the name of a body")
    if "each" in data:
        notation.one_of(data["each"], f"{place}.each", ["member"])
        found["each_member"] = True
    if len(found) == 2:
        raise WrongKind(place, "both body and each", "one of them")
    if "sub_procedure" in data:
        if "each" not in data:
            raise WrongKind(f"{place}.sub_procedure", shown(data["sub_procedure"]), "each: member, who follows it")
        found["sub_procedure"] = notation.one_of(data["sub_procedure"], f"{place}.sub_procedure", ["free"])
    return found
