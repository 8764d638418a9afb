"""A question put to the tables: two statements, whatever runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from comity.enterprises.names.reading import read
from comity.enterprises.search import statements
from comity.enterprises.search.reranking import Candidate, Found, rerank
from comity.enterprises.search.statements import CANDIDATES, Tables
from comity.enterprises.search.trigrams import BUDGET, rare, trigrams

Ask = Callable[[str, Mapping[str, Any]], Iterable[tuple[Any, ...]]]
"""Runs a statement with named values (``%(name)s``) and gives its rows: a cursor of psycopg or of Django does."""


def search(question: str, ask: Ask, tables: Tables, names: int, limit: int = 10, budget: int = BUDGET) -> list[Found]:
    """The ``limit`` names of the tables that are likest to ``question``, in whatever script it is written.

    ``names`` is about how many names there are; only the weights of the trigrams depend on it. Nothing is found for a
    question without a letter.
    """
    read_question = read(question)
    grams = trigrams(read_question)
    if not grams:
        return []
    frequencies: dict[str, int] = dict(ask(statements.asked(tables), {"grams": sorted(grams)}))
    chosen = rare(grams, frequencies, names, budget)
    if not chosen:
        return []
    values = {"grams": list(chosen), "weights": list(chosen.values()), "most": max(CANDIDATES, limit)}
    rows = ask(statements.sought(tables), values)
    return rerank(read_question, (Candidate(*row) for row in rows), limit)
