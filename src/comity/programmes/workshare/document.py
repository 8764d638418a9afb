"""The file of a work-share: read from JSON exactly, and refused with everything that is wrong in it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from comity.programmes.workshare.numbers import decimals, exact
from comity.programmes.workshare.refusals import Fault, NotAWorkShare, shown
from comity.programmes.workshare.sense import sense

LARGEST_FILE = 200 * 2**20  # bytes
DATE = "a date such as 2027-03-31"
PAIRS = "pairs of a package and an enterprise, such as {“package”: “P1”, “enterprise”: “E1”}"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(DATE)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("a day of the calendar") from None


def _identifier(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _from_zero(value: Any) -> Fraction:
    number = exact(value)
    if number < 0:
        raise ValueError("a number from 0 on")
    return number


@dataclass(frozen=True, slots=True)
class Contribution:
    """A contribution, and by how much the number may have been rounded when it was written."""

    amount: Fraction
    rounding: Fraction


def _contribution(value: Any) -> Contribution:
    amount = _from_zero(value)
    half = Fraction(1, 2 * 10 ** min(decimals(value), 30))
    return Contribution(amount, half / 100 if isinstance(value, str) and value.rstrip().endswith("%") else half)


def _premium(value: Any) -> Fraction:
    """A fraction of the cheapest cost; a plain number from 1 on is read as per cent, as nobody pays double."""
    number = _from_zero(value)
    if not isinstance(value, (str, Fraction)) and number >= 1:
        number /= 100
    if number > 1:
        raise ValueError("a fraction of the cheapest cost such as 0.05, or per cent such as “5%”")
    return number


Identifier = Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=200)]
Amount = Annotated[Fraction, BeforeValidator(_from_zero)]
Day = Annotated[date, BeforeValidator(_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Part):
    """A member and what it contributes: an amount, or its share."""

    id: Identifier
    contribution: Annotated[Contribution, BeforeValidator(_contribution)]
    band_pp: Amount | None = None


class Enterprise(_Part):
    """An enterprise: what it can do, how much of it, and when it is licensed."""

    id: Identifier
    member: Identifier
    capabilities: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    capacity: Amount | None
    licensed: tuple[tuple[Day, Day | None], ...]


class Package(_Part):
    """A work package: what it wants, how much capacity it takes, and what it counts for as a share of the work."""

    id: Identifier
    capability: Identifier
    size: Amount
    value: Amount
    start: Annotated[Day, Field(alias="from")]
    end: Annotated[Day, Field(alias="to")]


class Offer(_Part):
    """What an enterprise asks for a package."""

    enterprise: Identifier
    package: Identifier
    cost: Amount


class Pair(_Part):
    """A package and an enterprise, pinned to one another or kept apart."""

    package: Identifier
    enterprise: Identifier


class Document(_Part):
    """The whole question. ``premium`` is a fraction of the cheapest cost; bands are in percentage points."""

    members: Annotated[tuple[Member, ...], Field(min_length=1)]
    band_pp: Amount | None = None
    premium: Annotated[Fraction, BeforeValidator(_premium)] = Fraction(0)
    contributions_in: Literal["shares", "amounts"] | None = None
    enterprises: Annotated[tuple[Enterprise, ...], Field(min_length=1)]
    packages: Annotated[tuple[Package, ...], Field(min_length=1)]
    offers: Annotated[tuple[Offer, ...], Field(min_length=1)]
    pins: tuple[Pair, ...] = ()
    forbid: tuple[Pair, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _pairs(cls, value: Any) -> Any:
        """Also take pins as ``{"P1": "E1"}`` and forbidden pairs as ``{"P1": ["E1", "E2"]}``."""
        if not isinstance(value, Mapping):
            return value
        short = {key: _listed(value[key]) for key in ("pins", "forbid") if isinstance(value.get(key), Mapping)}
        empty = {key: () for key in ("pins", "forbid") if key in value and value[key] is None}
        return {**value, **short, **empty}


def read(source: bytes | str) -> Document:
    """The question in a JSON file; raises NotAWorkShare with every fault that was found."""
    if len(source) > LARGEST_FILE:
        raise NotAWorkShare([Fault("the file", f"{len(source)} bytes", f"at most {LARGEST_FILE}")])
    try:
        loaded = json.loads(
            source, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_without_duplicates
        )
    except RecursionError:
        raise NotAWorkShare([Fault("the file", "lists within lists without end", "a JSON object")]) from None
    except (ValueError, UnicodeDecodeError) as error:
        raise NotAWorkShare([Fault("the file", shown(str(error)), "well-formed JSON")]) from error
    return parse(loaded)


def parse(value: Any) -> Document:
    """The question in data as JSON has it; raises NotAWorkShare with every fault that was found."""
    if not isinstance(value, Mapping):
        raise NotAWorkShare([Fault("the file", shown(value), "an object with members, enterprises, packages, offers")])
    try:
        document = Document.model_validate(value)
    except ValidationError as error:
        raise NotAWorkShare(_faults(error)) from error
    if faults := sense(document):
        raise NotAWorkShare(faults)
    return document


def _listed(pairs: Mapping[Any, Any]) -> list[dict[str, Any]]:
    return [
        {"package": package, "enterprise": enterprise}
        for package, enterprises in pairs.items()
        for enterprise in (enterprises if isinstance(enterprises, list) else [enterprises])
    ]


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        key = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"the key “{key}” is written twice in one object")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


_EXPECTED = {
    "missing": "this field",
    "extra_forbidden": "no field of this name",
    "tuple_type": "a list",
    "string_type": "a word",
    "string_too_short": "a word of at least one letter",
    "string_too_long": "a word of at most 200 letters",
    "too_short": "at least one entry",
    "model_type": "an object",
    "literal_error": "“shares” or “amounts”",
}


def _faults(error: ValidationError) -> list[Fault]:
    return [
        Fault(
            place=_place(each["loc"]),
            found="nothing" if each["type"] in ("missing", "too_short") else shown(each["input"]),
            expected=_expected(each["type"], each["msg"], each["loc"]),
        )
        for each in error.errors(include_url=False)
    ]


def _expected(kind: str, message: str, place: Iterable[Any]) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if kind == "model_type" and next(iter(place), None) in ("pins", "forbid"):
        return PAIRS
    if "licensed" in place and kind in ("missing", "too_long", "tuple_type"):
        return "a pair of days, [from, to]"
    return _EXPECTED.get(kind, message)


def _place(location: Iterable[Any]) -> str:
    place = ""
    for step in location:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else str(step)
    return place or "the file"
