"""Who is to be told: the accounts of those whose full powers cover the matter, in the body where it happens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from comity.api.models import MailChoice, Notice
from comity.parties.models import FullPowers


def persons_empowered(parties: Collection[str], power: str, body: str, at: datetime) -> set[str]:
    """The persons who may do this for one of the parties, in that body, at that moment; one query."""
    held = FullPowers.objects.filter(
        Q(until=None) | Q(until__gt=at),
        party__in=list(parties),
        powers__contains=[power],
        body__in=("", body),
        since__lte=at,
        revoked_at=None,
    )
    return set(held.values_list("person", flat=True))


def tell(persons: Collection[str], kind: str, key: str, about: dict[str, Any]) -> int:
    """Note that these persons' accounts are to be told, each once for ``kind`` and ``key``; how many are new.

    Accounts without an address, closed ones and those that want no mail are left out; two queries, three if any is new.
    """
    if not persons:
        return 0
    accounts = get_user_model()._default_manager.filter(person__in=list(persons), is_active=True)
    wanted = accounts.exclude(email="").exclude(mail_choice__mode=MailChoice.NONE)
    known = Notice.objects.filter(kind=kind, key=key).values("account")
    fresh = [
        Notice(account_id=account, kind=kind, key=key, about=about)
        for account in wanted.exclude(pk__in=known).values_list("pk", flat=True)
    ]
    if fresh:
        Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
