"""Names of acts: one meaning each, in code, in the API's description and on the record."""

from __future__ import annotations

from collections import Counter

from comity.record.acts import registry


def test_no_two_acts_have_the_same_name() -> None:
    """The API's description knows a schema by the name of its class."""
    counted = Counter(act.__name__ for act in registry.values())
    assert [name for name, times in counted.items() if times > 1] == []
