"""The secret in the address of somebody's own calendar."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from django.utils import timezone

from comity.api.models import CalendarKey


def renew(account: int) -> str:
    """A new secret for this account's calendar; it is shown once and not kept. The old one is worth nothing."""
    secret = secrets.token_urlsafe(32)
    CalendarKey.objects.update_or_create(
        account_id=account, defaults={"digest": _digest(secret), "created_at": timezone.now()}
    )
    return secret


def account_of(secret: str) -> Any | None:
    """Whose calendar this secret opens, if the account is still open."""
    found = CalendarKey.objects.select_related("account").filter(digest=_digest(secret)).first()
    return found.account if found is not None and found.account.is_active else None


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
