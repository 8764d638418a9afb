"""What the record refuses, each with a sentence that says what was found and what was expected."""

from __future__ import annotations

from typing import Any

from comity.phrase import Refusal


class RecordRefusal(Refusal):
    """The record refuses this: {reason}"""

    def __reduce__(self) -> tuple[object, ...]:
        # the default would hand the values over by position when another process reads the refusal
        return _restored, (type(self), self.values)


def _restored(kind: type[RecordRefusal], values: dict[str, Any]) -> RecordRefusal:
    return kind(**values)


# The form of a leaf


class LeafRefused(RecordRefusal):
    """These bytes cannot be an act on the record: {reason}"""


class LeafTooLong(LeafRefused):
    """The act takes {length} bytes and at most {limit} fit into a leaf.

    Put long texts and files into contents: the act then names their digest.
    """


class LeafTooDeep(LeafRefused):
    """The act is nested more than {limit} levels deep. Make its payload flatter."""


class BrokenUtf8(LeafRefused):
    """The bytes are not UTF-8 text: byte {position} cannot be read."""


class NotJson(LeafRefused):
    """The bytes are not JSON: {problem} at byte {position}."""


class RepeatedName(LeafRefused):
    """The name "{name}" occurs twice in one object; every name may occur once."""


class LoneSurrogate(LeafRefused):
    """The text at {place} holds half a surrogate pair, which is no character. Remove it."""


class InexactNumber(LeafRefused):
    """At {place} stands the number {number}; the record takes whole numbers between −(2^53 − 1) and 2^53 − 1 only.

    Other numbers are written as text, such as "0.55" or "11/20".
    """


class UnsupportedValue(LeafRefused):
    """At {place} stands a value of type {found}.

    Expected is text, a whole number, true, false, null, a list or an object.
    """


class NotCanonical(LeafRefused):
    """The bytes are not in canonical form (RFC 8785): at byte {position} stands {found}, expected {expected}."""


class FieldMalformed(LeafRefused):
    """The field "{field}" of the act holds {found}; expected {expected}."""


class ForeignCapacity(LeafRefused):
    """The act was made in the capacity {capacity}, which is none of the organisation {origin}.

    A signature given in one organisation says nothing in another.
    """


# The tree


class ProofError(RecordRefusal):
    """The proof does not hold: {reason}."""


class TileMalformed(RecordRefusal):
    """The file {path} is no proper part of the record: {reason}."""


class BundleBroken(TileMalformed):
    """The bundle {path} breaks off within its entry {entry}, counted from 0."""


class FileMissing(RecordRefusal):
    """The file {path} is missing from the record."""


# Checkpoints and witnesses


class NoteRefused(RecordRefusal):
    """The signed note cannot be accepted: {reason}."""


class NoteUnsigned(NoteRefused):
    """The note carries no signature by a known key. Known are: {known}."""


class NoteForged(NoteRefused):
    """The signature of {name} under the note does not verify: the note or the signature was changed."""


class KeyTextMalformed(RecordRefusal):
    """This is not a key in the form of signed notes (name+key id+base64): {reason}."""


class WitnessRefused(RecordRefusal):
    """The witness does not sign: {reason}."""

    status: int = 400
    """The HTTP status that C2SP tlog-witness prescribes."""


class RequestMalformed(WitnessRefused):
    """The request to the witness cannot be read: {reason}."""


class UnknownLog(WitnessRefused):
    """The witness does not sign: it watches no record called {origin}."""

    status = 404


class CheckpointUnsigned(WitnessRefused):
    """The witness does not sign: no signature of the record {origin} under the checkpoint verifies."""

    status = 403


class RolledBack(WitnessRefused):
    """The witness does not sign: it has signed {origin} at {signed} acts, and this checkpoint has only {offered}.

    A record never shrinks; somebody has taken acts away or shows an old state.
    """

    @property
    def status(self) -> int:  # type: ignore[override]
        """400 where even the proof starts beyond the checkpoint, else 409 (C2SP tlog-witness)."""
        return 400 if self.values["old"] > self.values["offered"] else 409


class StaleProof(WitnessRefused):
    """The witness does not sign: the proof starts at {old} acts; send one from {signed}, which it signed last."""

    status = 409


class Forked(WitnessRefused):
    """The witness does not sign: {origin} at {offered} acts does not continue what it signed at {signed}.

    The record was rewritten: acts that the witness has seen were changed, dropped or reordered. {reason}
    """

    status = 422


class SplitView(Forked):
    """The witness does not sign: {origin} shows two different records of the same {signed} acts.

    Keep both checkpoints: together they prove that the record was rewritten.
    """

    status = 409


class ReceiptRefused(RecordRefusal):
    """The receipt cannot be accepted: {reason}."""


# Signatures of acts


class SignatureRefused(RecordRefusal):
    """The signature of the act cannot be accepted: {reason}."""


class SignatureMalformed(SignatureRefused):
    """The signature of the act is malformed: "{field}" holds {found}, expected {expected}."""


class SignatureForged(SignatureRefused):
    """The signature of the act does not verify under the key {key}: the act or the signature was changed."""


class UnknownKey(SignatureRefused):
    """The act is signed with the key {key}, which was not granted on the record before it."""


class KeyRevoked(SignatureRefused):
    """The act is signed with the key {key}, which was revoked by act {revoked}."""


class ForeignKey(SignatureRefused):
    """The act of {actor} is signed with the key {key}, which belongs to {holder}."""


class WrongKeyKind(SignatureRefused):
    """The act is signed at the level {level} with the key {key}, which is a key for {kind}."""


class WrongLevel(SignatureRefused):
    """An act cannot be handed in at the level {level}: only the server itself attests sessions.

    Sign with a key or a passkey that was granted on the record.
    """


class AssertionRefused(SignatureRefused):
    """The passkey signature under {key} was not given for this act: its {field} is {found}, expected {expected}."""


class KeyUnusable(SignatureRefused):
    """The public key {key} cannot be used: {reason}."""


class KeyActRefused(RecordRefusal):
    """The key {key} cannot be granted, rotated or revoked by this act: {reason}."""


# What an audit finds


class RecordUnopened(RecordRefusal):
    """The first act of a record is record.open, and this is {found}."""


class ForeignRecord(RecordRefusal):
    """The record was opened as {found}, and the checkpoint is of {expected}."""


class RecordCutShort(RecordRefusal):
    """The record ends early: the checkpoint counts {size} acts, and from act {position} on all files are missing."""


class WrongCount(RecordRefusal):
    """The bundle {path} holds {found} acts, expected {expected}."""


class ActChanged(RecordRefusal):
    """The act was changed: its leaf hashes to {found}, and the tree holds {expected}."""


class ActAdded(RecordRefusal):
    """The act was added: the tree does not hold it here; its leaf hashes to {found}."""


class ActDropped(RecordRefusal):
    """The act was dropped: the tree holds {expected} here, and no leaf in {path} hashes to it."""


class ActMoved(RecordRefusal):
    """The act was moved: the tree has it at place {expected}."""


class ActRepeated(RecordRefusal):
    """The act stands twice on the record: first as act {first}."""


class TileChanged(RecordRefusal):
    """The tile {path} was changed: its hash {place} is {found}, and the tiles below give {expected}."""


class TilesDamaged(RecordRefusal):
    """The tiles were changed: they give another root than the checkpoint, though the acts themselves give the same."""


class HeadMismatch(RecordRefusal):
    """The {size} acts give the root {found}, and the checkpoint says {expected}: acts or checkpoint were changed."""


class EarlierMismatch(RecordRefusal):
    """The record was rewritten: its first {size} acts give another root than the earlier checkpoint of that size."""


class EarlierRefused(RecordRefusal):
    """The earlier checkpoint of {size} acts is no evidence: {reason}"""


class RecordShrunk(RecordRefusal):
    """The record has shrunk: an earlier checkpoint counts {earlier} acts, this one {size}."""


class TooFewWitnesses(RecordRefusal):
    """Known witnesses have signed the checkpoint {found} times, {expected} are asked for."""


class ContentMissing(RecordRefusal):
    """The content {digest} that the act names is missing, and was not withheld or erased as the record knows it."""


class ContentChanged(RecordRefusal):
    """The content stored under {digest} was changed: it hashes to {found}."""
