"""Numbers of decisions and documents by the body's own pattern.

A pattern is text with named places in braces: ``MEC/{year}/D{n}``. ``{n}`` counts within what the other places make of
it: with ``{year}`` it begins anew each year, with ``{session}`` in each session. ``{n:03}`` has leading noughts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.procedure.errors import WrongKind
from comity.procedure.notation import choices, shown

PLACES = ("year", "session", "n")
LONGEST = 60
_PLACE = re.compile(r"\{([a-z]+)(?::0([1-9]))?\}")
_PLAIN = re.compile(r"[\w./() -]*")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was found sound."""

    form: str

    @classmethod
    def parse(cls, data: object, place: str) -> Pattern:
        """From the text of the rules. Raises a RuleError that names the place."""
        if not isinstance(data, str):
            raise WrongKind(place, shown(data), "a pattern such as MEC/{year}/D{n}")
        names = [match[1] for match in _PLACE.finditer(data)]
        unknown = next((name for name in names if name not in PLACES), None)
        if unknown is not None:
            raise WrongKind(place, shown(unknown), choices(PLACES))
        if names.count("n") != 1:
            raise WrongKind(place, shown(data), "a pattern with {n} in it, once")
        if not _PLAIN.fullmatch(_PLACE.sub("", data)) or len(data) > LONGEST:
            raise WrongKind(place, shown(data), f"letters, digits and . / ( ) - beside the places, at most {LONGEST}")
        return cls(data)

    def series(self, *, year: int, session: int) -> str:
        """Within what ``n`` counts: the pattern with everything else filled in."""
        return self._filled(year, session, None)

    def number(self, n: int, *, year: int, session: int) -> str:
        """The ``n``-th number of its series."""
        return self._filled(year, session, n)

    def _filled(self, year: int, session: int, n: int | None) -> str:
        values = {"year": year, "session": session, "n": n}

        def said(match: re.Match[str]) -> str:
            value = values[match[1]]
            return match[0] if value is None else str(value).zfill(int(match[2] or 0))

        return _PLACE.sub(said, self.form)
