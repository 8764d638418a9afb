"""The room's own tables. None is a projection: they say who is told what and has been told, not what is so."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from comity.pages import vocabulary

Account = settings.AUTH_USER_MODEL


class Token(models.Model):
    """A secret by which a programme acts for a person under one set of full powers, or a part of them.

    Only its SHA-256 is kept: 256 random bits need no slow hash. ``scopes`` are powers; a token never does more than the
    full powers behind it do at that moment.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    powers = models.CharField(max_length=64)
    scopes = models.JSONField()
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"

    @property
    def said_scopes(self) -> list[str]:
        """What the token may do, in words."""
        return [str(vocabulary.power(scope)) for scope in self.scopes]


class Allowance(models.Model):
    """How much of its rate a caller has used: the instant at which its whole burst is free again.

    The table is unlogged: counting costs no write to disk, and a crash forgives everybody.
    """

    caller = models.CharField(max_length=80, primary_key=True)
    free_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "api_allowance"


class Notice(models.Model):
    """Something one account is to be told once, whatever happens: ``key`` says what it is about.

    ``claimed_at`` is written before the mail goes out and ``sent_at`` after. A notice that was claimed and never marked
    as sent may have gone out (the process died between the two), so it is not sent again. While the mail server takes
    nothing, ``attempts`` and ``retry_at`` say when to try next.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=200)
    about = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_notice"
        constraints = [models.UniqueConstraint(fields=["account", "kind", "key"], name="api_notice_once")]
        indexes = [
            models.Index(fields=["account"], condition=models.Q(claimed_at=None), name="api_notice_waiting"),
        ]


class MailChoice(models.Model):
    """How an account wants its mail; without a row, at once. ``digest_on`` is the day of its last daily summary."""

    AT_ONCE, DAILY, NONE = "at once", "daily", "none"

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="mail_choice")
    mode = models.CharField(max_length=8, default=AT_ONCE)
    digest_on = models.DateField(null=True)

    class Meta:
        db_table = "api_mail_choice"


class Webhook(models.Model):
    """An address that is told of acts on some topics, in the record's order.

    ``position`` is the next act it has not been told; it stays where it is while deliveries fail, so that nothing is
    lost when the address answers again. ``salt`` gives the secret that signs deliveries (`webhooks.signing`).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    topics = models.JSONField()
    salt = models.CharField(max_length=64)
    position = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_webhook"


class Delivery(models.Model):
    """One attempt to tell a webhook of an act: the log that its owner sees."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    position = models.BigIntegerField()
    act = models.UUIDField()
    type = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "api_delivery"


class CalendarKey(models.Model):
    """The secret in the address of somebody's own calendar; a new one makes the old address worthless."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "api_calendar_key"


KEPT_APART = (Token, Allowance, Notice, MailChoice, Webhook, Delivery, CalendarKey)
