"""Who looks at a page: the account, the person it stands for, and the capacity they have chosen to act in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


@dataclass(frozen=True, slots=True)
class Capacity:
    """In what capacity somebody acts: full powers of a party, in one body or (empty) in all.

    ``id`` is the full powers' identifier; names and title are texts in several languages, as the record has them.
    """

    id: str
    party: str
    party_name: Any
    title: Any
    body: str = ""
    body_name: Any = ""
    powers: frozenset[str] = frozenset()
    is_member: bool = True
    is_secretariat: bool = False

    def holds(self, power: str) -> bool:
        """Whether the full powers cover ``power``; for which body is decided when the act is committed."""
        return power in self.powers


@dataclass(frozen=True)
class Viewer:
    """The reader of a page. Anonymous readers have no account, no person and no capacities."""

    account: AbstractUser | None = None
    person: str = ""
    capacities: Sequence[Capacity] = ()
    capacity: Capacity | None = None

    @property
    def signed_in(self) -> bool:
        return self.account is not None

    @property
    def member(self) -> str | None:
        """The identifier of the member for which the chosen capacity acts, if it is a member's."""
        return self.capacity.party if self.capacity and self.capacity.is_member else None

    @property
    def is_secretariat(self) -> bool:
        """The secretariat's staff: by the account, or by the capacity they act in."""
        return bool((self.account and self.account.is_staff) or (self.capacity and self.capacity.is_secretariat))


class Request(HttpRequest):
    """A request as the views see it, for type annotations: with its viewer."""

    viewer: Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer that the site's middleware put on the request; anonymous where there is none."""
    return cast("Viewer", getattr(request, "viewer", None) or Viewer())
