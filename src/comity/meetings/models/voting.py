"""Votes: what was asked, how, of whom; what members said; and what came of it."""

from __future__ import annotations

from django.db import models

from comity.record.rows import Projection


class Vote(Projection):
    """A vote on a question. ``members`` are those entitled, in the order of a roll call; ``roll`` with their weights.

    ``state`` is the tally of `comity.procedure.decision`, small whatever the number of members. ``counts`` are those of
    a show of hands or an urn. Of a secret ballot: ``issuer`` its public key, ``options`` what it offers, ``papers`` how
    many were taken, ``urn`` how far it has been counted.

    ``signature`` is the level at which a member's own answer is signed at least. Of a vote on a case: ``case`` and the
    ``case_round`` in which the answers become positions when the vote is closed; ``until``, the deadline of that stage.
    """

    id = models.CharField(max_length=64, primary_key=True)
    session = models.CharField(max_length=64, db_index=True)
    item = models.CharField(max_length=64)
    question = models.CharField(max_length=64, db_index=True)
    title = models.JSONField()
    method = models.CharField(max_length=32)
    rule = models.JSONField()
    roll = models.JSONField()
    members = models.JSONField()
    present = models.JSONField()
    options = models.JSONField()
    places = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    status = models.CharField(max_length=16)
    state = models.JSONField()
    counts = models.JSONField()
    tellers = models.JSONField()
    objections = models.JSONField()
    signature = models.CharField(max_length=16)
    case = models.CharField(max_length=64)
    case_round = models.PositiveIntegerField()
    until = models.DateTimeField(null=True)
    issuer = models.TextField()
    papers = models.PositiveIntegerField()
    urn = models.JSONField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16)
    because = models.JSONField()
    result = models.JSONField()

    class Meta:
        db_table = "meetings_vote"

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_secret(self) -> bool:
        return self.method == "secret ballot"


class Stand(Projection):
    """What a member said in a vote, as it now stands; ``earlier`` lists what it replaced, ``entered_by`` whose act.

    ``person`` is who did that act, for the member or for the desk; its moment is ``at``, before the vote was opened
    where the member had taken its position on the case already.
    """

    pk = models.CompositePrimaryKey("vote", "member")
    vote = models.CharField(max_length=64)
    member = models.CharField(max_length=64)
    position = models.CharField(max_length=64)
    entered_by = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    level = models.CharField(max_length=16)
    act = models.CharField(max_length=36)
    at = models.DateTimeField()
    earlier = models.JSONField()

    class Meta:
        db_table = "meetings_stand"


class Paper(Projection):
    """A member took a ballot paper: that it voted, and a blinded number that says nothing about how."""

    pk = models.CompositePrimaryKey("vote", "member")
    vote = models.CharField(max_length=64)
    member = models.CharField(max_length=64)
    blinded = models.TextField()
    act = models.CharField(max_length=36)
    at = models.DateTimeField()

    class Meta:
        db_table = "meetings_paper"
