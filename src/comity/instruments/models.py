"""Projections of instruments: the register, versions, deposits, proposals that follow."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Instrument(Projection):
    """A common text with its standing; ``reference`` is its public number in the register.

    A draft is its originator's own until it comes before a body's session (``tabled_at``) or procedure.
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
    tabled_at = models.DateTimeField(null=True)
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
    """A version of an instrument's text: a content's digest for every language; ``digest`` is that of them all.

    What amendments have made (``amendments``) stands in ``made``, by language, since no act brought it as a content.
    """

    pk = models.CompositePrimaryKey("instrument", "number")
    instrument = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    texts = models.JSONField()
    note = models.JSONField()
    party = models.CharField(max_length=64)
    at = models.DateTimeField()
    made = models.JSONField(default=dict)
    amendments = models.JSONField(default=list)

    class Meta:
        db_table = "instruments_version"


class Amendment(Projection):
    """A proposal on a provision of a version (``base``).

    ``digest`` is what members answer on when it is put (``case``); ``within`` names the instrument that carries it.
    ``blocked`` is the phrase that says why an adopted one was not made; ``applied_in`` the version that it made.
    ``carried`` holds its words, by language, where they were merged with what the text has come to say meanwhile;
    ``question`` names the question of a session by which it is decided, where no case is opened.
    """

    id = models.CharField(max_length=64, primary_key=True)
    instrument = models.CharField(max_length=64, db_index=True)
    base = models.PositiveIntegerField()
    operation = models.CharField(max_length=16)
    target = models.CharField(max_length=200)
    texts = models.JSONField()
    reason = models.JSONField()
    party = models.CharField(max_length=64)
    at = models.DateTimeField()
    within = models.CharField(max_length=64, db_index=True)
    status = models.CharField(max_length=16)
    case = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    decided_at = models.DateTimeField(null=True)
    applied_in = models.PositiveIntegerField(null=True)
    blocked = models.JSONField()
    carried = models.JSONField(default=dict)
    question = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "instruments_amendment"


class Comment(Projection):
    """A comment on a version of a text. What it says, and on which provision, stands in its content.

    Of one that is not public the record shows that a party commented, and nothing else.
    """

    id = models.CharField(max_length=36, primary_key=True)
    instrument = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    party = models.CharField(max_length=64)
    visibility = models.CharField(max_length=16)
    content = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "instruments_comment"


class Deposit(Projection):
    """An instrument of ratification, acceptance, approval or accession (or a withdrawal) deposited by a party.

    ``reserved`` and ``declared`` name the provisions to which the reservation and the declaration are attached.
    """

    id = models.CharField(max_length=36, primary_key=True)
    instrument = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    on = models.DateField()
    reservation = models.JSONField()
    declaration = models.JSONField()
    document = models.CharField(max_length=64)
    at = models.DateTimeField()
    reserved = models.JSONField(default=list)
    declared = models.JSONField(default=list)

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
