"""What cases refuse beyond what the procedure itself refuses (`comity.procedure`)."""

from __future__ import annotations

from comity.record.refusals import ActRefused


class NoSuchCase(ActRefused):
    """There is no case "{case}". Perhaps the link is old; look the matter up in the register."""

    status = 404


class NoSuchProcedure(ActRefused):
    """There is no procedure "{procedure}". Publish it first, or choose another."""

    status = 404


class VersionExists(ActRefused):
    """Version {version} of the procedure "{name}" is published and cannot change. Publish it as version {next}."""


class UnsoundProcedure(ActRefused):
    """This procedure cannot be published. At {place}: {what}"""

    status = 422


class WrongRound(ActRefused):
    """The question has moved on: it is now in {stage}. Open the page again and look at what is asked there."""


class WrongText(ActRefused):
    """You answered on another version of the text than the one now before the body. Read the new one, then answer."""


class NotBeforeBody(ActRefused):
    """This case is not before the body for a vote: it is now in {stage}."""


class MoreThanAWord(ActRefused):
    """The rule of this stage asks for more than a word, such as reasons. Take positions on the page of the case."""


class TextAnswered(ActRefused):
    """Members have answered on the text as it stands, so it does not change under them. Send it back for drafting."""


class AnsweredInSession(ActRefused):
    """The body votes on this question in its session now. Answer there, or wait until that vote is closed."""


class NoPositionYet(ActRefused):
    """{member} has taken no position in this stage that could be withdrawn or confirmed."""
