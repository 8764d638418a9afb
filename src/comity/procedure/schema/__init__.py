"""JSON Schemas (2020-12) of the file formats of this room, for editors and for programs in other languages.

They check shapes, not sense: that a group exists or a share is at most 1 is for the parsers. Each schema refers to the
others by file name, so that a folder of them works as it is; ``$id`` makes the same references work by address.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

SUFFIX = ".schema.json"


def names() -> list[str]:
    """The schemas there are, by the name of what they describe: formula, rule, case, entry-into-force, …"""
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(SUFFIX) for file in files if file.name.endswith(SUFFIX))


@cache
def text(name: str) -> str:
    """A schema as it is published; raises FileNotFoundError."""
    return resources.files(__package__).joinpath(name + SUFFIX).read_text(encoding="utf-8")


def load(name: str) -> dict[str, Any]:
    """A schema as data; raises FileNotFoundError."""
    found: dict[str, Any] = json.loads(text(name))
    return found


def by_id() -> dict[str, dict[str, Any]]:
    """Every schema by its ``$id``, for a validator's registry."""
    return {schema["$id"]: schema for schema in map(load, names())}
