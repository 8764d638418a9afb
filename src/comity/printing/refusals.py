"""Why a document is not printed."""

from __future__ import annotations

from comity.phrase import Refusal


class PrintingTooLong(Refusal):
    """This document takes more than {seconds} seconds to print. Ask for another form of it, such as HTML or DOCX."""
