"""Which provision of a text is which of another: by what they say first, by where they stand last.

Five passes, each on what the one before left: the same words in the same order; the same words elsewhere; much the same
words; the same provisions within; the same identifier.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from comity.instruments.text.units import Unit, likeness

# Shares of common words (Dice): of two provisions at the same place, and of two anywhere.
ALIKE_HERE, ALIKE_ANYWHERE, NOT_ALIKE = 0.5, 0.7, 0.2
FEW_WORDS = 4
CANDIDATES = 8
COMMON_WORD = 60

Pairs = dict[int, int]
Units = Sequence[Unit]


def matched(old: Units, new: Units) -> Pairs:
    """Places in ``old`` with the places of the same provisions in ``new``."""
    pairs: Pairs = {}
    taken: set[int] = set()
    for step in (_same_in_order, _same_elsewhere, _much_the_same, _same_within, _same_name):
        for before, after in step(old, new, pairs, taken):
            if before not in pairs and after not in taken:
                pairs[before] = after
                taken.add(after)
    return pairs


def moved(pairs: Pairs, old: Units, new: Units) -> set[int]:
    """Places in ``old`` of what now stands in another order, or within another provision."""
    order = sorted(pairs)
    stays = set(_longest_rising([pairs[place] for place in order]))
    parents = {old[before].id: new[after].id for before, after in pairs.items() if not old[before].closes}
    found = set()
    for place in order:
        parent = old[place].parent
        elsewhere = parent in parents and parents[parent] != new[pairs[place]].parent
        if pairs[place] not in stays or elsewhere:
            found.add(place)
    return found


def _same_in_order(old: Units, new: Units, pairs: Pairs, taken: set[int]) -> Iterator[tuple[int, int]]:
    # Words that stand in many provisions ("Deleted.") are told apart by their place alone.
    numbers: dict[object, int] = {}
    before, after = ([numbers.setdefault(key, len(numbers)) for key in _keys(units)] for units in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for start, other, size in matcher.get_matching_blocks():
        yield from ((start + at, other + at) for at in range(size))


def _keys(units: Sequence[Unit]) -> list[object]:
    counts = Counter(unit.content for unit in units)
    return [unit.content if counts[unit.content] == 1 and unit.words else (unit.id, unit.content) for unit in units]


def _same_elsewhere(old: Units, new: Units, pairs: Pairs, taken: set[int]) -> Iterator[tuple[int, int]]:
    free: dict[object, list[int]] = defaultdict(list)
    for place, unit in enumerate(new):
        if place not in taken and unit.bag.total() >= FEW_WORDS:
            free[unit.content].append(place)
    for place, unit in enumerate(old):
        if place not in pairs and len(free.get(unit.content, ())) == 1:
            yield place, free[unit.content][0]


def _much_the_same(old: Units, new: Units, pairs: Pairs, taken: set[int]) -> list[tuple[int, int]]:
    """The most alike first; the same place in the text, and the same identifier, count for something."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for place, unit in enumerate(new):
        if place not in taken:
            for word in unit.bag:
                by_word[word].append(place)
    gaps, scored = _gaps(pairs, len(old), len(new)), list[tuple[float, int, int]]()
    for place, unit in enumerate(old):
        if place in pairs:
            continue
        shared: Counter[int] = Counter()
        for word in unit.bag:
            if len(by_word.get(word, ())) <= COMMON_WORD:
                shared.update(by_word.get(word, ()))
        candidates = {other for other, _count in shared.most_common(CANDIDATES)}
        candidates |= {other for other in gaps.get(place, ()) if other not in taken and new[other].id == unit.id}
        for other in candidates:
            score = _score(unit, new[other], other in gaps.get(place, ()))
            if score:
                scored.append((-score, place, other))
    return [(place, other) for _score_, place, other in sorted(scored)]


def _score(before: Unit, after: Unit, here: bool) -> float:
    if before.kind is not after.kind or before.closes != after.closes:
        return 0.0
    alike = likeness(before, after)
    few = min(before.bag.total(), after.bag.total()) < FEW_WORDS
    if alike < (ALIKE_HERE if here else ALIKE_ANYWHERE) or (few and not here):
        return 0.0
    return alike + (0.15 if here else 0) + (0.1 if before.id == after.id else 0)


def _gaps(pairs: Pairs, old: int, new: int) -> dict[int, range]:
    """For each place of ``old`` without a pair, the places of ``new`` between its neighbours' pairs."""
    anchors = sorted(pairs)
    rising = set(_longest_rising([pairs[place] for place in anchors]))
    found: dict[int, range] = {}
    start, waiting = 0, list[int]()
    for place in range(old):
        if place not in pairs:
            waiting.append(place)
        elif pairs[place] in rising:
            found |= dict.fromkeys(waiting, range(start, pairs[place]))
            start, waiting = pairs[place] + 1, []
    return found | dict.fromkeys(waiting, range(start, new))


def _same_within(old: Units, new: Units, pairs: Pairs, taken: set[int]) -> Iterator[tuple[int, int]]:
    """An article of which the heading changed is the one whose paragraphs it still has."""
    places = {unit.id: place for place, unit in enumerate(new) if not unit.closes}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for before, after in pairs.items():
        votes[old[before].parent][new[after].parent] += 1
    for place, unit in enumerate(old):
        if place not in pairs and not unit.closes and votes.get(unit.id):
            other = places.get(votes[unit.id].most_common(1)[0][0])
            if other is not None and new[other].kind is unit.kind:
                yield place, other


def _same_name(old: Units, new: Units, pairs: Pairs, taken: set[int]) -> Iterator[tuple[int, int]]:
    places = {(unit.id, unit.closes): place for place, unit in enumerate(new) if place not in taken}
    for place, unit in enumerate(old):
        other = places.get((unit.id, unit.closes))
        if place in pairs or other is None or new[other].kind is not unit.kind:
            continue
        if not unit.words or not new[other].words or likeness(unit, new[other]) >= NOT_ALIKE:
            yield place, other


def _longest_rising(values: Sequence[int]) -> list[int]:
    """The longest subsequence that rises."""
    tails, ends, before = list[int](), list[int](), list[int]()
    for at, value in enumerate(values):
        place = bisect_left(tails, value)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        ends[place : place + 1] = [at]
    found, at = list[int](), ends[-1] if ends else -1
    while at >= 0:
        found.append(values[at])
        at = before[at]
    return found[::-1]
