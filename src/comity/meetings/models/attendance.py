"""Projections: who is in the hall, and what quorum was found when."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Presence(Projection):
    """A person's presence: ``since`` the last arrival, ``until`` the last departure; ``spells`` lists those before.

    ``how`` is by whom the arrival was told: device (the delegate) or desk.
    """

    pk = models.CompositePrimaryKey("session", "party", "person")
    session = models.CharField(max_length=64)
    party = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    how = models.CharField(max_length=8)
    spells = models.JSONField()

    class Meta:
        db_table = "meetings_presence"


class QuorumCall(Projection):
    """A quorum as found at a moment: when somebody asked (``called``), or when it was ``lost`` or ``regained``.

    ``voting`` is the question on which a vote was being taken; ``because`` says each threshold in words (phrases).
    """

    id = models.CharField(max_length=36, primary_key=True)
    session = models.CharField(max_length=64, db_index=True)
    why = models.CharField(max_length=12)
    at = models.DateTimeField()
    present = models.JSONField()
    members = models.PositiveIntegerField()
    met = models.BooleanField()
    because = models.JSONField()
    voting = models.CharField(max_length=64)

    class Meta:
        db_table = "meetings_quorum_call"
