"""Why the corridor refuses an act, in its author's words. What is wrong with bytes stands in `errors`."""

from __future__ import annotations

from comity.phrase import Refusal


class ActRefused(Refusal):
    """The act was refused: {reason}"""

    status = 409


class UnknownActType(ActRefused):
    """There is no act of the type {type}. Perhaps it was made for a newer version of Comity."""

    status = 422


class MalformedAct(ActRefused):
    """The act {type} is not complete: at {place} stands {found}. {expected}."""

    status = 422


class RecordAlreadyOpen(ActRefused):
    """This record is already open; it is opened once, by its first act."""


class RecordNotOpen(ActRefused):
    """This record is not open yet. Load an organisation first: comity profile load FILE."""


class AttestationKeyLost(ActRefused):
    """Sessions are attested with another key than {key}, which this server has. Restore its directory of keys."""

    status = 503


class KeyAlreadyGranted(ActRefused):
    """The key {key} stands on the record already. A key is granted once; make a new one."""


class NoSuchKey(ActRefused):
    """There is no valid key {key} to revoke."""

    status = 404


class KeyWithdrawn(ActRefused):
    """The key {key} was revoked at {revoked} and signs nothing any more. Sign with another key."""

    status = 403


class NotStorable(ActRefused):
    """The act {type} holds a value that the database cannot keep: {reason}. Nothing was recorded."""

    status = 422


class ActIdTaken(ActRefused):
    """Another act stands on the record under the identifier {id}. Prepare the act again."""


class ActOutOfTime(ActRefused):
    """The act says it was done at {at}, but here it is {now}. Prepare it again and sign it within {minutes} minutes."""


class ContentMissing(ActRefused):
    """The act names the content {digest}, which has not been deposited. Upload the text or file first."""

    status = 422


class ContentWithheld(ActRefused):
    """What follows from the act stands in the content {digest}, so everybody must be able to read it. Deposit it as a
    public content."""

    status = 422


class ContentTooLarge(ActRefused):
    """The file has {found} bytes and at most {limit} are taken. Make it smaller or split it."""

    status = 413


class NotAuthorised(ActRefused):
    """This needs the power "{power}", which the capacity does not hold. Ask whoever grants full powers for it."""

    status = 403


class TryAgain(ActRefused):
    """Several people changed the same thing at the same moment. Nothing was recorded; please try again."""
