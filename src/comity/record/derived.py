"""Derived tables: what is computed from the record beside the acts, late by a moment, and can be computed again.

Embeddings, search entries, figures of progress: too slow for `apply`, or not exact to the bit on every machine, so not
projections. A room registers what follows the record (`register`, in `ready()`); a job on the queue ``heavy`` keeps it
up. Nothing that an act decides may read a derived table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction

from comity.phrase import Refusal
from comity.record import following, log
from comity.record.following import Placed
from comity.record.models import Follower


class NoSuchDerivation(Refusal):
    """There is nothing derived by the name {name}. There is: {known}."""

    status = 404


class Derived(models.Model):
    """A table that a follower of the record writes and nobody else; it can be emptied and derived again."""

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Derivation:
    """Models that follow the record together: ``take`` writes what an act changes in them."""

    name: str
    models: tuple[type[Derived], ...]
    take: Callable[[Placed], None]
    version: int


_registered: dict[str, Derivation] = {}


def register(name: str, models: Sequence[type[Derived]], take: Callable[[Placed], None], *, version: int) -> Derivation:
    """Have ``models`` follow the record by ``take``, which is called with every act in order, each once.

    With another ``version`` than before they are emptied and derived again. What is dear to compute is better kept
    apart by the content's digest, so that deriving again finds it. Raises `ImproperlyConfigured` if the name is taken.
    """
    if name in _registered:
        raise ImproperlyConfigured(f"{name} is derived already")
    made = _registered[name] = Derivation(name, tuple(models), take, version)
    return made


def known(name: str) -> Derivation:
    """The derivation of this name. Raises `NoSuchDerivation`."""
    if name not in _registered:
        raise NoSuchDerivation(name=name, known=", ".join(sorted(_registered)) or "nothing yet")
    return _registered[name]


def behind() -> list[str]:
    """The names of what has not seen every act, or was derived by another version; two queries."""
    if not _registered:
        return []
    size = log.size()
    now = {name: (position, version) for name, position, version in Follower.objects.values_list()}
    return [
        name
        for name, one in _registered.items()
        if now.get(name, (0, 0))[0] < size or now.get(name, (0, 0))[1] != one.version
    ]


def catch_up(name: str) -> int:
    """Take what is new on the record, or all of it by a new version; how many acts. Raises `NoSuchDerivation`."""
    one = known(name)
    if not Follower.objects.filter(name=name, version=one.version).exists():
        _begin(one)
    return following.follow(name, one.take)


def rebuild(name: str) -> int:
    """Empty what is derived by this name and derive it again; how many acts were taken. Raises `NoSuchDerivation`."""
    one = known(name)
    _begin(one)
    return following.follow(name, one.take)


def _begin(one: Derivation) -> None:
    """Empty the models; whoever is following just now finishes its batch first."""
    Follower.objects.get_or_create(name=one.name)
    with transaction.atomic():
        row = Follower.objects.select_for_update().get(name=one.name)
        for model in one.models:
            model._default_manager.all().delete()
        row.position, row.version = 0, one.version
        row.save(update_fields=["position", "version"])
