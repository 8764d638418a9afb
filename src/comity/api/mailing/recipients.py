"""Who is to be told: the accounts of the persons whom a room has named."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from comity.api.models import MailChoice, Notice
from comity.pages import notices


def tell(notice: notices.Notice) -> int:
    """Note that these persons' accounts are to be told, each once for its kind and key; how many are new.

    Accounts without an address, closed ones and those that want no mail are left out; two queries, three if any is new.
    """
    if not notice.persons:
        return 0
    accounts = get_user_model()._default_manager.filter(person__in=list(notice.persons), is_active=True)
    wanted = accounts.exclude(email="").exclude(mail_choice__mode=MailChoice.NONE)
    known = Notice.objects.filter(kind=notice.kind, key=notice.key).values("account")
    about = {**notice.about, "href": notice.href}
    fresh = [
        Notice(account_id=account, kind=notice.kind, key=notice.key, about=about)
        for account in wanted.exclude(pk__in=known).values_list("pk", flat=True)
    ]
    if fresh:
        Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
