"""Questions before a session: proposals, motions, amendments, parts, challenges, elections; and their candidates."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Question(Projection):
    """A question put to a session. ``on`` is the question it belongs to; ``made`` its number in time.

    ``instrument`` is the text that a proposal or an amendment to it deals with, ``text`` the digest of what is decided
    on; ``amendment`` names the amendment to that text. ``deletes`` and ``adds`` count its words that go and come.

    ``status``: ``waiting``, ``voting``, ``adopted``, ``rejected``, ``withdrawn``, ``not put``, ``divided``. ``kind`` is
    the kind of decision, by which the rules say how it is decided; of a motion, its identifier there. ``place`` is the
    chair's order, whose ``order_reason`` stands on the proposal; ``excludes`` names the amendments whose rejection its
    adoption implies. An election that ends with places left open is ``unfilled``.
    """

    id = models.CharField(max_length=64, primary_key=True)
    session = models.CharField(max_length=64, db_index=True)
    item = models.CharField(max_length=64)
    matter = models.CharField(max_length=16)
    kind = models.CharField(max_length=64)
    on = models.CharField(max_length=64)
    made = models.PositiveIntegerField()
    place = models.PositiveIntegerField(null=True)
    order_reason = models.JSONField()
    title = models.JSONField()
    text = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    instrument = models.CharField(max_length=64)
    amendment = models.CharField(max_length=64)
    mover = models.CharField(max_length=64)
    deletes = models.PositiveIntegerField()
    adds = models.PositiveIntegerField()
    excludes = models.JSONField()
    operative = models.BooleanField()
    places = models.PositiveIntegerField()
    status = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reason = models.JSONField()

    class Meta:
        db_table = "meetings_question"

    @property
    def is_pending(self) -> bool:
        return self.status in ("waiting", "voting", "divided")


class Candidate(Projection):
    """Somebody, or something, that stands in an election: a state, a person by function, an organisation."""

    pk = models.CompositePrimaryKey("question", "candidate")
    question = models.CharField(max_length=64)
    candidate = models.CharField(max_length=64)
    name = models.JSONField()
    nominated_by = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    elected_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_candidate"
