"""A text read from a marking and written again is the same text, whatever was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from comity.instruments.text import marking_of, parse, read
from comity.instruments.text.drawing import markings
from comity.instruments.text.marking import explicit_marking_of

ROOT = Path(__file__).parents[4]
SHIPPED = sorted((ROOT / "profiles").glob("*/texts/*.txt"))


@settings(max_examples=300, deadline=None)
@given(markings())
def test_whatever_is_typed_is_read_and_written_without_loss(marking: str) -> None:
    text = read(marking, language="en").text
    assert read(marking_of(text), language="en").text == text


@settings(max_examples=300, deadline=None)
@given(markings())
def test_a_marking_that_names_every_depth_is_read_without_guessing(marking: str) -> None:
    text = read(marking, language="en").text
    assert read(explicit_marking_of(text), language="en").text == text


@settings(max_examples=200, deadline=None)
@given(markings())
def test_identifiers_are_given_once(marking: str) -> None:
    identifiers = [provision.id for provision in read(marking, language="en").text.walk()]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_text_of_the_profiles_is_read(path: Path) -> None:
    marking = path.read_text(encoding="utf-8")
    text = parse(marking, language="en")
    assert text.body
    assert parse(marking_of(text), language="en") == text
