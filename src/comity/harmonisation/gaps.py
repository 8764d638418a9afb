"""What differs between a common provision and a national one that carries it, and how far a text is harmonised. Pure.

    compare(common, national, languages=("en", "ru")) -> Comparison
    carried(comparison) -> Fraction                 1: wholly, 0: not at all
    score(carried of every common provision) -> Fraction

**The score.** A common provision counts 1 where a national one carries it wholly. Each contradiction takes away 1/2,
each thing missing 1/4, down to 0; what the national law adds takes nothing away. A provision without counterpart
counts 0. The score of a national text is the mean over the common provisions, by their weights where members gave any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from comity.harmonisation.aligning.languages import base
from comity.harmonisation.aligning.words import words_of
from comity.harmonisation.measures import READ, Aspect, Measure, measures_of, points_of, words_of_all
from comity.phrase import Phrase

CONTRADICTION, MISSING = Fraction(1, 2), Fraction(1, 4)
# Of the words of a common point, this share in a national one (or in its whole provision) is the point.
CARRIED_POINT = 0.5


class Gravity(StrEnum):
    """``CONTRADICTION``: both fix it, and differ; ``MISSING``: the national one lacks it; ``ADDITION``: it has more."""

    CONTRADICTION = "contradiction"
    MISSING = "missing"
    ADDITION = "addition"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, with the words of either side (empty where it has none)."""

    aspect: Aspect
    gravity: Gravity
    common: str
    national: str
    says: Phrase


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences; ``is_read`` is false where one of the languages is not read, so that none could be found."""

    differences: tuple[Difference, ...]
    is_read: bool = True


def compare(common: str, national: str, *, languages: tuple[str, str]) -> Comparison:
    """The differences between two provisions that correspond, in English or Russian each.

    In another language nothing is compared, and the comparison says so (``is_read``).
    """
    first, second = (base(language) for language in languages)
    if first not in READ or second not in READ:
        return Comparison((), is_read=False)
    here, there = measures_of(common), measures_of(national)
    found: list[Difference] = []
    for aspect in (Aspect.DURATION, Aspect.AMOUNT, Aspect.PERCENTAGE):
        found += _fixed(aspect, _of(here, aspect), _of(there, aspect))
    found += _modality(_of(here, Aspect.MODALITY), _of(there, Aspect.MODALITY))
    found += _fixed(Aspect.BODY, _once(_of(here, Aspect.BODY)), _once(_of(there, Aspect.BODY)))
    if first == second:
        found += _terms(_of(here, Aspect.TERM), _of(there, Aspect.TERM), national)
    found += _points(points_of(common), points_of(national), national, one_language=first == second)
    return Comparison(tuple(found))


def carried(comparison: Comparison) -> Fraction:
    """How far a national provision carries a common one, from 1 (wholly) to 0."""
    gravities = Counter(difference.gravity for difference in comparison.differences)
    taken = CONTRADICTION * gravities[Gravity.CONTRADICTION] + MISSING * gravities[Gravity.MISSING]
    return max(Fraction(0), 1 - taken)


def score(carried_by: Iterable[Fraction], weights: Sequence[int] | None = None) -> Fraction:
    """How far a national text is harmonised: the weighted mean over all common provisions, 0 for those not carried.

    Raises ValueError without provisions, and where there are not as many weights.
    """
    values = list(carried_by)
    each = [1] * len(values) if weights is None else list(weights)
    if len(each) != len(values) or sum(each) <= 0 or min(each) < 0:
        raise ValueError("as many weights as provisions, none negative, not all zero")
    total = sum((value * weight for value, weight in zip(values, each, strict=True)), Fraction(0))
    return total / sum(each)


def _of(measures: Iterable[Measure], aspect: Aspect) -> list[Measure]:
    return [measure for measure in measures if measure.aspect is aspect]


def _once(measures: Iterable[Measure]) -> list[Measure]:
    return list({measure.value: measure for measure in reversed(list(measures))}.values())[::-1]


def _fixed(aspect: Aspect, common: list[Measure], national: list[Measure]) -> Iterator[Difference]:
    """Things fixed on either side: in order, those of one side alone face those of the other."""
    lost, gained = _without(common, national), _without(national, common)
    for one, other in zip(lost, gained, strict=False):
        values = {"common": one.words, "national": other.words}
        says = Phrase("The common text says “{common}”, the national one “{national}”.", values)
        yield Difference(aspect, Gravity.CONTRADICTION, one.words, other.words, says)
    for one in lost[len(gained) :]:
        yield _missing(aspect, one.words)
    for other in gained[len(lost) :]:
        yield _added(aspect, other.words)


def _without(measures: list[Measure], others: list[Measure]) -> list[Measure]:
    """Those that the other side has not as often."""
    left = Counter(measure.value for measure in others)
    found = []
    for measure in measures:
        if left[measure.value]:
            left[measure.value] -= 1
        else:
            found.append(measure)
    return found


def _modality(common: list[Measure], national: list[Measure]) -> Iterator[Difference]:
    """Duties, rights and prohibitions. Laws state duties in the plain present too, above all in Russian.

    So a side without any modal verb is taken to state duties, and numbers of verbs alone are no difference.
    """
    ours = Counter(measure.value for measure in common) or Counter({"obligation": 1})
    theirs = Counter(measure.value for measure in national) or Counter({"obligation": 1})
    lost, gained = ours - theirs, theirs - ours
    if lost and gained:
        one, other = _said(common, lost), _said(national, gained)
        values = {"common": _named(lost), "national": _named(gained), "one": one or "—", "other": other or "—"}
        says = Phrase(
            "The common text has {common} (“{one}”) where the national one has {national} (“{other}”).", values
        )
        yield Difference(Aspect.MODALITY, Gravity.CONTRADICTION, one, other, says)
        return
    for kind in lost:
        if kind not in theirs:
            yield _missing(Aspect.MODALITY, _said(common, Counter({kind: 1})))
    for kind in gained:
        if kind not in ours:
            yield _added(Aspect.MODALITY, _said(national, Counter({kind: 1})))


def _said(measures: list[Measure], kinds: Counter[str]) -> str:
    return words_of_all([measure for measure in measures if measure.value in kinds])


def _named(kinds: Counter[str]) -> Phrase:
    """The kinds of verbs in words; where there are several, the gravest is named."""
    if kinds["prohibition"]:
        return Phrase("a prohibition")
    if kinds["obligation"]:
        return Phrase("a duty")
    return Phrase("a right") if kinds["permission"] else Phrase("a release from a duty")


def _terms(common: list[Measure], national: list[Measure], text: str) -> Iterator[Difference]:
    """Defined terms that the national provision does not use at all; quoting them or not is a matter of style."""
    known = {measure.value for measure in national}
    whole = " ".join(text.casefold().split())
    for term in _once(common):
        if term.value not in known and term.value not in whole:
            yield _missing(Aspect.TERM, term.words)


def _points(common: Sequence[str], national: Sequence[str], whole: str, *, one_language: bool) -> Iterator[Difference]:
    """Enumerated points: in one language each is looked for; in two only their numbers can be compared."""
    if not common:
        return
    if not one_language:
        if len(national) < len(common):
            values = {"common": len(common), "national": len(national)}
            says = Phrase("The common text has {common} points, the national one {national}.", values)
            for _ in range(len(common) - len(national) if national else 1):
                yield Difference(Aspect.POINT, Gravity.MISSING, f"{len(common)}", f"{len(national)}", says)
        return
    places = [set(words_of(point)) for point in national] or [set(words_of(whole))]
    for point in common:
        words = set(words_of(point))
        if words and max(len(words & place) / len(words) for place in places) < CARRIED_POINT:
            yield _missing(Aspect.POINT, point)


def _missing(aspect: Aspect, words: str) -> Difference:
    says = Phrase("The national text lacks “{words}”.", {"words": words})
    return Difference(aspect, Gravity.MISSING, words, "", says)


def _added(aspect: Aspect, words: str) -> Difference:
    says = Phrase("Only the national text has “{words}”.", {"words": words})
    return Difference(aspect, Gravity.ADDITION, "", words, says)
