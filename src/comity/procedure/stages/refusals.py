"""What a running case refuses, and what to do instead. The docstring of a class is its message."""

from __future__ import annotations

from comity.phrase import Refusal


class StageRefusal(Refusal):
    """The case refuses this: {reason}

    Base of everything a running case refuses; nothing has changed when one is raised.
    """


class NotAState(StageRefusal):
    """This is not the saved state of a case ({found}). Rebuild it from the record."""


class OtherVersion(StageRefusal):
    """The case stays on version {version} of the procedure "{procedure}", and was opened here with another. Load the
    version whose digest begins with {digest}."""


class CaseEnded(StageRefusal):
    """The case ended on {at} with "{end}", so nothing can be done in it any more. To take the matter up again, open a
    new case."""


class NotThisStage(StageRefusal):
    """The case is now in the stage "{current}", not "{asked}". Open it again and act on what is asked there."""


class StageIsOver(StageRefusal):
    """The stage "{asked}" closed on {at} ({outcome}). The case is now in "{current}": act on what is asked there."""


class NotYetOpen(StageRefusal):
    """The stage "{stage}" opens on {opened}, and this is dated {at}. Check the date, then try again."""


class NoPositionsHere(StageRefusal):
    """The stage "{stage}" is for drafting: no positions are taken in it. They are once the text is submitted again."""


class DeadlinePassed(StageRefusal):
    """The deadline of the stage "{stage}" passed on {deadline}, and this came on {at}: it is too late to be counted.

    Ask the secretariat which stage the case is in now.
    """


class NotAMember(StageRefusal):
    """{member} has no seat in the stage "{stage}", which asks {body}{hint}. Choose a member that has."""


class Suspended(StageRefusal):
    """{member} is suspended and takes no position while it is. What it said before stands."""


class Recused(StageRefusal):
    """{member} is noted as {attendance} in the stage "{stage}", so it takes no position. If that is no longer so, ask
    whoever presides to record it."""


class NotAPosition(StageRefusal):
    """ "{found}" is no position in the stage "{stage}". Choose {expected}."""


class RecordedByTheChair(StageRefusal):
    """ "{found}" is not a position that a member takes: it is attendance, which whoever presides records. Choose
    {expected}."""


class NotAttendance(StageRefusal):
    """ "{found}" is not how attendance is recorded. Choose {expected}."""


class PositionChanged(StageRefusal):
    """{member}'s position has changed in the meantime. Open the case again, look at what is recorded, then decide."""


class NothingToWithdraw(StageRefusal):
    """{member} has taken no position in the stage "{stage}", so there is none to withdraw."""


class SignatureTooWeak(StageRefusal):
    """The stage "{stage}" asks for a signature by {needed}, and this came with {found}. Sign it with {needed}."""


class NothingToConfirm(StageRefusal):
    """{member} has no position ad referendum waiting to be confirmed. {waiting}"""


class ConfirmationTooLate(StageRefusal):
    """A position ad referendum in "{earlier}" had to be confirmed before "{stage}" closes, on {deadline}; {member}
    comes too late. Ask the secretariat what follows."""


class ChooseAFirmPosition(StageRefusal):
    """ "{found}" is itself ad referendum. Choose a position that needs no confirmation: {expected}."""


class ExtensionNotAllowed(StageRefusal):
    """The procedure allows no extension of the stage "{stage}". {deadline}"""


class ExtensionsUsedUp(StageRefusal):
    """The stage "{stage}" may be extended {allowed}, and has been. Its deadline stays {deadline}."""


class ExtensionTooLate(StageRefusal):
    """The deadline of the stage "{stage}" passed on {deadline}, so it can no longer be extended. Close the stage."""


class NotYetToClose(StageRefusal):
    """The stage "{stage}" cannot be closed yet. {until}"""


class OnlyTheChairCloses(StageRefusal):
    """The stage "{stage}" is closed by whoever presides. Ask the chair to close it."""


class NotDrafting(StageRefusal):
    """The stage "{stage}" is not for drafting, so nothing is submitted from it. A text is submitted again after it has
    come back to drafting."""


class NotTacit(StageRefusal):
    """In the stage "{stage}" silence is no consent: members take positions there. Choose {expected}."""


class SayWhichObjection(StageRefusal):
    """The stage "{stage}" knows several objections. Say which: {expected}."""


class CannotBeAbandoned(StageRefusal):
    """The procedure "{procedure}" knows no end "abandoned". The case must run its course."""
