"""Why a file is not read. Each refusal says what was found and what to do."""

from __future__ import annotations

from comity.phrase import Refusal


class Refused(Refusal):
    """The file cannot be read."""

    status = 422


class NotDocx(Refused):
    """This file is not a DOCX document. Save the text as “Word document (.docx)” and choose that file."""


class NotText(Refused):
    """This file is neither a DOCX document, nor a web page, nor plain text in UTF-8. Save the text as one of them."""


class OldOrLocked(Refused):
    """This file is an old Word document (.doc), or is protected by a password. Save it as .docx without a password."""


class Damaged(Refused):
    """The file is damaged: {part} cannot be read. Open it in a word processor and save it again."""


class Macros(Refused):
    """The file holds macros ({part}). Save it as “Word document (.docx)”, which has none, and choose that file."""


class FileTooLarge(Refused):
    """The file has {found} bytes; {limit} can be read. Take out pictures, or divide the text."""


class Bomb(Refused):
    """The file unpacks to far more than a text can have ({part}). It is not read."""


class TooManyParts(Refused):
    """The file holds {found} parts; {limit} can be read."""


class Entities(Refused):
    """The file defines entities of its own ({part}), as no word processor does. It is not read."""


class TooLong(Refused):
    """The text has more than {limit} paragraphs. Divide it."""
