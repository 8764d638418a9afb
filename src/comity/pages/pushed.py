"""Public parts that the live stream brings along itself, for pages that many keep open at once.

Ordinarily an event says what has changed and each page fetches it: permission is checked in one place. A screen of a
hall is the same for everybody, and hundreds of requests for it at the same moment would only wait for each other: such
a part is rendered once after a change and sent down every open stream. Only what anybody may see belongs here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation

Maker = Callable[[str], str]
_makers: dict[str, Maker] = {}


def push(kind: str, maker: Maker) -> None:
    """Let ``maker`` make the part of topics such as ``<kind>:<id>``; it is given the identifier."""
    _makers[kind] = maker


def is_pushed(topic: str) -> bool:
    """Whether the part of this topic can come with the stream."""
    kind, _colon, id = topic.partition(":")
    return kind in _makers and bool(id)


def made(topic: str, language: str) -> str:
    """The part as it is now, in a language."""
    kind, _colon, id = topic.partition(":")
    with translation.override(language):
        return _makers[kind](id)
