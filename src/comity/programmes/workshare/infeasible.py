"""Whether a set of requirements can be met at all, and which few of them stand in one another's way.

A set is impossible when prices prove it (`prices.price` free of charge, exact), or when CP-SAT does. The conflict is
then thinned by leaving out one requirement after another (deletion filter: J. W. Chinneck and E. W. Dravnieks, 1991).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from comity.programmes.workshare import prices
from comity.programmes.workshare.model import Limits, Model
from comity.programmes.workshare.question import Offer, Question
from comity.programmes.workshare.requirements import Kind, Requirement, all_of, only

TESTS = 120  # of sets of requirements while a conflict is thinned
OFFERS = 500_000  # looked at in these tests altogether
SEARCHES = 6  # as long as one search may take, all searches together
SINGLY = 24  # requirements whose being needed is confirmed one by one


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requirements that cannot all be met. Minimal: leaving out any one of them would do."""

    requirements: tuple[Requirement, ...]
    minimal: bool


@dataclass
class Tester:
    """Tells which sets of requirements are impossible, as long as its budget lasts."""

    question: Question
    limits: Limits
    tests: int = TESTS
    offers: int = OFFERS
    searching: float = field(default=0.0, init=False)
    exhausted: bool = field(default=False, init=False)

    @cached_property
    def too_small(self) -> frozenset[int]:
        """Enterprises that have offered for a package beyond their whole capacity."""
        offers = self.question.offers
        return frozenset(o.enterprise for o in offers if not self.question.fits(o.enterprise, o.package))

    def impossible(self, kept: Collection[Requirement], *, search: bool = True) -> frozenset[Requirement] | None:
        """Those of the requirements that already are impossible together; None if that is not proven.

        Without ``search`` only prices are asked, which is quick and may miss what lies in whole packages alone.
        """
        if self.tests <= 0 or self.offers <= 0:
            self.exhausted = True
            return None
        asked = compressed(only(self.question, kept))
        self.tests -= 1
        self.offers -= len(asked.offers) + len(self.question.offers) // 4
        if len({offer.package for offer in asked.offers}) < len(asked.size):
            return frozenset(kept)
        found = prices.stretch(asked)
        if prices.price(asked, found, free_of_charge=True).bound > 0:
            return frozenset(each for each in kept if self._priced(each, found))
        return self._searched(asked, kept) if search else None

    def _searched(self, asked: Question, kept: Collection[Requirement]) -> frozenset[Requirement] | None:
        if self.searching > SEARCHES * self.limits.work:
            self.exhausted = True
            return None
        answer = Model(asked).solve(self.limits)
        self.searching += answer.work
        if not answer.proven and answer.assignment is None:
            self.exhausted = True
        return frozenset(kept) if answer.proven and answer.assignment is None else None

    def _priced(self, requirement: Requirement, found: prices.Prices) -> bool:
        """Whether a requirement has a price, or did its work before there were prices: it may be needed."""
        if requirement.kind in ("pin", "forbid"):
            return True
        (index,) = requirement.subject
        if requirement.kind == "capacity":
            return found.capacity[index] > 0 or index in self.too_small
        return (found.least if requirement.kind == "least" else found.most)[index] > 0


def conflict(question: Question, limits: Limits) -> Conflict | None:
    """Why a question cannot be met; None if that it cannot is not proven within the limits."""
    tester = Tester(question, limits)
    everything = all_of(question)
    found = tester.impossible(everything, search=False)
    priced = found is not None
    if found is None:
        found = tester.impossible(everything)
    if found is None:
        return None
    for group in _groups(question, found):
        found = _without(tester, found, group, search=not priced)
    found = _halved(tester, found, search=not priced)
    if len(found) > SINGLY:
        return Conflict(tuple(sorted(found)), minimal=False)
    if priced:
        for requirement in sorted(found):
            found = _without(tester, found, frozenset({requirement}), search=True)
    return Conflict(tuple(sorted(found)), minimal=not tester.exhausted)


def _without(
    tester: Tester, found: frozenset[Requirement], group: frozenset[Requirement], *, search: bool
) -> frozenset[Requirement]:
    """What is left of a conflict that does not need a group; the whole of it, if it may."""
    smaller = tester.impossible(found - group, search=search) if group & found else None
    return found if smaller is None else smaller


def _halved(tester: Tester, found: frozenset[Requirement], *, search: bool) -> frozenset[Requirement]:
    """A conflict thinned by ever smaller parts (A. Zeller and R. Hildebrandt's delta debugging, 2002)."""
    size = max(1, len(found) // 2)
    while size >= 1 and not tester.exhausted:
        ordered = sorted(found)
        if (
            len(ordered) > 2 * SINGLY and size < len(ordered) // 4
        ):  # large parts were all needed: so are most small ones
            break
        for start in range(0, len(ordered), size):
            found = _without(tester, found, frozenset(ordered[start : start + size]), search=search)
        size //= 2
    return found


def _groups(question: Question, found: Collection[Requirement]) -> Iterable[frozenset[Requirement]]:
    """Requirements that are first left out together, what is most in number first; capacities also member by member."""
    kinds: tuple[Kind, ...] = ("capacity", "forbid", "pin", "most", "least")
    for kind in kinds:
        yield frozenset(each for each in found if each.kind == kind)
    owners = [member.id for member in question.document.members]
    held = question.document.enterprises
    for owner in owners:
        yield frozenset(each for each in found if each.kind == "capacity" and held[each.subject[0]].member == owner)


def compressed(question: Question) -> Question:
    """The question with fewer offers, and possible exactly if it is, whatever offers cost.

    An enterprise without a limit stands for all other enterprises of its member that offer for the package.
    """
    limitless: dict[tuple[int, int], Offer] = {}
    for offer in question.offers:
        if question.capacity[offer.enterprise] is None:
            limitless.setdefault((offer.package, offer.member), offer)
    kept = (offer for offer in question.offers if limitless.get((offer.package, offer.member), offer) is offer)
    return question.only(kept)
