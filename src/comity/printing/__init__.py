"""Documents on paper: a typst template and data become a PDF that anyone can read and any reader program can speak.

Pure: knows no room, no Django, no network. The fonts lie in the package (`fonts/OFL.txt`), so that a document looks the
same on every machine. Words of people reach typst as data only, never as its source. `to_pdf` is the one door.
"""

from __future__ import annotations

from comity.printing.press import NotPrintable, TemplateBroken, to_pdf
from comity.printing.refusals import PrintingTooLong
from comity.printing.typefaces import Cleaned, missing_in, printable

__all__ = ["Cleaned", "NotPrintable", "PrintingTooLong", "TemplateBroken", "missing_in", "printable", "to_pdf"]
