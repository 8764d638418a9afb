"""The urn. These two tables are no projections: what lies in them is on the record only when a ballot is counted.

Neither holds a time, a member or an order; see docs/decisions/0009-secret-ballot.md for what an operator could see.
"""

from __future__ import annotations

from django.db import models


class BallotKey(models.Model):
    """The private key by which the papers of one ballot are signed blindly; erased when the ballot is closed."""

    modulus = models.TextField(primary_key=True)
    private = models.TextField()

    class Meta:
        db_table = "meetings_ballot_key"


class UrnBallot(models.Model):
    """A ballot in the urn: its tracker, what it says, and the issuer's signature."""

    pk = models.CompositePrimaryKey("vote", "tracker")
    vote = models.CharField(max_length=64)
    tracker = models.CharField(max_length=32)
    content = models.JSONField()

    class Meta:
        db_table = "meetings_urn_ballot"
