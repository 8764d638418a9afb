"""A text as DOCX (Office Open XML, ECMA-376): real headings, tables, footnotes, page numbers, true tracked changes.

Written part by part rather than with python-docx, which knows neither footnotes nor tracked changes. Numbers are
written as they are printed, never by automatic numbering: whoever inserts an article must not renumber an adopted text.
"""

from __future__ import annotations

from comity.instruments.exporting.word.document import Tracking, lines_docx, text_docx

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["MEDIA_TYPE", "Tracking", "lines_docx", "text_docx"]
