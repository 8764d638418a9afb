"""Members with dates: who was a member on a day, and whether those that a rule names were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.phrase import Phrase
from comity.procedure import formula as f
from comity.procedure import notation
from comity.procedure.check.findings import Finding
from comity.procedure.decision import Member, Members, Rule
from comity.procedure.errors import OutOfRange
from comity.procedure.position import nearest
from comity.procedure.stages.wording import MONTHS


@dataclass(frozen=True, slots=True)
class Membership:
    """A member from one day to another, both included; open where None."""

    member: Member
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it was a member on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def read_memberships(data: object, place: str = "members") -> list[Membership]:
    """From a list of members, each with ``since`` and ``until`` where dated; raises a RuleError.

    A member that left and came back is listed once for each time.
    """
    found = []
    for index, entry in enumerate(notation.sequence(data, place, what="a list of members")):
        where = f"{place}[{index}]"
        dates: dict[str, dt.date] = {}
        plain: Any = entry
        if isinstance(entry, Mapping):
            plain = {key: value for key, value in entry.items() if key not in ("since", "until")}
            dates = {key: notation.date(entry[key], f"{where}.{key}") for key in ("since", "until") if key in entry}
        membership = Membership(Member.parse(plain, where), dates.get("since"), dates.get("until"))
        if membership.since and membership.until and membership.until < membership.since:
            raise OutOfRange(
                f"{where}.until", notation.shown(str(membership.until)), f"a day from {membership.since} on"
            )
        found.append(membership)
    return found


def members_on(memberships: list[Membership], day: dt.date | None, place: str = "members") -> Members:
    """The members on a day; without a day all that ever were, each as last listed. Raises DuplicateMember."""
    if day is not None:
        return Members(tuple(each.member for each in memberships if each.holds_on(day)))
    return Members(tuple({each.member.id: each.member for each in memberships}.values()))


def named_members(rule: Rule, memberships: list[Membership], day: dt.date | None) -> Iterator[Finding]:
    """Members that a rule names and that are none, or were none on the day."""
    known = {each.member.id for each in memberships}
    present = {each.member.id for each in memberships if day is None or each.holds_on(day)}
    for threshold in (each for formula in rule.formulas for each in f.thresholds(formula)):
        base = threshold.base
        for key, ids in (("only", base.only or ()), ("except", base.excluded)):
            for index, member in enumerate(ids):
                place = f"{base.place}.{key}[{index}]"
                if member not in known:
                    yield Finding("error", "UnknownMember", place, _unknown(member, known))
                elif member not in present and day is not None:
                    yield Finding("error", "NoMemberOnTheDay", place, _absent(member, memberships, day))


def _unknown(member: str, known: set[str]) -> Phrase:
    near = nearest(member, sorted(known))
    if near:
        return Phrase("{member} is not a member (did you mean {near}?).", {"member": member, "near": near})
    return Phrase("{member} is not a member.", {"member": member})


def _absent(member: str, memberships: list[Membership], day: dt.date) -> Phrase:
    theirs = [each for each in memberships if each.member.id == member]
    left = max((each.until for each in theirs if each.until and each.until < day), default=None)
    joined = min((each.since for each in theirs if each.since and each.since > day), default=None)
    values: dict[str, Any] = {"member": member, "day": said_day(day)}
    if joined:
        return Phrase(
            "{member} is no member on {day}: it becomes one on {joined}.", {**values, "joined": said_day(joined)}
        )
    assert left is not None
    return Phrase("{member} is no member on {day}: it was one until {left}.", {**values, "left": said_day(left)})


def said_day(day: dt.date) -> Phrase:
    """``9 September 2021``, each part translatable."""
    return Phrase("{day} {month} {year}", {"day": day.day, "month": Phrase(MONTHS[day.month - 1]), "year": day.year})
