"""Where profiles are: those that ship with Comity, and any folder that somebody names."""

from __future__ import annotations

from pathlib import Path

import comity
from comity.procedure import notation
from comity.site.profiles.faults import NoSuchProfile
from comity.site.profiles.reading import PROFILE


def folder() -> Path:
    """The folder of the shipped profiles: inside the package in a wheel, beside `src` in a checkout."""
    package = Path(comity.__file__).resolve().parent
    inside = package / "profiles"
    return inside if inside.is_dir() else package.parent.parent / "profiles"


def names() -> list[str]:
    """The shipped profiles by name, in order."""
    return sorted(path.parent.name for path in folder().glob(f"*/{PROFILE}"))


def find(named: str) -> Path:
    """The folder of the profile that ``named`` means: a folder, its `profile.yaml`, or the name of a shipped one.

    Raises `NoSuchProfile`.
    """
    path = Path(named)
    if path.name == PROFILE and path.is_file():
        return path.parent
    if (path / PROFILE).is_file():
        return path
    if named in names():
        return folder() / named
    raise NoSuchProfile(name=named, shipped=notation.choices(names()))
