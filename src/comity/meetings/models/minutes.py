"""Minutes and communiqués: drafted, corrected, adopted, published."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Minutes(Projection):
    """The minutes of a session: ``texts`` name contents by language; corrections are taken until ``until``."""

    session = models.CharField(max_length=64, primary_key=True)
    texts = models.JSONField()
    version = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    until = models.DateTimeField()
    status = models.CharField(max_length=16)
    adopted_in = models.CharField(max_length=64)
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_minutes"


class Correction(Projection):
    """A correction that a delegation asks for: of its own words, or of a fact."""

    id = models.CharField(max_length=36, primary_key=True)
    session = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    reads = models.TextField()
    should_read = models.TextField()
    status = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        db_table = "meetings_correction"


class Communique(Projection):
    """What a session tells the public: drafted from its decisions, approved by one, published."""

    session = models.CharField(max_length=64, primary_key=True)
    texts = models.JSONField()
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=16)
    decision = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_communique"
