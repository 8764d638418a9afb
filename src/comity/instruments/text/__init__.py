"""Texts with a structure: read from plain text, written as Akoma Ntoso, compared provision by provision. Pure.

    parse(marking, language=...) -> Text          Unreadable if it cannot be read; `read` gives remarks too
    marking_of(text) -> str                       parse(marking_of(text)) == text
    to_akn(text, meta) -> bytes                   Akoma Ntoso 3.0
    from_akn(bytes) -> Text                       from_akn(to_akn(text, meta)) == text
"""
