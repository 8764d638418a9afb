"""JSON Schemas (2020-12) of a work-share and of its answer, for editors and for programs in other languages.

They check shapes, not sense: that an id exists or shares add up is for `document`.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

SUFFIX = ".schema.json"


def names() -> list[str]:
    """The schemas there are: question and answer."""
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX))


def load(name: str) -> dict[str, Any]:
    """A schema as data; raises FileNotFoundError."""
    text = resources.files(__package__).joinpath(name + SUFFIX).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
