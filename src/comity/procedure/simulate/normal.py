"""The normal distribution over arrays."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from comity.procedure.simulate.histories import Array

_STANDARD = NormalDist()

NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
"""Gauss-Hermite quadrature: the mean of f over a standard normal is ``WEIGHTS @ f(NODES)``."""


def below(x: Array) -> Array:
    """The probability below x, to 1.5e-7 (M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 7.1.26)."""
    z = np.abs(x) / np.sqrt(2.0)
    t = 1 / (1 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = series * np.exp(-np.minimum(z * z, 700)) / 2
    found: Array = np.where(x < 0, tail, 1 - tail)
    return found


def quantiles(p: Array) -> Array:
    """Below which value each probability lies; infinite at 0 and 1."""
    flat = [-np.inf if q <= 0 else np.inf if q >= 1 else _STANDARD.inv_cdf(q) for q in p.ravel().tolist()]
    return np.array(flat).reshape(p.shape)
