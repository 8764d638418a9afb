"""Tokens: made by the holder of full powers, shown once, and worth no more than those powers are at the moment."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja.security import HttpBearer

from comity.api.models import Token
from comity.api.refusals import OutOfScope, TokenInvalid, TokenMissing, TokenPowersEnded
from comity.parties.models import FullPowers
from comity.record.acts import Capacity

LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)
START = "comity_"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls with a token, and in which capacity."""

    token: Token
    powers: FullPowers

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.powers.person, self.powers.party, self.powers.id)

    def require(self, power: str) -> None:
        """Raise OutOfScope unless the token covers ``power``; whether the full powers do is the corridor's question."""
        if power not in self.token.scopes:
            raise OutOfScope(power=power)


def issue(
    account: int, name: str, powers: FullPowers, scopes: Sequence[str], expires_at: datetime
) -> tuple[Token, str]:
    """Make a token for an account under ``powers``, which its person holds; the secret is shown once and not kept.

    ``scopes`` that the powers do not hold are left out, and the token ends with the powers at the latest.
    """
    secret = f"{START}{secrets.token_urlsafe(32)}"
    ends = [expires_at, timezone.now() + LONGEST, *([powers.until] if powers.until else [])]
    token = Token.objects.create(
        account_id=account,
        name=name,
        powers=powers.id,
        scopes=[power for power in powers.powers if power in scopes],
        prefix=secret[: len(START) + 6],
        digest=_digest(secret),
        expires_at=min(ends),
    )
    return token, secret


def revoke(account: int, token: int) -> bool:
    """End a token of this account at once; False if it is none of theirs, or ended already."""
    mine = Token.objects.filter(account_id=account, pk=token, revoked_at=None)
    return bool(mine.update(revoked_at=timezone.now()))


def caller_of(request: HttpRequest) -> Caller | None:
    """Who the token of a request stands for; None where none was sent.

    Raises TokenInvalid for one that is unknown, revoked or expired, and TokenPowersEnded for one whose full powers are.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    now = timezone.now()
    known = Token.objects.select_related("account").filter(digest=_digest(secret.strip()), revoked_at=None)
    token = known.filter(expires_at__gt=now, account__is_active=True).first()
    if token is None:
        raise TokenInvalid(page=reverse("api_tokens"))
    powers = FullPowers.objects.filter(Q(until=None) | Q(until__gt=now), id=token.powers, since__lte=now).first()
    person = getattr(token.account, "person", "")
    if powers is None or powers.revoked_at is not None or not person or powers.person != person:
        raise TokenPowersEnded()
    if token.used_at is None or now - token.used_at > SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return Caller(token, powers)


class Bearer(HttpBearer):
    """Asks for a token, which the gate has read already."""

    def __call__(self, request: HttpRequest) -> Any:
        return self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller: Caller | None = getattr(request, "caller", None)
        if caller is None:
            raise TokenMissing(page=reverse("api_tokens"))
        return caller


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
