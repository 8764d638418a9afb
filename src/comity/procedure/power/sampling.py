"""Monte Carlo estimates of voting power with their standard errors, for games too large to count exactly.

Shapley-Shubik: every player joins with the same probability p, and p is spread over [0, 1]; the chance of a swing,
averaged over p, is the index (G. Owen, Multilinear extensions of games, Management Science 18, 1972). A pilot finds the
values of p at which swings happen at all, and most samples are drawn there.

Banzhaf: coalitions are drawn tilted towards those near the quota and weighted back, since under a high quota hardly
one fair coalition in a million is ever near it. The tilt, one probability for each kind of players, is found by the
cross-entropy method (R. Rubinstein and D. Kroese, The Cross-Entropy Method, 2004); a tenth of the samples stays
untilted, so that no weight exceeds ten.

The few heaviest players, with whom the errors would be greatest, are not sampled: with each sample of the others, all
their coalitions are gone through (Rao-Blackwell).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from comity.procedure.power.game import Array, Game

BATCH = 1_000  # samples; the spread of the batches' means gives the standard error
DRAW = 5 * BATCH  # samples drawn at once
ROUND = 5  # draws between two looks at the error
BINS = 64  # of the joining probability p
PILOT = 100  # samples a bin
TILT_STEPS = 5
FAIR = 0.1  # share of the samples that no pilot shapes
MAX_HEAVY, HEAVY = 7, 0.015  # players gone through, of at least this share of an inequality


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of each kind of players, for one of its players: the index and its standard error, and the samples it took.

    ``chance`` and ``chance_error`` are the same before division by the sum of all indices.
    """

    index: Array
    error: Array
    chance: Array
    chance_error: Array
    samples: int


def shapley_shubik(game: Game, rng: np.random.Generator, *, tolerance: float, max_samples: int) -> Estimate:
    """The Shapley-Shubik index. Stops when each index is within ``tolerance`` with 95 % confidence."""
    sampler = _Sampler(game, rng)
    bins = sampler.pilot()

    def draw() -> Array:
        p, weight = sampler.spread(bins)
        return sampler.gains(sampler.join(p[:, None]), p) * weight[:, None]

    return _until(game, draw, False, tolerance, max_samples)


def banzhaf(game: Game, rng: np.random.Generator, *, tolerance: float, max_samples: int) -> Estimate:
    """The Banzhaf index, as shares that sum to 1, and each player's chance of a swing."""
    sampler = _Sampler(game, rng)
    tilt = sampler.tilt()

    def draw() -> Array:
        joined = sampler.tilted(tilt, DRAW)
        return sampler.gains(joined, np.full(DRAW, 0.5)) * sampler.fair_odds(joined, tilt)[:, None]

    return _until(game, draw, True, tolerance, max_samples)


def _until(game: Game, draw: Callable[[], Array], shares: bool, tolerance: float, max_samples: int) -> Estimate:
    """Draw until the error is small enough; with ``shares`` the indices are divided by their sum."""
    sizes = np.array([kind.size for kind in game.kinds], dtype=float)
    means: list[Array] = []
    while True:
        for _ in range(ROUND):
            # Every fifth sample into the same batch: each batch then spreads as evenly over p as the whole draw.
            means.extend(draw().reshape(BATCH, -1, len(sizes)).mean(axis=0))
        drawn = np.array(means)
        chance, spread = drawn.mean(axis=0), drawn
        index = chance
        if shares and (total := chance @ sizes):
            index = chance / total
            # The linear part of a ratio's error (delta method): a batch beyond its share of the batch's own sum.
            spread = (drawn - (drawn @ sizes)[:, None] * index) / total
        error, chance_error = (each.std(axis=0, ddof=1) / np.sqrt(len(means)) for each in (spread, drawn))
        if 1.96 * error.max() <= tolerance or len(means) * BATCH >= max_samples:
            return Estimate(index, error, chance, chance_error, len(means) * BATCH)


class _Sampler:
    """Draws how many of each kind join, the heavy ones apart, and sees who swings.

    Arrays of coefficients are in floating point, which is exact for sums of integers below 2^53; for larger ones, in
    integers of any length.
    """

    def __init__(self, game: Game, rng: np.random.Generator) -> None:
        self.game, self.rng = game, rng
        number = np.dtype(np.float64 if game.largest_sum < 1 << 53 else object)
        kinds = game.kinds
        coefficients = np.array([kind.coefficients for kind in kinds], dtype=number).reshape(len(kinds), -1)
        sizes = np.array([kind.size for kind in kinds])
        spans = np.maximum(np.abs(coefficients * sizes[:, None]).sum(axis=0), 1)
        shares = (np.abs(coefficients) / spans).max(axis=1).astype(float)
        single = [k for k in np.argsort(-shares, kind="stable") if sizes[k] == 1 and shares[k] >= HEAVY]
        self.heavy = np.array(single[:MAX_HEAVY], dtype=int)
        self.others = np.setdiff1d(np.arange(len(kinds)), self.heavy)
        self.sizes, self.steps = sizes[self.others], coefficients[self.others]
        self.quotas = np.array([each.quota for each in game.inequalities], dtype=number)[:, None]
        # All coalitions of the heavy players, and what they add to each inequality.
        self.subsets = (np.arange(2 ** len(self.heavy))[:, None] >> np.arange(len(self.heavy))) & 1
        self.heavy_sums = self.subsets.astype(number) @ coefficients[self.heavy]

    # --- drawing

    def join(self, p: Array) -> Array:
        """How many of each other kind join, each player with probability p (samples by one, or by kinds)."""
        shape = (len(p), len(self.sizes))
        if self.sizes.max(initial=1) == 1:
            return (self.rng.random(shape, dtype=np.float32) < p).astype(np.float64)
        return self.rng.binomial(self.sizes, p, size=shape).astype(np.float64)

    def spread(self, bins: Array) -> tuple[Array, Array]:
        """Values of p evenly through the bins' distribution, and their weights against the uniform one."""
        ends = np.concatenate([[0.0], np.cumsum(bins)])
        u = np.minimum((np.arange(DRAW) + self.rng.random(DRAW)) / DRAW, 1 - 1e-12) * ends[-1]
        which = np.searchsorted(ends, u, side="right") - 1
        return (which + (u - ends[which]) / bins[which]) / BINS, 1 / (BINS * bins[which])

    def pilot(self) -> Array:
        """The probability of drawing p from each bin: in proportion to how often swings happen there."""
        p = (np.repeat(np.arange(BINS), PILOT) + self.rng.random(BINS * PILOT)) / BINS
        seen = self._seen(self.join(p[:, None]), p)
        strength = np.sqrt((seen.reshape(BINS, PILOT) ** 2).mean(axis=1))
        if not strength.any():
            return np.full(BINS, 1 / BINS)
        return FAIR / BINS + (1 - FAIR) * strength / strength.sum()

    def tilt(self) -> Array:
        """For each other kind, the probability of joining under which fair swings are seen most evenly.

        Only tilts whose log-odds are linear in the coefficients are considered: the weights then depend on the sums
        alone, which are nearly the same wherever a swing is.
        """
        scaled = (self.steps / np.maximum(np.abs(self.steps).max(axis=0, initial=0), 1)).astype(float)
        tilt = self._first_tilt()
        for _ in range(TILT_STEPS):
            joined = self.tilted(tilt, DRAW)
            importance = self._seen(joined, np.full(DRAW, 0.5)) * self.fair_odds(joined, tilt)
            if not importance.any():
                break
            tilt = _with_sums(importance @ joined @ scaled / importance.sum(), scaled, self.sizes)
        return tilt

    def _first_tilt(self) -> Array:
        """The one probability, of those at which swings happen, that lies nearest to an even chance."""
        bins = self.pilot()
        seen = np.flatnonzero(bins > bins.min() + bins.max() / 10)
        middle = (seen + 0.5) / BINS
        nearest = middle[np.abs(middle - 0.5).argmin()] if len(seen) else 0.5
        return np.full(len(self.sizes), nearest)

    def _seen(self, joined: Array, chance: Array) -> Array:
        """For each sample, how many players swing."""
        sizes = np.array([kind.size for kind in self.game.kinds])
        seen: Array = np.abs(self.gains(joined, chance)) @ sizes
        return seen

    def tilted(self, tilt: Array, samples: int) -> Array:
        """Who joins under the tilt, and in a part of the samples by an even chance."""
        fair = round(samples * FAIR)
        p = np.concatenate([np.full((fair, len(tilt)), 0.5), np.broadcast_to(tilt, (samples - fair, len(tilt)))])
        return self.join(p)

    def fair_odds(self, joined: Array, tilt: Array) -> Array:
        """How much likelier each sample is when everybody joins by an even chance than as it was drawn."""
        log_ratio = joined @ np.log(2 * tilt) + (self.sizes - joined) @ np.log(2 * (1 - tilt))
        odds: Array = 1 / (FAIR + (1 - FAIR) * np.exp(np.minimum(log_ratio, 700)))
        return odds

    # --- seeing who swings

    def gains(self, joined: Array, chance: Array) -> Array:
        """For each sample and kind, the share of the kind's players that swing (negative: that spoil a win).

        Averaged over the coalitions of the heavy players, each of whom joins with the sample's ``chance``.
        """
        excess = (joined.astype(self.steps.dtype) @ self.steps - self.quotas.T).T
        found = np.zeros((len(joined), len(self.game.kinds)))
        won = np.stack([self._wins(excess + sums[:, None]) for sums in self.heavy_sums])
        found[:, self.heavy] = self._heavy_gains(won, chance)
        found[:, self.others] = self._other_gains(joined / self.sizes, excess, won, chance)
        return found

    def _wins(self, excess: Array) -> Array:
        return self.game.wins(list((excess >= 0).astype(bool))).astype(np.int8)

    def _heavy_gains(self, won: Array, chance: Array) -> Array:
        count = len(self.heavy)
        powers = np.array([chance**size * (1 - chance) ** (count - 1 - size) for size in range(count)])
        found = np.zeros((len(chance), count))
        for i in range(count):
            without = np.flatnonzero(self.subsets[:, i] == 0)
            gained = won[without + (1 << i)] - won[without]
            found[:, i] = (powers[self.subsets[without].sum(axis=1)] * gained).sum(axis=0)
        return found

    def _other_gains(self, inside: Array, excess: Array, won: Array, chance: Array) -> Array:
        """``inside`` is for each sample and other kind the share of its players that are in the coalition."""
        count = len(self.heavy)
        largest = np.abs(self.steps).max(axis=0, initial=0)[:, None]
        pairs = []
        for subset, (row, sums) in enumerate(zip(self.subsets, self.heavy_sums, strict=True)):
            here = excess + sums[:, None]
            near = np.flatnonzero(((here >= -largest) & (here < largest)).any(axis=0))
            odds = chance[near] ** row.sum() * (1 - chance[near]) ** (count - row.sum())
            pairs.append((near, here[:, near], odds, won[subset, near]))
        sample, here, odds, wins = (np.concatenate(each, axis=-1) for each in zip(*pairs, strict=True))
        found = np.zeros(inside.shape)
        for k, step in enumerate(self.steps[:, :, None]):
            reach = np.abs(step)
            close = np.flatnonzero(((here >= -reach) & (here < reach)).any(axis=0))
            which, around, now = sample[close], here[:, close], wins[close]
            share = inside[which, k]
            gain = share * (now - self._wins(around - step)) + (1 - share) * (self._wins(around + step) - now)
            found[:, k] = np.bincount(which, weights=gain * odds[close], minlength=len(inside))
        return found


def _with_sums(sums: Array, scaled: Array, sizes: Array) -> Array:
    """The tilt under which the expected sums are these: Newton's method on a convex problem, slightly regularised."""
    odds = np.zeros(scaled.shape[1])
    for _ in range(50):
        tilt = 1 / (1 + np.exp(-np.clip(scaled @ odds, -4, 4)))
        short = sums - (sizes * tilt) @ scaled
        curve = (scaled * (sizes * tilt * (1 - tilt))[:, None]).T @ scaled
        step = np.linalg.solve(curve + 1e-6 * np.eye(len(odds)) * (1 + np.trace(curve)), short)
        odds = odds + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-4:
            break
    found: Array = tilt
    return found
