"""The floor of a session: its speakers' list, and what is being dealt with."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Floor(Projection):
    """What a session is dealing with. Every act of debate locks this row, so that one thing happens after another.

    ``made`` counts the questions put so far; ``limits`` are times that the body set for this session, in seconds by
    kind of speech, in place of those of the rules; ``vote`` is the vote being taken.
    """

    session = models.CharField(max_length=64, primary_key=True)
    item = models.CharField(max_length=64)
    list_open = models.BooleanField()
    made = models.PositiveIntegerField()
    limits = models.JSONField()
    vote = models.CharField(max_length=64)

    class Meta:
        db_table = "meetings_floor"


class Speaker(Projection):
    """Somebody on the speakers' list of an item: ``id`` is that of the act by which the floor was asked for.

    ``ended_at`` and ``began_at`` say when the floor was had, ``limit`` for how many seconds; for a point of order
    ``category`` and, once the chair has ruled, ``ruling``.
    """

    id = models.CharField(max_length=36, primary_key=True)
    session = models.CharField(max_length=64, db_index=True)
    item = models.CharField(max_length=64)
    party = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    category = models.CharField(max_length=64)
    words = models.JSONField()
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    limit = models.PositiveIntegerField(null=True)
    left = models.BooleanField()
    ruling = models.JSONField()
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_speaker"
