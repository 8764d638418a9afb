"""Reading the workbooks of an import, and giving them back with what is wrong in them.

Pure: no Django, no database. `read_grid` reads a sheet of an XLSX or CSV within limits, `take` finds its header, places
the columns of the import (`Column`) and reads every row; `annotated` writes the sheet with its faults. Nothing is
committed here: an import is sound as a whole or it is not.
"""

from __future__ import annotations

from comity.enterprises.workbooks.annotating import annotated
from comity.enterprises.workbooks.columns import Column, Kind
from comity.enterprises.workbooks.grid import Grid
from comity.enterprises.workbooks.headings import Header, Placement, Remembered, find_header, place
from comity.enterprises.workbooks.reading import read_grid
from comity.enterprises.workbooks.taking import Fault, Import, Record, take, take_placed

__all__ = [
    "Column", "Fault", "Grid", "Header", "Import", "Kind", "Placement", "Record", "Remembered", "annotated",
    "find_header", "place", "read_grid", "take", "take_placed",
]  # fmt: skip
