"""Projections of the parties: organisation, members and others, bodies, persons, delegations, full powers."""

from __future__ import annotations

from datetime import date

from django.db import models

from comity.parties.rules import PartyKind, Powers, Standing, read_suspensions, standing
from comity.record.rows import Projection


class Organisation(Projection):
    """The organisation itself: one row."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.JSONField()
    short_name = models.JSONField()
    description = models.JSONField()
    languages = models.JSONField()
    demonstration = models.BooleanField()
    founded_at = models.DateTimeField()

    class Meta:
        db_table = "parties_organisation"


class Party(Projection):
    """A member, observer, partner, the secretariat, or an enterprise ``under`` the member that answers for it.

    ``weights`` are exact: whole numbers, or fractions as text.
    """

    id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=16)
    name = models.JSONField()
    weights = models.JSONField()
    weights_source = models.TextField()
    groups = models.JSONField()
    rights = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)
    suspensions = models.JSONField()
    under = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "parties_party"

    @property
    def is_member(self) -> bool:
        return self.kind == PartyKind.MEMBER

    def standing(self, day: date) -> Standing:
        return standing(self.since, self.until, read_suspensions(self.suspensions), day)


class Body(Projection):
    """An organ that decides: its ``seats`` are the parties in it, or empty for all members."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.JSONField()
    kind = models.CharField(max_length=32)
    seats = models.JSONField()
    established_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_body"

    def seats_party(self, party: Party) -> bool:
        return party.id in self.seats if self.seats else party.is_member


class Person(Projection):
    """Somebody who acts, by an opaque identifier; the name and address are a confidential content."""

    id = models.CharField(max_length=64, primary_key=True)
    profile = models.CharField(max_length=64)
    function = models.JSONField()
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "parties_person"


class Delegate(Projection):
    """A person's place in a party's delegation to a body."""

    pk = models.CompositePrimaryKey("body", "party", "person")
    body = models.CharField(max_length=64)
    party = models.CharField(max_length=64)
    person = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_delegate"


class FullPowers(Projection):
    """Full powers: what a person may do for a party, in one body (or, empty, in all), from when until when."""

    id = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64, db_index=True)
    body = models.CharField(max_length=64)
    powers = models.JSONField()
    title = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    basis = models.CharField(max_length=64)
    granted_by = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.TextField()

    class Meta:
        db_table = "parties_full_powers"

    @property
    def covers(self) -> Powers:
        return Powers(self.powers, self.body, self.since, self.until, self.revoked_at)


class Opening(models.Model):
    """Somebody opened something restricted. Not an act and not on the record: it says who reads what.

    ``kind`` and ``thing`` say what (`comity.parties.openings`), ``part`` which language or page of it.
    """

    kind = models.CharField(max_length=32)
    thing = models.CharField(max_length=130)
    part = models.CharField(max_length=32)
    revision = models.PositiveIntegerField()
    person = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "parties_opening"
        indexes = [models.Index(fields=["kind", "thing"], name="parties_opening_of")]


KEPT_APART = (Opening,)
