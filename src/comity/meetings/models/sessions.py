"""Projections: rules of procedure in force, sessions, and matters that a session settles as a whole."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class RulesVersion(Projection):
    """One version of a set of rules of procedure, never changed: ``id`` is ``<name>/<version>``."""

    id = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    title = models.JSONField()
    source = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "meetings_rules_version"


class BodyRules(Projection):
    """Which rules a body follows: sessions convened from now on keep to them. ``basis`` is the act that said so."""

    body = models.CharField(max_length=64, primary_key=True)
    rules = models.CharField(max_length=80)
    since = models.DateTimeField()
    basis = models.CharField(max_length=36)

    class Meta:
        db_table = "meetings_body_rules"


class Session(Projection):
    """A session of a body, under the rules with which it was convened.

    ``status``: convened, open, closed, cancelled. ``present`` lists the parties with a representative in the hall.
    ``agenda`` is the version that the body adopted, 0 before; ``drafts`` counts versions, ``reports`` the
    reports on credentials, of which ``report`` was adopted. ``earlier`` lists the times that a postponement replaced.
    """

    id = models.CharField(max_length=64, primary_key=True)
    body = models.CharField(max_length=64, db_index=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    title = models.JSONField()
    place = models.JSONField()
    time_zone = models.CharField(max_length=64)
    begins = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    host = models.CharField(max_length=64)
    rules = models.CharField(max_length=80)
    languages = models.JSONField()
    status = models.CharField(max_length=16)
    ground = models.CharField(max_length=16)
    reason = models.JSONField()
    agreement = models.CharField(max_length=64)
    convened_by = models.CharField(max_length=64)
    convened_at = models.DateTimeField()
    earlier = models.JSONField()
    chair = models.CharField(max_length=64)
    chair_party = models.CharField(max_length=64)
    present = models.JSONField()
    agenda = models.PositiveIntegerField()
    drafts = models.PositiveIntegerField()
    circulated = models.PositiveIntegerField()
    circulated_at = models.DateTimeField(null=True)
    reports = models.PositiveIntegerField()
    report = models.PositiveIntegerField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_session"

    @property
    def is_over(self) -> bool:
        return self.status in ("closed", "cancelled")


class Matter(Projection):
    """Something before a session that it settles as a whole: an agenda (``agenda/2``), a credentials report.

    ``status``: open, adopted, rejected. ``objections`` are the parties that object, with their reasons; while there is
    one, the chair cannot find consensus, and the matter goes to a decision (``case``). ``how``: consensus, decision.
    """

    pk = models.CompositePrimaryKey("session", "about")
    session = models.CharField(max_length=64)
    about = models.CharField(max_length=64)
    status = models.CharField(max_length=16)
    objections = models.JSONField()
    case = models.CharField(max_length=64)
    how = models.CharField(max_length=16)
    brought_by = models.CharField(max_length=64)
    brought_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    act = models.CharField(max_length=36)

    class Meta:
        db_table = "meetings_matter"
