"""Projections: the items of an agenda, and its versions."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class AgendaItem(Projection):
    """An item: proposed, then placed on the agenda in its newest version.

    ``place`` counts from 1 in the version that now holds (adopted, or else the newest provisional one); 0 is an item
    that stands on none. ``number`` is how it is called there: ``3``, or of a sub-item ``3(b)``. ``late``: proposed
    after the rules' time, so that only the body itself can put it on.
    """

    pk = models.CompositePrimaryKey("session", "item")
    session = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=16)
    title = models.JSONField()
    note = models.JSONField()
    kind = models.CharField(max_length=16)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    starts = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    late = models.BooleanField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_agenda_item"

    @property
    def is_sub(self) -> bool:
        """Whether it is a part of the item above it."""
        return self.number.endswith(")")


class AgendaVersion(Projection):
    """A version of an agenda: its items in order with their times; never changed.

    ``entries``: ``[{"item": …, "starts": ISO 8601 or null, "minutes": whole number or null, "sub": whether it is a
    sub-item of the item above it}, …]``.
    """

    pk = models.CompositePrimaryKey("session", "number")
    session = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    entries = models.JSONField()
    note = models.JSONField()
    drawn_up_by = models.CharField(max_length=64)
    drawn_up_at = models.DateTimeField()

    class Meta:
        db_table = "meetings_agenda_version"
