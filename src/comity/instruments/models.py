"""Projections of instruments: the register, versions, deposits, proposals that follow."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Instrument(Projection):
    """A common text with its standing; ``reference`` is its public number in the register.

    ``enters_on`` is the day of its entry into force; ``due`` its beginning, while the clock has still to act on it.
    """

    id = models.CharField(max_length=64, primary_key=True)
    reference = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    title = models.JSONField()
    body = models.CharField(max_length=64, db_index=True)
    originator = models.CharField(max_length=64)
    authentic = models.JSONField()
    status = models.CharField(max_length=24, db_index=True)
    version = models.PositiveIntegerField()
    case = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    adopted_version = models.PositiveIntegerField(null=True)
    adopted_at = models.DateTimeField(null=True)
    clause = models.JSONField()
    roll = models.CharField(max_length=64)
    enters_on = models.DateField(null=True)
    due = models.DateTimeField(null=True, db_index=True)
    each_on = models.JSONField()

    class Meta:
        db_table = "instruments_instrument"


class Version(Projection):
    """A version of an instrument's text: a content's digest for every language; ``id`` is the digest of them all."""

    pk = models.CompositePrimaryKey("instrument", "number")
    instrument = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    texts = models.JSONField()
    note = models.JSONField()
    party = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "instruments_version"


class Deposit(Projection):
    """An instrument of ratification, acceptance, approval or accession (or a withdrawal) deposited by a party."""

    id = models.CharField(max_length=36, primary_key=True)
    instrument = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    on = models.DateField()
    reservation = models.JSONField()
    declaration = models.JSONField()
    document = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "instruments_deposit"


class Proposal(Projection):
    """Something that an adopted instrument asks for by a date: concrete proposals, a report, a national measure."""

    id = models.CharField(max_length=36, primary_key=True)
    instrument = models.CharField(max_length=64, db_index=True)
    title = models.JSONField()
    responsible = models.CharField(max_length=64, db_index=True)
    due = models.DateField(db_index=True)
    status = models.CharField(max_length=16)
    text = models.CharField(max_length=64)
    submitted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "instruments_proposal"
