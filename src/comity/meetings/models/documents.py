"""Projections: the documents of a session."""

from __future__ import annotations

from django.db import models

from comity.parties.circles import Circle
from comity.record.rows import Projection


class Document(Projection):
    """A document of a session, or of one of its items, in several languages; planned first, then issued.

    ``circle``: public, members, bodies, parties or persons (`comity.parties.circles`); ``admitted`` names the bodies,
    parties or persons that may open it.
    """

    id = models.CharField(max_length=64, primary_key=True)
    session = models.CharField(max_length=64, db_index=True)
    item = models.CharField(max_length=64)
    symbol = models.CharField(max_length=64)
    title = models.JSONField()
    kind = models.CharField(max_length=24)
    party = models.CharField(max_length=64)
    languages = models.JSONField()
    due = models.DateTimeField(null=True)
    circle = models.CharField(max_length=16)
    admitted = models.JSONField()
    planned_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.JSONField()

    class Meta:
        db_table = "meetings_document"

    @property
    def readers(self) -> Circle:
        """Those who may open it."""
        return Circle.of(self.circle, self.admitted, self.party)

    @property
    def is_public(self) -> bool:
        return self.readers.is_public


class DocumentText(Projection):
    """A document in one language, as last issued; ``earlier`` lists the revisions it replaced. ``size`` in bytes."""

    pk = models.CompositePrimaryKey("document", "language")
    document = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    session = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    late = models.BooleanField()
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    earlier = models.JSONField()

    class Meta:
        db_table = "meetings_document_text"
