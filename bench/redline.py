"""The comparison of two texts of 300 articles, and reading one: what a page with a redline costs, on one processor."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from comity.instruments.text import Fate, Text, difference, parse

ARTICLES = 300
PARAGRAPHS = 4
LIMIT = 1.0  # seconds
_SENTENCE = """each party shall inform the secretariat of any measure on water that may affect another party and give
the station, the day and the expected course of the event; a competent authority may ask for assistance in rescue and
relief, whereupon customs let goods pass without duty, the costs being borne as agreed, and a report on the exercise,
its findings and the follow-up is submitted to the commission within sixty days after the end of the operation"""
_WORDS = tuple(_SENTENCE.split())


def run() -> list[dict[str, Any]]:
    """The figures of this benchmark (see `bench`)."""
    source = random.Random(1)
    old = [_article(source) for _ in range(ARTICLES)]
    before = _marking(old)
    after = _marking(_revised(old, source))
    reading, text = _timed(lambda: parse(before, language="en"))
    other = parse(after, language="en")
    comparing, entries = _timed(lambda: difference(text, other))
    fates = Counter(entry.fate for entry in entries)
    # Four articles came in with five units each; one article went, one moved.
    assert fates[Fate.INSERTED] == 4 * (PARAGRAPHS + 1), fates
    assert fates[Fate.DELETED] == PARAGRAPHS + 1, fates
    assert fates[Fate.MOVED_AWAY] == PARAGRAPHS + 1, fates
    assert fates[Fate.CHANGED] == ARTICLES // 3, fates
    name = f"{ARTICLES} articles, {len(before.split()):,} words"
    return [
        _row(f"redline, {name}, a third of them changed", comparing),
        _row(f"redline with both texts read, {name}", comparing + 2 * reading),
        _row(f"a text read, {name}", reading),
    ]


def _row(name: str, seconds: float) -> dict[str, Any]:
    return {"name": name, "figure": seconds, "unit": "s", "limit": LIMIT, "peer": None, "ratio": LIMIT / seconds}


def _article(source: random.Random) -> list[str]:
    heading = " ".join(source.sample(_WORDS, 4)).capitalize().strip(",;")
    return [heading, *(_sentence(source, at) for at in range(1, PARAGRAPHS + 1))]


def _sentence(source: random.Random, number: int) -> str:
    words = [source.choice(_WORDS) for _ in range(45)]
    words[source.randrange(45)] = str(source.randrange(100, 1000))
    return f"{number}. {' '.join(words).capitalize()}."


def _revised(old: list[list[str]], source: random.Random) -> list[list[str]]:
    """A paragraph changed in every third article, four articles new, one gone, one moved."""
    new = [list(article) for article in old]
    for article in new[::3]:
        at = source.randrange(1, PARAGRAPHS + 1)
        words = article[at].split()
        for _ in range(5):
            words[source.randrange(2, len(words) - 1)] = source.choice(_WORDS).upper()
        article[at] = " ".join(words)
    for at in (10, 50, 90, 130):
        new.insert(at, _article(source))
    del new[200]
    new.insert(20, new.pop(151))
    return new


def _marking(articles: list[list[str]]) -> str:
    parts = [
        [f"Article {number}. {heading}", *paragraphs] for number, (heading, *paragraphs) in enumerate(articles, start=1)
    ]
    return "AGREEMENT\n\n" + "\n\n".join("\n\n".join(part) for part in parts)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the processor, the best of three, since others use the machine as well."""
    best, found = float("inf"), Text("en")
    for _ in range(3):
        started = time.process_time()
        found = work()
        best = min(best, time.process_time() - started)
    return best, found
