"""An act that was released means for ever what it meant: its shape and defaults change only with its version."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from comity.record.acts import registry

spec = importlib.util.spec_from_file_location("released_acts", Path(__file__).with_name("released_acts.py"))
released_acts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(released_acts)
RELEASED = released_acts.released()


@pytest.mark.parametrize("name", sorted({name.partition("@")[0] for name in RELEASED}))
def test_a_released_act_is_still_read(name: str) -> None:
    act = registry.get(name)
    assert act is not None, f"{name} stands on records and can no longer be read"
    newest = max(int(one.partition("@")[2]) for one in RELEASED if one.partition("@")[0] == name)
    assert act.version >= newest
    assert set(act.raised) == set(range(1, act.version)), f"{name}: each older version needs its way up"


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_its_shape_changes_only_with_its_version(name: str) -> None:
    now = released_acts.shapes().get(name)
    if now is None:
        return  # an older version, which `raised` lifts
    # New powers, kinds and the like may join a list of words: what was written before keeps its meaning.
    assert widened(RELEASED[name], now), f"{name} changed: give it the next version, with `raised`"


def widened(before, now) -> bool:
    if isinstance(before, dict) and isinstance(now, dict):
        if set(before) != set(now):
            return False
        return all(
            set(before[key]) <= set(now[key]) if key == "enum" else widened(before[key], now[key]) for key in before
        )
    if isinstance(before, list) and isinstance(now, list):
        return len(before) == len(now) and all(map(widened, before, now))
    return before == now


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, True),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, False),
        ({"default": 1}, {"default": 2}, False),
        ({"properties": {"x": {}}}, {"properties": {"x": {}, "y": {}}}, False),
    ],
)
def test_only_lists_of_words_may_grow(before, now, kept: bool) -> None:
    assert widened(before, now) is kept
