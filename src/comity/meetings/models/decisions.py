"""Decisions of a body, numbered by its own pattern and followed up until they are carried out."""

from __future__ import annotations

from datetime import date

from django.db import models

from comity.record.rows import Projection


class Series(Projection):
    """The last number given in a series of a body's decisions."""

    pk = models.CompositePrimaryKey("body", "series")
    body = models.CharField(max_length=64)
    series = models.CharField(max_length=100)
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "meetings_series"


class Decision(Projection):
    """What a body decided in a session; ``text`` by language is what it says, ``responsible`` who carries it out."""

    id = models.CharField(max_length=64, primary_key=True)
    number = models.CharField(max_length=100, unique=True)
    body = models.CharField(max_length=64, db_index=True)
    session = models.CharField(max_length=64, db_index=True)
    item = models.CharField(max_length=64)
    question = models.CharField(max_length=64)
    title = models.JSONField()
    text = models.JSONField()
    responsible = models.JSONField()
    due = models.DateField(null=True)
    status = models.CharField(max_length=16)
    taken_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_decision"

    def overdue(self, today: date) -> bool:
        """Whether it should have been carried out by now."""
        return self.status == "under way" and self.due is not None and self.due < today


class Progress(Projection):
    """A report on how far a decision is carried out, or a new date for it."""

    id = models.CharField(max_length=36, primary_key=True)
    decision = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    words = models.JSONField()
    due = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "meetings_progress"
