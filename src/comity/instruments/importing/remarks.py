"""What an import has to say about single paragraphs: left out, guessed, or not understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from comity.phrase import Phrase

EXCERPT = 70
MOST = 500


@dataclass(frozen=True, slots=True)
class Remark:
    """About a paragraph (from 1; 0: the whole file) that begins with ``excerpt``. ``grave``: words may be missing."""

    paragraph: int
    message: Phrase
    excerpt: str = ""
    grave: bool = False


@dataclass(slots=True)
class Remarks:
    """Remarks while they are gathered; the same one is made only once a paragraph."""

    found: dict[tuple[int, str], Remark] = field(default_factory=dict)
    paragraph: int = 0
    further: int = 0

    def about(self, message: Phrase, excerpt: str = "", *, grave: bool = False) -> None:
        """A remark about the paragraph that is being read."""
        self._keep(Remark(self.paragraph, message, _shortened(excerpt), grave))

    def about_all(self, message: Phrase, *, grave: bool = False) -> None:
        """A remark about the whole file."""
        self._keep(Remark(0, message, "", grave))

    def in_order(self) -> tuple[Remark, ...]:
        """All remarks, those about the whole first; at most `MOST`, and how many more there were."""
        ordered = sorted(self.found.values(), key=lambda remark: remark.paragraph)
        if not self.further:
            return tuple(ordered)
        more = Phrase("{count} further remarks are not shown.", {"count": self.further})
        return (*ordered, Remark(0, more))

    def _keep(self, remark: Remark) -> None:
        key = (remark.paragraph, str(remark.message))
        if key in self.found:
            return
        if len(self.found) >= MOST:
            self.further += 1
        else:
            self.found[key] = remark


def excerpt_of(words: Iterable[str]) -> str:
    """The beginning of some words, on one line."""
    return _shortened(" ".join("".join(words).split()))


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"
