"""Cases in files: what ``comity rule decide`` reads, and prints one result each for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from comity.procedure import notation
from comity.procedure.decision.body import Members
from comity.procedure.decision.outcome import counted, question
from comity.procedure.decision.question import Question
from comity.procedure.decision.rule import Rule
from comity.procedure.errors import BadLine, MissingKey, NotReadable, OutOfRange, RuleError, WrongKind

SHARED = ("members", "rule", "numbers", "final")
REMARKS = ("title", "source", "sources", "date", "notes")  # where a body's figures come from; not evaluated
KEYS = ("id", "positions", *SHARED, *REMARKS)


def decide_file(lines: Iterable[str | bytes]) -> Iterator[dict[str, Any]]:
    """One result for each line of JSON, in order.

    A line is a case: members, rule, positions, and if need be numbers, ``final`` and an ``id`` that the result
    repeats. A first line without positions holds what all cases share; a case may still have its own. Empty lines are
    passed over. Raises BadLine, which names the line.
    """
    shared: Shared | None = None
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig") if isinstance(line, bytes) else line.removeprefix("\ufeff")
            if not text.strip():
                continue
            data = notation.mapping(notation.load_json(text), "case", optional=KEYS)
            if shared is None:
                shared = Shared({}) if "positions" in data else Shared(data)
                if "positions" not in data:
                    continue
            result = shared.decide(data)
        except RuleError as error:
            raise BadLine(number, error) from error
        except UnicodeDecodeError as error:
            raise BadLine(number, NotReadable(f"byte {error.start}", "a byte that is not UTF-8", "UTF-8")) from error
        yield result


def decide_document(source: str | bytes) -> dict[str, Any]:
    """The result of a single case in YAML or JSON; without positions, of one on which none is taken yet."""
    data = notation.mapping(notation.load(source), "case", required=["members", "rule"], optional=KEYS)
    return Shared({}).decide({"positions": {}, **data})


class Shared:
    """What the cases of a file have in common, read once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._rule = Rule.parse(data["rule"]) if "rule" in data else None
        self._members = Members.parse(data["members"]) if "members" in data else None
        self._numbers = numbers(data["numbers"]) if "numbers" in data else {}
        self._final = _flag(data.get("final", False))
        self._question: Question | None = None

    def decide(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The result of one case, with its id first if it has one."""
        final = _flag(data["final"]) if "final" in data else self._final
        if "positions" not in data:
            raise MissingKey("case", notation.choices(data), "positions")
        tally = counted(self._asked(data), data["positions"])
        named = {"id": _id(data["id"])} if "id" in data else {}
        return {**named, **tally.explain(final).as_json()}

    def _asked(self, data: Mapping[str, Any]) -> Question:
        own = not {"rule", "members", "numbers"}.isdisjoint(data)
        if self._question is not None and not own:
            return self._question
        rule = Rule.parse(data["rule"]) if "rule" in data else self._rule
        members = Members.parse(data["members"]) if "members" in data else self._members
        if rule is None or members is None:
            raise MissingKey("case", notation.choices(data), "rule" if rule is None else "members")
        asked = question(rule, members, numbers(data["numbers"]) if "numbers" in data else self._numbers)
        if not own:
            self._question = asked
        return asked


def numbers(data: object, place: str = "numbers") -> dict[str, int]:
    """Numbers that earlier stages fixed, by stage; raises a RuleError."""
    if not isinstance(data, Mapping):
        raise WrongKind(place, notation.shown(data), "a number for each stage that fixes one")
    found: dict[str, int] = {}
    for name, value in data.items():
        number = notation.exact(value, f"{place}.{name}")
        if not isinstance(number, int) or number < 0:
            raise OutOfRange(f"{place}.{name}", notation.shown(value), "an integer, 0 or more")
        found[name] = number
    return found


def _id(value: object) -> str | int:
    return value if isinstance(value, int) and not isinstance(value, bool) else notation.word(value, "id")


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongKind("final", notation.shown(value), "true or false")
    return value
