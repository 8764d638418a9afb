"""Projections: delegations to a session, their credentials, and reports on them."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class SessionDelegate(Projection):
    """A person in a party's delegation to a session, as the party last named it. ``rank`` is the place on its list."""

    pk = models.CompositePrimaryKey("session", "party", "person")
    session = models.CharField(max_length=64)
    party = models.CharField(max_length=64)
    person = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=16)
    rank = models.PositiveIntegerField()
    named_at = models.DateTimeField()

    class Meta:
        db_table = "meetings_session_delegate"


class Credentials(Projection):
    """A party's credentials for a session: the letter (a confidential content), and what was found of it.

    ``finding``: empty until examined, then *in order*, *provisional* or *not in order*.
    """

    pk = models.CompositePrimaryKey("session", "party")
    session = models.CharField(max_length=64)
    party = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    issued_by = models.CharField(max_length=64)
    letter = models.CharField(max_length=64)
    late = models.BooleanField()
    received_at = models.DateTimeField()
    finding = models.CharField(max_length=16)
    remark = models.JSONField()
    examined_by = models.CharField(max_length=64)
    examined_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_credentials"


class CredentialsReport(Projection):
    """A report on credentials: what was found for every party when it was drawn up; adopted as a `Matter`.

    ``findings``: ``{party: {"finding": …, "issued_by": …}}``, with an empty finding where nothing was received.
    """

    pk = models.CompositePrimaryKey("session", "number")
    session = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    findings = models.JSONField()
    drawn_up_by = models.CharField(max_length=64)
    drawn_up_at = models.DateTimeField()

    class Meta:
        db_table = "meetings_credentials_report"
