"""Witnesses on the record's side: taking cosignatures in, and saying which keys verify a checkpoint."""

from __future__ import annotations

from comity.record import checkpoint, keys
from comity.record.checkpoint import Verifier
from comity.record.errors import NoteRefused, UnknownLog
from comity.record.models import Checkpoint, Cosignature, Witness


def own_verifier() -> Verifier:
    """The record's own public key, under the name of its origin."""
    return checkpoint.Signer(keys.origin(), keys.checkpoint_key()).verifier


def witness_verifiers() -> list[Verifier]:
    """The keys of the witnesses admitted and not dismissed."""
    admitted = Witness.objects.filter(dismissed_at=None).order_by("id")
    return [Verifier.parse(text) for text in admitted.values_list("verifier", flat=True)]


def accept(note: str) -> list[str]:
    """Keep the cosignatures on a checkpoint of ours that admitted witnesses made; the names of those witnesses.

    ``note`` is the checkpoint with their lines below it. Raises `NoteRefused`, or one of its kinds, if the checkpoint
    is not ours or no line is by an admitted witness.
    """
    text, _ = checkpoint.split_note(note)
    head = checkpoint.Checkpoint.parse(text)
    if head.origin != keys.origin():
        raise UnknownLog(origin=head.origin)
    ours = Checkpoint.objects.filter(size=head.size, root=head.root).first()
    if ours is None or not ours.note.startswith(text):
        raise NoteRefused(reason=f"this record published no such checkpoint of {head.size} acts")
    opened = checkpoint.open_note(note, witness_verifiers())
    lines = dict(_lines(note))
    names = [signature.verifier.name for signature in opened.signatures]
    for name in names:
        Cosignature.objects.get_or_create(size=head.size, witness=name, defaults={"line": lines[name]})
    return names


def _lines(note: str) -> list[tuple[str, str]]:
    lines = note.rpartition("\n\n")[2].splitlines()
    return [(checkpoint.parse_signature_line(line)[0], line) for line in lines]
