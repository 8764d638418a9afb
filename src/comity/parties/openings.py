"""Who opened what is restricted: noted beside the record, kept for a time that the organisation sets, then forgotten.

A room says once, in `ready()`, how its things are called and where their pages are (`register`), and notes each opening
(`note`). The secretariat sees all openings on one page; whoever issued a thing sees those of it on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils import timezone

from comity.pages.viewer import Viewer
from comity.parties.models import Opening


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that was opened, as a list shows it. ``title`` may stand in several languages."""

    title: Any
    href: str


Describe = Callable[[Collection[str]], Mapping[str, Thing]]
_kinds: dict[str, Describe] = {}


def register(kind: str, describe: Describe) -> None:
    """Say how things of a kind are called: ``describe`` gives those it knows, in a known number of queries.

    Raises `ImproperlyConfigured` for a kind that another room has.
    """
    if kind in _kinds:
        raise ImproperlyConfigured(f"openings of the kind {kind} belong to another room already")
    _kinds[kind] = describe


def note(viewer: Viewer, kind: str, thing: str, *, part: str = "", revision: int = 0) -> None:
    """Somebody opened something: ``part`` is the language or the page of it. Raises `KeyError` for an unknown kind."""
    if kind not in _kinds:
        raise KeyError(kind)
    Opening.objects.create(
        kind=kind,
        thing=thing,
        part=part,
        revision=revision,
        person=viewer.person,
        party=viewer.capacity.party if viewer.capacity else "",
        at=timezone.now(),
    )


def of(kind: str, thing: str) -> QuerySet[Opening]:
    """The openings of one thing, the newest first."""
    return Opening.objects.filter(kind=kind, thing=thing).order_by("-at", "-pk")


def things(found: Collection[Opening]) -> dict[tuple[str, str], Thing]:
    """What these openings were of, by kind and identifier; what is gone is left out."""
    named: dict[tuple[str, str], Thing] = {}
    for kind in {one.kind for one in found}:
        wanted = {one.thing for one in found if one.kind == kind}
        known = _kinds[kind](wanted) if kind in _kinds else {}
        named |= {(kind, name): thing for name, thing in known.items()}
    return named


def kept_for() -> timedelta:
    """How long openings are kept (`COMITY_OPENINGS_DAYS`)."""
    kept = settings.COMITY["OPENINGS_KEPT"]
    assert isinstance(kept, timedelta)
    return kept


def forget() -> int:
    """Drop what is older than the organisation keeps it; how many."""
    dropped, _by_model = Opening.objects.filter(at__lt=timezone.now() - kept_for()).delete()
    return dropped
