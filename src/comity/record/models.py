"""The tables of the record: acts in the order of commitment, their places in the tree, tiles, checkpoints, contents.

None but `SigningKey` is a projection: these rows *are* the record.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from comity.record.rows import Projection


class Recorded(models.Model):
    """A committed act. ``number`` follows cause: an act that saw another's effect has the higher one (gaps occur)."""

    number = models.BigAutoField(primary_key=True)
    act = models.UUIDField(unique=True)
    type = models.CharField(max_length=80)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "record_act"


class Pending(models.Model):
    """Numbers of committed acts that the sequencer has not yet placed; written with the act, taken by the sequencer."""

    number = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "record_pending"


class Entry(models.Model):
    """The place of an act in the tree: positions have no gaps."""

    position = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "record_entry"


class Tile(models.Model):
    """The root of a full tile (256 hashes) of the tree: level 0 is over leaves (C2SP tlog-tiles)."""

    pk = models.CompositePrimaryKey("level", "n")
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField(max_length=32)

    class Meta:
        db_table = "record_tile"


class Checkpoint(models.Model):
    """A signed tree head: the note as published, without the cosignatures that witnesses add."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "record_checkpoint"


class Cosignature(models.Model):
    """A witness's signature line on a checkpoint."""

    pk = models.CompositePrimaryKey("size", "witness")
    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "record_cosignature"


class Content(models.Model):
    """A text, annex or file, once, by its SHA-256. Confidential ones begin with 32 random bytes, so that the digest
    on the record reveals nothing; the body can be erased (``body`` empty, ``erased_at`` set) without breaking the tree.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100)
    confidential = models.BooleanField()
    body = models.BinaryField(null=True)
    size = models.BigIntegerField()
    stored_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record_content"


class SigningKey(Projection):
    """A key that may sign acts, from the act that grants it to the act that revokes it."""

    id = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=16)
    public = models.TextField()
    rp_id = models.CharField(max_length=200)
    origins = models.JSONField()
    credential = models.TextField()
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record_signing_key"

    @property
    def level(self) -> str:
        """The level at which acts are signed with it."""
        return "key" if self.kind == "ed25519" else self.kind


class Witness(Projection):
    """Somebody outside, usually of a member, who watches that the record only grows, and cosigns its checkpoints."""

    id = models.CharField(max_length=200, primary_key=True)
    party = models.CharField(max_length=64)
    verifier = models.TextField()
    admitted_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record_witness"


class Follower(models.Model):
    """Somebody inside who reads the record in order: the next ``position`` it has not seen.

    ``version`` is that of what it derives from the acts (`comity.record.derived`).
    """

    name = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "record_follower"


# Models that neither acts write nor the record gives again: a rebuild leaves them alone (docs/developer.md).
KEPT_APART = (Recorded, Pending, Entry, Tile, Checkpoint, Cosignature, Content, Follower)
