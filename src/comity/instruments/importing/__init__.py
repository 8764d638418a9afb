"""Texts from elsewhere: DOCX, Akoma Ntoso, web pages and plain text made into the marking that drafters write. Pure.

    from_file(body, name=...) -> Imported      whichever of these the file is
    from_docx(body, name=...) -> Imported      raises a `Refused` for what must not or cannot be read
    from_html(markup) -> Imported              what a browser puts on the clipboard
    from_text(words) -> Imported

`Imported.marking` is read by `comity.instruments.text.read`; `Imported.remarks` say, paragraph by paragraph, what was
not understood or was left out. Nothing is ever left out silently.
"""

from __future__ import annotations

from comity.instruments.importing.document import from_docx
from comity.instruments.importing.files import from_file
from comity.instruments.importing.marking import Imported
from comity.instruments.importing.pasted import from_text
from comity.instruments.importing.refusals import Refused
from comity.instruments.importing.remarks import Remark
from comity.instruments.importing.web import from_html

__all__ = ["Imported", "Refused", "Remark", "from_docx", "from_file", "from_html", "from_text"]
