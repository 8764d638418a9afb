"""Sending notices: each at most once, whatever breaks.

A notice is claimed before its mail goes out. If the server says no, the claim is given back and tried again later; if
the process dies, or the connection breaks while the server may have taken it, the claim stays, and nobody is written
to twice. What is lost that way still stands on the person's home page.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from comity.api.mailing import wording
from comity.api.models import MailChoice, Notice

logger = logging.getLogger(__name__)

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
LASTING = timedelta(days=7)
DIGEST_HOUR = 6
AT_ONCE = 500


def waiting() -> list[int]:
    """The notices to be sent now, each as a message of its own; one query."""
    one_by_one = Q(account__mail_choice=None) | Q(account__mail_choice__mode=MailChoice.AT_ONCE)
    return list(_unclaimed(timezone.now()).filter(one_by_one).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def send(pk: int) -> bool:
    """Send one notice, if nobody else has claimed it; whether the server took it."""
    if not _claim([pk]):
        return False
    notice = Notice.objects.select_related("account").get(pk=pk)
    with wording.in_language_of(notice.account):
        message = _message(notice.account, wording.subject(notice), wording.text(notice), f"{notice.kind}/{notice.key}")
    return _post(message, [notice])


def send_digests(now: datetime | None = None) -> int:
    """Send every daily summary that is due and has not gone out today; how many."""
    now = now or timezone.now()
    if now.hour < DIGEST_HOUR:
        return 0
    due = MailChoice.objects.filter(mode=MailChoice.DAILY).exclude(digest_on__gte=now.date())
    return sum(_send_digest(pk, now) for pk in due.values_list("pk", flat=True))


def _send_digest(account: Any, now: datetime) -> bool:
    with transaction.atomic():
        locked = MailChoice.objects.select_for_update(skip_locked=True).filter(pk=account, mode=MailChoice.DAILY)
        choice = locked.exclude(digest_on__gte=now.date()).first()
        if choice is None:
            return False
        pending = _unclaimed(now).filter(account=account).select_related("account").order_by("pk")
        notices = list(pending[:AT_ONCE])
        if not notices:
            return False
        choice.digest_on = now.date()
        choice.save(update_fields=["digest_on"])
        _claim([notice.pk for notice in notices])
    holder = notices[0].account
    with wording.in_language_of(holder):
        subject = ngettext("%(number)d message", "%(number)d messages", len(notices)) % {"number": len(notices)}
        lines = [(wording.subject(notice), wording.link(notice)) for notice in notices]
        context = {"lines": lines, "preferences": settings.SITE_URL + reverse("api_messages")}
        text = render_to_string("api/mail/digest.txt", context).strip() + "\n"
        message = _message(holder, subject, text, f"digest/{now.date().isoformat()}")
    sent = _post(message, notices)
    if not sent:
        MailChoice.objects.filter(pk=account).update(digest_on=None)
    return sent


def _unclaimed(now: datetime) -> QuerySet[Notice]:
    """The notices that are not too old to be of use, and may be tried now."""
    fresh = Notice.objects.filter(claimed_at=None, made_at__gt=now - LASTING, account__is_active=True)
    return fresh.exclude(retry_at__gt=now)


def _claim(pks: Sequence[int]) -> int:
    return Notice.objects.filter(pk__in=pks, claimed_at=None).update(claimed_at=timezone.now())


def _message(account: Any, subject: str, text: str, name: str) -> EmailMessage:
    host = urlsplit(settings.SITE_URL).hostname
    # The same notice always has the same Message-ID, so that a mail system that got it twice after all shows it once.
    identifier = sha256(f"{account.pk}/{name}".encode()).hexdigest()[:32]
    return EmailMessage(
        f"{wording.organisation()}: {subject}",
        text,
        None,
        [account.email],
        headers={
            "Message-ID": f"<{identifier}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{settings.SITE_URL}{reverse('api_messages')}>",
        },
    )


def _post(message: EmailMessage, notices: Sequence[Notice]) -> bool:
    """Hand the message to the server; give the claim back only where it has surely not been taken."""
    pks = [notice.pk for notice in notices]
    try:
        connection = get_connection()
        connection.open()
    except OSError as error:  # smtplib's errors are OSErrors too
        _give_back(notices, error)
        return False
    try:
        connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        _give_back(notices, error)
        return False
    except OSError:
        logger.exception("the mail server broke off; notices %s may have been sent, and are not sent again", pks)
        return False
    finally:
        connection.close()
    Notice.objects.filter(pk__in=pks).update(sent_at=timezone.now())
    return True


def _give_back(notices: Sequence[Notice], error: Exception) -> None:
    """Try again later, unless it has been tried often enough."""
    for notice in notices:
        attempts = notice.attempts + 1
        if attempts > len(WAITS):
            logger.error("notice %s is given up after %s attempts: %s", notice.pk, attempts, error)
            continue
        retry_at = timezone.now() + WAITS[attempts - 1]
        Notice.objects.filter(pk=notice.pk).update(claimed_at=None, attempts=attempts, retry_at=retry_at)
