"""What questions are about: the room that owns a subject says what it is called and where its page is.

A case knows its subject by kind and identifier only; the rooms that put questions stand above it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """Where somebody reads what a question is about."""

    href: str
    label: Text
    icon: str


@dataclass(frozen=True, slots=True)
class _Kind:
    label: Text
    icon: str
    address: Callable[[str], str | None]


_kinds: dict[str, _Kind] = {}


def register(kind: str, *, label: Text, icon: str, address: Callable[[str], str | None]) -> None:
    """Say where subjects of a kind are read: ``address`` gives the page of one, or ``None`` if it has none.

    Called in the room's `ready()`. Raises `ImproperlyConfigured` for a kind that another room has.
    """
    if kind in _kinds:
        raise ImproperlyConfigured(f"subjects of the kind {kind} belong to another room already")
    _kinds[kind] = _Kind(label, icon, address)


def link(kind: str, subject: str) -> Link | None:
    """The page of a subject; ``None`` if nobody has said that there is one."""
    found = _kinds.get(kind)
    href = found.address(subject) if found is not None else None
    return Link(href, found.label, found.icon) if found is not None and href else None
