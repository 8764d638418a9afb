"""Monotone segments: provisions that correspond one after another speak for each other.

Dynamic programming over the candidates: the worth of a pair is its own plus the best run of pairs that leads to it,
both texts read in the same direction. A step may leave out up to `STEP` - 1 provisions, and a target may stay the same
(several provisions made into one) or move on while few sources do (one made into several); each irregularity fades
the run that it interrupts. A run may break off anywhere, so a text whose parts stand in another order keeps its
segments.
"""

from __future__ import annotations

import numpy as np

from comity.harmonisation.aligning.candidates import Pairs
from comity.harmonisation.aligning.sparse import Floats, Ints

STEP = 3
DECAY = 0.6
UNEVEN = 0.5


def support(pairs: Pairs, worth: Floats) -> tuple[Floats, Ints]:
    """For each pair what the best run before it and the best run after it are worth, and the pair just before.

    The pair before is the place of the one that its run goes through, -1 if there is none. O(pairs · candidates).
    """
    before, through = _runs(pairs, worth)
    turned, order = _backwards(pairs)
    after, _ = _runs(turned, worth[order])
    found = before.copy()
    found[order] += after
    return found, through


def _runs(pairs: Pairs, worth: Floats) -> tuple[Floats, Ints]:
    total = worth.copy()
    gained = np.zeros(len(pairs))
    through = np.full(len(pairs), -1, dtype=np.int64)
    bounds = pairs.bounds
    for row in range(1, pairs.sources):
        here = slice(bounds[row], bounds[row + 1])
        back = slice(bounds[max(0, row - STEP)], bounds[row])
        if here.start == here.stop or back.start == back.stop:
            continue
        down = row - pairs.lefts[back]
        across = pairs.rights[here][:, None] - pairs.rights[back][None, :]
        fades = DECAY ** (down[None, :] + UNEVEN * np.abs(across - down[None, :]))
        led = np.where((across >= 0) & (across <= STEP), fades * total[back][None, :], 0.0)
        best = led.argmax(axis=1)
        gained[here] = led[np.arange(len(best)), best]
        through[here] = np.where(gained[here] > 0, back.start + best, -1)
        total[here] += gained[here]
    return gained, through


def _backwards(pairs: Pairs) -> tuple[Pairs, Ints]:
    """The pairs with both texts read from the end, and the order in which they now stand."""
    lefts, rights = pairs.sources - 1 - pairs.lefts, pairs.targets - 1 - pairs.rights
    order = np.lexsort((rights, lefts))
    return Pairs(lefts[order], rights[order], pairs.sources, pairs.targets), order
