"""Projections of the enterprises: licensing authorities, classes, enterprises, applications, licences, recognitions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models

from comity.enterprises.rules import Answer, Event, last_day, validity
from comity.record.derived import Derived
from comity.record.rows import Projection


class LicenceClass(Projection):
    """What a kind of licence covers, as it is defined now; licences keep the scope that they were issued with.

    ``covers`` are CPV codes, each with everything under it; ``months`` the longest term, or null.
    """

    id = models.CharField(max_length=64, primary_key=True)
    version = models.PositiveIntegerField()
    title = models.JSONField()
    covers = models.JSONField()
    conditions = models.JSONField()
    months = models.PositiveIntegerField(null=True)
    fees = models.JSONField()
    defined_by = models.CharField(max_length=64)
    defined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enterprises_licence_class"


class Authority(Projection):
    """A licensing authority that a member has designated; ``id`` is also that of its body."""

    id = models.CharField(max_length=64, primary_key=True)
    party = models.CharField(max_length=64, db_index=True)
    name = models.JSONField()
    classes = models.JSONField()
    designated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.JSONField()

    class Meta:
        db_table = "enterprises_authority"


class Enterprise(Projection):
    """An enterprise on the register; ``id`` is also that of the party as which it acts.

    ``number`` is its number in the national register of companies; ``names`` are by language.
    """

    id = models.CharField(max_length=64, primary_key=True)
    member = models.CharField(max_length=64)
    authority = models.CharField(max_length=64, db_index=True)
    number = models.CharField(max_length=64)
    names = models.JSONField()
    seat = models.JSONField()
    registered_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_why = models.JSONField()

    class Meta:
        db_table = "enterprises_enterprise"


class NationalNumber(Projection):
    """Which enterprise has a number in a member's register of companies: a number stands for one enterprise."""

    pk = models.CompositePrimaryKey("member", "number")
    member = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    enterprise = models.CharField(max_length=64)

    class Meta:
        db_table = "enterprises_national_number"


class Application(Projection):
    """An application for a licence, for its renewal or its amendment, up to the decision.

    ``questions`` are the authority's, each with its answer once there is one.
    """

    id = models.CharField(max_length=64, primary_key=True)
    enterprise = models.CharField(max_length=64, db_index=True)
    authority = models.CharField(max_length=64, db_index=True)
    licence_class = models.CharField(max_length=64)
    licence = models.CharField(max_length=64)
    scope = models.JSONField()
    documents = models.JSONField()
    questions = models.JSONField()
    state = models.CharField(max_length=16, db_index=True)
    lodged_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64)
    reasons = models.JSONField()

    class Meta:
        db_table = "enterprises_application"


class Licence(Projection):
    """A licence; ``id`` is its number. What it is worth on a day follows from its ``events`` (`rules.validity`)."""

    id = models.CharField(max_length=64, primary_key=True)
    licence_class = models.CharField(max_length=64, db_index=True)
    authority = models.CharField(max_length=64, db_index=True)
    member = models.CharField(max_length=64, db_index=True)
    enterprise = models.CharField(max_length=64, db_index=True)
    scope = models.JSONField()
    conditions = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)
    events = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "enterprises_licence"

    @property
    def last_day(self) -> date | None:
        return last_day(self.until)

    @property
    def history(self) -> Sequence[Event]:
        return tuple(Event.read(one) for one in self.events)

    def on(self, day: date, *, known: datetime | None = None) -> Answer | None:
        """What it is worth on ``day``."""
        return validity(self.history, day, known=known)


class Appeal(Projection):
    """An appeal of an enterprise against an act on its licence or its application."""

    id = models.CharField(max_length=64, primary_key=True)
    enterprise = models.CharField(max_length=64, db_index=True)
    authority = models.CharField(max_length=64, db_index=True)
    licence = models.CharField(max_length=64)
    application = models.CharField(max_length=64)
    against = models.CharField(max_length=64, db_index=True)
    grounds = models.CharField(max_length=64)
    lodged_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    reasons = models.JSONField()

    class Meta:
        db_table = "enterprises_appeal"


class Recognition(Projection):
    """Licences of a class, issued by one member, are worth the same in another, by a decision."""

    pk = models.CompositePrimaryKey("by", "of", "licence_class")
    by = models.CharField(max_length=64)
    of = models.CharField(max_length=64)
    licence_class = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        db_table = "enterprises_recognition"


class StatusPlace(Derived):
    """The place of a licence in the status lists of its credentials (`certificates.places`)."""

    licence = models.CharField(max_length=64, primary_key=True)
    place = models.PositiveIntegerField(unique=True)

    class Meta:
        db_table = "enterprises_status_place"
