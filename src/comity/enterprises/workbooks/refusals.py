"""Why a workbook is not read at all. What is wrong with single rows is no refusal but a `Fault`."""

from __future__ import annotations

from comity.phrase import Refusal


class WorkbookTooLarge(Refusal):
    """The workbook is too large: {what} is {found}, the most is {most}. Split it, or delete blank rows and columns."""


class NotAWorkbook(Refusal):
    """This is not a workbook that can be read: {reason}. Save it as .xlsx or as “CSV UTF-8”."""


class WorkbookHasMacros(Refusal):
    """The workbook holds macros and is not opened. Save it without them, as .xlsx."""


class WorkbookLocked(Refusal):
    """The workbook is protected by a password or in the old format .xls. Save it as .xlsx without a password."""


class CellFarAway(Refusal):
    """Cell {cell} of sheet “{sheet}” lies far away from the table. Delete what is in it, and save again."""


class NoSuchSheet(Refusal):
    """The workbook has no sheet “{sheet}”; it has: {found}."""


class NothingInWorkbook(Refusal):
    """There is nothing in sheet “{sheet}”."""


class HeaderNotFound(Refusal):
    """No row of the first {looked} names the columns. Expected words such as: {expected}."""
