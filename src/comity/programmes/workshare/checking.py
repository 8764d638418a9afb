"""An answer checked by itself, from the document alone: no solver, no floating point, none of the solver's preparation.

Whatever is printed has passed this. It says whether an assignment is one, keeps every requirement and costs what is
claimed; that nothing is cheaper is the solver's word (see `prices` for the part of it that can be recomputed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from comity.programmes.workshare.document import Document, Enterprise

PLACES = 6  # digits of a percentage as it is printed


def faults(document: Document, answer: Mapping[str, Any]) -> list[str]:
    """What is wrong with an answer in its printed form; an empty list if nothing is.

    Infeasible and unknown answers must not name an assignment.
    """
    if answer["status"] in ("infeasible", "unknown"):
        return ["an assignment, though there is said to be none"] if answer.get("assignment") else []
    if answer["status"] not in ("optimal", "feasible"):
        return [f"a status {answer['status']!r}"]
    found = list(_one(document, answer))
    if "cheapest" in answer:
        found += [f"cheapest: {fault}" for fault in _one(document, answer["cheapest"])]
        found += _premium(document, answer)
    return found


def _one(document: Document, answer: Mapping[str, Any]) -> Iterator[str]:
    assignment = dict(answer["assignment"])
    packages = {package.id: package for package in document.packages}
    enterprises = {enterprise.id: enterprise for enterprise in document.enterprises}
    offers = {(offer.package, offer.enterprise): offer.cost for offer in document.offers}
    if assignment.keys() != packages.keys():
        yield f"packages {sorted(assignment.keys() ^ packages.keys())} are assigned wrongly or not at all"
        return
    for package, enterprise in assignment.items():
        if (package, enterprise) not in offers:
            yield f"{package} goes to {enterprise}, which has not offered"
            return
        if not any(_same_branch(held, packages[package].capability) for held in enterprises[enterprise].capabilities):
            yield f"{package} goes to {enterprise}, which has not the capability"
        if not _licensed(enterprises[enterprise], packages[package].start, packages[package].end):
            yield f"{package} goes to {enterprise}, which is not licensed throughout"
    yield from _pairs(document, assignment)
    yield from _capacities(document, assignment)
    yield from _shares(document, assignment, answer)
    cost = sum((offers[pair] for pair in assignment.items()), Fraction(0))
    if not _is(answer["cost"], cost):
        yield f"the cost is {cost}, not {answer['cost']}"
    if Fraction(answer["bound"]) > Fraction(answer["cost"]):
        yield f"the bound {answer['bound']} is above the cost {answer['cost']}"


def _pairs(document: Document, assignment: Mapping[str, str]) -> Iterator[str]:
    for pin in document.pins:
        if assignment[pin.package] != pin.enterprise:
            yield f"{pin.package} is pinned to {pin.enterprise} and goes to {assignment[pin.package]}"
    for pair in document.forbid:
        if assignment[pair.package] == pair.enterprise:
            yield f"{pair.package} goes to {pair.enterprise}, which is forbidden"


def _capacities(document: Document, assignment: Mapping[str, str]) -> Iterator[str]:
    taken = {enterprise.id: Fraction(0) for enterprise in document.enterprises}
    for package in document.packages:
        taken[assignment[package.id]] += package.size
    for enterprise in document.enterprises:
        if enterprise.capacity is not None and taken[enterprise.id] > enterprise.capacity:
            yield f"{enterprise.id} takes {taken[enterprise.id]} and has a capacity of {enterprise.capacity}"


def _shares(document: Document, assignment: Mapping[str, str], answer: Mapping[str, Any]) -> Iterator[str]:
    member_of = {enterprise.id: enterprise.member for enterprise in document.enterprises}
    total = sum((package.value for package in document.packages), Fraction(0))
    given = sum((member.contribution.amount for member in document.members), Fraction(0))
    work = {member.id: Fraction(0) for member in document.members}
    for package in document.packages:
        work[member_of[assignment[package.id]]] += package.value
    greatest = Fraction(0)
    if answer["shares"].keys() != work.keys():
        yield "the shares are not those of the members"
        return
    for member in document.members:
        share = 100 * work[member.id] / total
        off = abs(share - 100 * member.contribution.amount / given)
        greatest = max(greatest, off)
        band = document.band_pp if member.band_pp is None else member.band_pp
        if band is not None and off > band:
            yield f"{member.id} is {float(off):.6f} points off, and its band is {float(band)}"
        if not _is(answer["shares"][member.id], round(share, PLACES)):
            yield f"{member.id} has a share of {float(share):.6f} %, not {answer['shares'][member.id]}"
    if not _is(answer["deviation_pp"], round(greatest, PLACES)):
        yield f"the greatest deviation is {float(greatest):.6f} points, not {answer['deviation_pp']}"


def _premium(document: Document, answer: Mapping[str, Any]) -> Iterator[str]:
    cheapest = answer["cheapest"]
    most = max(Fraction(cheapest["cost"]), Fraction(cheapest["bound"]) * (1 + document.premium))
    if Fraction(answer["cost"]) > most:
        yield f"the cost {answer['cost']} is above the premium on {cheapest['cost']}"
    if answer["deviation_pp"] > cheapest["deviation_pp"]:
        yield "the fairest assignment is less fair than the cheapest"
    if answer["status"] == "optimal" and cheapest["bound"] != cheapest["cost"]:
        yield "the cheapest cost is called proven and is not"


def _same_branch(held: str, wanted: str) -> bool:
    """The Common Procurement Vocabulary's tree: the zeros at the end of the wider code stand for any digits."""
    if held == wanted:
        return True
    wide, narrow = held.partition("-")[0], wanted.partition("-")[0]
    if any(not (code.isascii() and code.isdigit() and 2 <= len(code) <= 8) for code in (wide, narrow)):
        return False
    for check_digit in (held[len(wide) :], wanted[len(narrow) :]):
        if check_digit and not (len(check_digit) == 2 and check_digit[1] in "0123456789"):
            return False
    wide, narrow = wide.ljust(8, "0"), narrow.ljust(8, "0")
    kept = max((place + 1 for place, digit in enumerate(wide) if digit != "0"), default=0)
    kept = max(2, kept)
    return wide[:kept] == narrow[:kept]


def _licensed(enterprise: Enterprise, start: date, end: date) -> bool:
    """Whether the days of all licences together hold every day of the period; counted, not compared."""
    covered = 0
    day = start
    for begins, ends in sorted(enterprise.licensed, key=lambda period: (period[0], period[1] or date.max)):
        first, last = max(begins, day), min(ends or date.max, end)
        if first <= last:
            covered += (last - first).days + 1
            day = last + timedelta(days=1) if last < date.max else last
    return covered == (end - start).days + 1


def _is(printed: Any, exact: Fraction) -> bool:
    return not isinstance(printed, bool) and (Fraction(printed) == exact or float(printed) == float(exact))
