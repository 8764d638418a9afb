"""Acts rely on how a text is read: an amendment that was adopted makes the same version in any replay, for ever.

If a test here fails, a text on some record is now read otherwise. Do not renew the digests: a change to the grammar is
a new grammar beside this one (docs/decisions/0007).
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from comity.instruments.text import Meta, marking_of, parse, to_akn
from comity.instruments.text.amending import Change, Operation, applied

TEXTS = Path(__file__).parents[4] / "tests" / "data" / "texts"
HELD = json.loads((TEXTS / "digests.json").read_text(encoding="utf-8"))
META = Meta("X/1", "A text", "agreement", date(2020, 1, 1), date(2020, 1, 1), 1, "An organisation")


def digests(path: Path) -> dict[str, str]:
    """Of the text as Akoma Ntoso, as written again, and with its second article deleted."""
    text = parse(path.read_text(encoding="utf-8"), language=path.stem.rpartition(".")[2])
    second = next(one.id for one in text.walk() if one.id.endswith("art_2"))
    amended = marking_of(applied(text, [Change(Operation.DELETE, second)]))
    found = {"akn": to_akn(text, META), "marking": marking_of(text).encode(), "amended": amended.encode()}
    return {name: sha256(body).hexdigest() for name, body in found.items()}


def test_there_are_six_agreements_of_at_least_25_articles_in_three_languages() -> None:
    paths = sorted(TEXTS.glob("*.txt"))
    assert {path.stem.rpartition(".")[2] for path in paths} == {"en", "hy", "ru"}
    counts = [
        sum(one.kind == "article" for one in parse(path.read_text(encoding="utf-8"), language="en").walk())
        for path in paths
    ]
    assert len(counts) == 6
    assert min(counts) >= 25


@pytest.mark.parametrize("name", sorted(HELD))
def test_an_agreement_is_read_written_and_amended_as_ever(name: str) -> None:
    assert digests(TEXTS / name) == HELD[name]
