"""A work-share from the question to the answer that is shown: solved, checked by itself, and said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from comity.phrase import Phrase
from comity.programmes.workshare import checking
from comity.programmes.workshare.document import Document
from comity.programmes.workshare.infeasible import conflict
from comity.programmes.workshare.model import Assignment, Limits, cost_of, deviation_of, work_of
from comity.programmes.workshare.numbers import plain, said
from comity.programmes.workshare.question import Question, ask
from comity.programmes.workshare.refusals import SolutionRefused
from comity.programmes.workshare.relaxing import Relaxation, relaxations
from comity.programmes.workshare.requirements import Requirement, sentence, sentences_of
from comity.programmes.workshare.solving import Cheapest, Fairest, NothingFound, cheapest, fairest
from comity.programmes.workshare.unassignable import unassignable

CHEAPEST = Limits(work=6, seconds=60)
FAIREST = Limits(work=2, seconds=60)
CONFLICT = Limits(work=0.5, seconds=10)
NOTHING: Mapping[str, Any] = {"cost": None, "bound": None, "assignment": {}, "shares": {}, "deviation_pp": None}


@dataclass(frozen=True, slots=True)
class Composition:
    """An answer. ``document()`` is the printed form, ``explanation`` its sentences as phrases for translation."""

    status: str
    explanation: tuple[Phrase, ...]
    printed: Mapping[str, Any]
    conflict: tuple[Requirement, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    question: Question | None = field(default=None, repr=False)

    def document(self) -> dict[str, Any]:
        """The answer as JSON has it (``schema/answer.schema.json``)."""
        return {"status": self.status, **self.printed, "explanation": [str(each) for each in self.explanation]}


def compose(
    document: Document,
    *,
    cheap_limits: Limits = CHEAPEST,
    fair_limits: Limits = FAIREST,
    conflict_limits: Limits = CONFLICT,
) -> Composition:
    """The cheapest assignment, the fairest within the premium, or why there is none.

    Raises SolutionRefused if the independent check finds fault with what the solver answered.
    """
    question = ask(document)
    hopeless = tuple(unassignable(question))
    if hopeless:
        return _answered(
            document,
            _impossible(
                question,
                [requirement for each in hopeless for requirement in each.requirements],
                [each.says for each in hopeless],
                [relaxation for each in hopeless for relaxation in each.relaxations],
                minimal=True,
            ),
        )
    admitted = question.admitted()
    found = cheapest(admitted, cheap_limits)
    if isinstance(found, NothingFound):
        return _answered(document, _why_not(question, found, conflict_limits))
    cheap, priced = found
    fair = fairest(admitted, cheap, priced, document.premium, fair_limits)
    return _answered(document, _solved(question, cheap, fair))


def _answered(document: Document, composition: Composition) -> Composition:
    faults = checking.faults(document, composition.document())
    if faults:
        raise SolutionRefused(faults)
    return composition


def _solved(question: Question, cheap: Cheapest, fair: Fairest) -> Composition:
    proven = {"cheapest": cheap.proven, "fairest": fair.proven}
    by_the_clock = cheap.stopped_by_the_clock or fair.stopped_by_the_clock
    return Composition(
        status="optimal" if all(proven.values()) else "feasible",
        explanation=tuple(_said(question, cheap, fair, by_the_clock)),
        printed={
            **_printed(question, fair.assignment, cheap.bound),
            "deviation_bound_pp": _percent(fair.bound),
            "proven": proven,
            "cheapest": _printed(question, cheap.assignment, cheap.bound),
        },
        question=question,
    )


def _printed(question: Question, assignment: Assignment, bound: int) -> dict[str, Any]:
    document = question.document
    work = work_of(question, assignment)
    return {
        "cost": plain(cost_of(question, assignment) * question.cost_unit),
        "bound": plain(bound * question.cost_unit),
        "assignment": {
            package.id: document.enterprises[enterprise].id
            for package, enterprise in zip(document.packages, assignment, strict=True)
        },
        "shares": {
            member.id: _percent(Fraction(done, question.total))
            for member, done in zip(document.members, work, strict=True)
        },
        "deviation_pp": _percent(deviation_of(question, assignment)),
    }


def _percent(share: Fraction) -> int | float:
    return plain(round(100 * share, checking.PLACES))


def _said(question: Question, cheap: Cheapest, fair: Fairest, by_the_clock: bool) -> list[Phrase]:
    unit = question.cost_unit
    found = [
        Phrase("The cheapest assignment costs {cost}; this is proven.", {"cost": said(cheap.cost * unit)})
        if cheap.proven
        else Phrase(
            "The cheapest assignment found costs {cost}; none costs less than {bound}.",
            {"cost": said(cheap.cost * unit), "bound": said(cheap.bound * unit)},
        )
    ]
    values = {
        "cost": said(fair.cost * unit),
        "more": said((fair.cost - cheap.cost) * unit),
        "premium": said(100 * question.document.premium),
        "deviation": said(100 * fair.deviation, 3),
        "before": said(100 * deviation_of(question, cheap.assignment), 3),
        "bound": said(100 * fair.bound, 3),
    }
    found.append(
        Phrase(
            "Within a premium of {premium} %, the fairest costs {cost} ({more} more): no member's share of the work is "
            "more than {deviation} points from its share of the contributions ({before} in the cheapest).",
            values,
        )
    )
    found.append(
        Phrase("Nothing fairer is possible within the premium; this is proven.")
        if fair.proven
        else Phrase(
            "Something fairer is not ruled out; below {bound} points nothing is possible within the premium.",
            values,
        )
    )
    work = work_of(question, fair.assignment)
    for member, done, share in zip(question.document.members, work, question.share, strict=True):
        got = Fraction(done, question.total)
        found.append(
            Phrase(
                "{member}: {got} % of the work for {share} % of the contributions ({off}).",
                {
                    "member": member.id,
                    "got": said(100 * got),
                    "share": said(100 * share),
                    "off": ("+" if got >= share else "−") + said(100 * abs(got - share), 3),
                },
            )
        )
    if question.set_aside:
        found.append(
            Phrase(
                "Offers that could not be taken: {count}. For example, {why}.",
                {"count": len(question.set_aside), "why": question.set_aside[0].why},
            )
        )
    if by_the_clock:
        found.append(Phrase("The search was ended by the clock; on a faster machine the answer may be better."))
    return found


def _why_not(question: Question, found: NothingFound, limits: Limits) -> Composition:
    named = conflict(question, limits)
    if named is None and not found.proven:
        says = Phrase("No assignment was found in the time given, and it is not proven that there is none.")
        return Composition("unknown", (says,), NOTHING, question=question)
    if named is None:
        says = Phrase("There is no assignment; which requirements stand in one another's way was not found in time.")
        return Composition("infeasible", (says,), NOTHING, question=question)
    opening = Phrase(
        "These requirements cannot all be met; without any one of them the others could be."
        if named.minimal
        else "These requirements cannot all be met; whether all of them are needed for that was not found out."
    )
    sentences = [opening, *sentences_of(question, named.requirements)]
    eased = list(relaxations(question, named, limits))
    return _impossible(question, list(named.requirements), sentences, eased, minimal=named.minimal)


def _impossible(
    question: Question,
    requirements: list[Requirement],
    sentences: list[Phrase],
    eased: list[Relaxation],
    *,
    minimal: bool,
) -> Composition:
    return Composition(
        status="infeasible",
        explanation=(*sentences, *(each.says for each in eased)),
        printed={
            **NOTHING,
            "minimal": minimal,
            "conflict": [
                {
                    "kind": each.kind,
                    **each.identifiers(question.document),
                    "says": str(sentence(question, each)),
                }
                for each in requirements
            ],
            "relaxations": [
                {"kind": each.kind, "proven": each.proven, **each.values, "says": str(each.says)} for each in eased
            ],
        },
        conflict=tuple(requirements),
        relaxations=tuple(eased),
        question=question,
    )
