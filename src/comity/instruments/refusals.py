"""What the instruments room refuses, in words for the person who tried."""

from __future__ import annotations

from comity.record.refusals import ActRefused


class NoSuchInstrument(ActRefused):
    """There is no instrument "{instrument}". Check the identifier, or look it up in the register."""

    status = 404


class ReferenceTaken(ActRefused):
    """The reference "{reference}" is already used for another instrument. Choose the next free one."""


class LanguageMissing(ActRefused):
    """The text is missing in {language}, one of its authentic languages. Add it and try again."""

    status = 422


class NotADraft(ActRefused):
    """ "{reference}" is {status}, so this cannot be done. Its text can be changed only while it is being drafted."""


class NotSubmitted(ActRefused):
    """ "{reference}" is not in a stage from which it can be submitted again."""


class NothingChanged(ActRefused):
    """The new version has the same texts as version {number}. Change the text before you save it as a new version."""


class NotOpenToDeposit(ActRefused):
    """ "{reference}" is {status}. Instruments are deposited only after it has been adopted."""


class AlreadyDeposited(ActRefused):
    """{party} has already deposited an instrument for "{reference}", on {on}."""


class NothingDeposited(ActRefused):
    """{party} has deposited nothing for "{reference}" that could be withdrawn."""


class DepositInFuture(ActRefused):
    """The date of deposit ({on}) lies after today. An instrument is entered on the day the depositary receives it."""

    status = 422


class NoClause(ActRefused):
    """ "{reference}" has no clause on entry into force, so nothing can be deposited for it."""


class NoSuchProposal(ActRefused):
    """There is no proposal "{proposal}", or it was already made."""

    status = 404


class NotAdopted(ActRefused):
    """ "{reference}" has not been adopted, so nothing follows from it yet."""


class NotDue(ActRefused):
    """ "{reference}" does not enter into force today; the day computed from the deposits is {on}."""


class ClauseUnsound(ActRefused):
    """The clause on entry into force cannot be used: {finding}"""

    status = 422


class NoSuchVersion(ActRefused):
    """There is no version {number} of this text."""

    status = 404


class NoSuchAmendment(ActRefused):
    """There is no amendment "{amendment}" to this text."""

    status = 404


class AmendmentNotOpen(ActRefused):
    """This amendment is {status}, so this cannot be done with it any more."""


class AmendmentInSession(ActRefused):
    """A session decides on this amendment. Whoever moved it withdraws it there, before the first vote on it."""


class AmendmentWords(ActRefused):
    """An amendment that inserts or replaces gives the new words, one that deletes gives none ("{operation}")."""

    status = 422


class AmendmentUnreadable(ActRefused):
    """The words of the amendment ({language}) cannot be read, line {line}: {message}"""

    status = 422


class AmendmentRivals(ActRefused):
    """Amendment "{other}" touches the same words (“{words}”) and is {status}. Decide that one first."""


class AmendedByInstrument(ActRefused):
    """The parties are bound to "{reference}" by their deposits. Draft an instrument that amends it, and attach this to
    it."""


class TextInUse(ActRefused):
    """Members are answering on "{reference}" as it is. It can be changed when it has come back for drafting."""


class CommentUnreadable(ActRefused):
    """A comment names a provision of the text and says something, in a language: {reason}"""

    status = 422


class NoSuchComment(ActRefused):
    """There is no such comment, or it was withdrawn."""

    status = 404
