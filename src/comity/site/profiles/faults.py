"""What can be wrong with a profile: each mistake names the file, the place, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.phrase import Refusal


class Fault(Refusal):
    """{file}, {place}: found {found}; expected {expected}."""

    def __init__(self, file: str, place: str, found: Any, expected: Any, **values: Any) -> None:
        super().__init__(file=file, place=place, found=found, expected=expected, **values)

    def as_data(self) -> dict[str, str]:
        """The mistake for a program: its kind, the four facts, and the sentence."""
        facts = {name: str(self.values[name]) for name in ("file", "place", "found", "expected")}
        return {"error": self.code, **facts, "message": str(self)}


class Unreadable(Fault):
    """{file} cannot be read. {place}: found {found}; expected {expected}."""


class WrongShape(Fault):
    """{file}, {place}: found {found}; expected {expected}."""


class UnknownName(Fault):
    """{file}, {place}: nothing here is called {found}; expected {expected}."""


class NamedTwice(Fault):
    """{file}, {place}: the name {found} is taken already; expected {expected}."""


class NoSuchFile(Fault):
    """{file}, {place}: the profile's folder has no file {found}; expected {expected}."""


class OutsideFolder(Fault):
    """{file}, {place}: {found} lies outside the profile's folder; expected {expected}."""


class FileTooLarge(Fault):
    """{file}, {place}: {found} is too large; expected {expected}."""


class UnsoundProcedure(Fault):
    """{file}, {place}: the procedure is unsound: found {found}; expected {expected}."""


class UnsoundRules(Fault):
    """{file}, {place}: the rules of procedure are unsound: found {found}; expected {expected}."""


class WrongOrder(Fault):
    """{file}, {place}: {found} comes after a later moment; expected {expected}."""


class UnknownAct(Fault):
    """{file}, {place}: there is no act {found}; expected {expected}."""


class ActDoesNotFollow(Fault):
    """{file}, {place}: the act {found} is refused: {why}"""

    def __init__(self, file: str, place: str, found: str, why: Refusal) -> None:
        super().__init__(file, place, found, "an act that follows from those before it", why=why.phrase)


class ProfileUnsound(Refusal):
    """The profile {profile} was not loaded; nothing has changed. {number} to correct: {listed}"""

    def __init__(self, profile: str, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(profile=profile, number=len(faults), listed=" · ".join(str(fault) for fault in faults))


class NoSuchProfile(Refusal):
    """There is no profile "{name}". Name a folder with a profile.yaml, such a file, or one that ships with Comity:
    {shipped}.
    """


class RecordInUse(Refusal):
    """This record already holds {organisation}; a profile begins a record of its own. Use another database, or another
    COMITY_DATA for the embedded one.
    """


class DatabaseNotReady(Refusal):
    """The database has no tables for the record yet. Make them with: comity migrate"""


class OtherRecord(Refusal):
    """This profile belongs to the record {expected}, and this installation keeps the record {found}. Start it with
    COMITY_ORIGIN={expected}.
    """
