"""What a comment says: its content, the same whether it is public or confidential. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import orjson

from comity.instruments.refusals import CommentUnreadable

MOST = 8000
_FIELDS = ("language", "provision", "text")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a comment, in a language, on a provision of the text in that language."""

    language: str
    provision: str
    text: str

    def written(self) -> bytes:
        """The content, canonical: keys in order, no white space."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)

    @classmethod
    def read(cls, content: bytes) -> Said:
        """What a content says. Raises `CommentUnreadable`."""
        try:
            given = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise CommentUnreadable(reason=str(error)) from error
        if not isinstance(given, dict) or set(given) != set(_FIELDS):
            raise CommentUnreadable(reason=", ".join(_FIELDS))
        if not all(isinstance(given[name], str) and 0 < len(given[name].strip()) <= MOST for name in _FIELDS):
            raise CommentUnreadable(reason=", ".join(_FIELDS))
        return cls(**given)
