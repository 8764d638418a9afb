"""Small texts for tests of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comity.harmonisation.aligning import LegalText, Provision

LICENSING = (
    "An enterprise that produces rescue equipment shall hold a licence issued by the competent authority.",
    "The application shall name the products, the premises and the persons responsible for quality.",
    "The competent authority shall decide within thirty days after the receipt of a complete application.",
    "A licence shall be valid for five years and may be renewed upon request of its holder.",
    "The authority may suspend a licence where its holder does not remedy a violation within sixty days.",
    "Decisions of the authority may be appealed to a court in accordance with national law.",
    "The authority shall keep a public register of licences and publish it on its website.",
    "Fees for the examination of applications shall not exceed 500 units of account.",
)
"""Eight provisions of a common text, each about something of its own."""


def text_of(words: Sequence[str], *, language: str = "en", name: str = "a") -> LegalText:
    """A text of provisions "a:1", "a:2" …"""
    return LegalText(language, name, tuple(Provision(f"{name}:{at}", one) for at, one in enumerate(words, start=1)))


def encode_by_words(texts: Sequence[str]) -> NDArray[np.float32]:
    """An encoder for tests: directions drawn from the words, so that the same words give the same vector."""
    found = np.zeros((len(texts), 384), dtype=np.float32)
    for at, text in enumerate(texts):
        found[at] = 4.0  # as e5 does: everything is alike to begin with
        for word in set(text.casefold().split()):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            found[at] += np.random.default_rng(seed).standard_normal(384).astype(np.float32)
    return found
