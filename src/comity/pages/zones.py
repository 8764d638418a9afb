"""Time zones in words: the city after which one is called, in the reader's language, and how far it is from UTC.

Cities' names in other languages are data (`data/cities.json`), taken from the Common Locale Data Repository of Unicode;
a test holds them against the copy that Babel brings.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

UTC = "UTC"


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name (IANA); UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(UTC)


def city(name: str, language: str | None = None) -> str:
    """What the city of a zone is called in a language (by default the page's); as the zone calls it if nobody knows."""
    code = (language or get_language() or "en").partition("-")[0]
    return _cities().get(name, {}).get(code) or name.rpartition("/")[2].replace("_", " ")


@cache
def _cities() -> dict[str, dict[str, str]]:
    """Names by zone and language, where they differ from what the zone itself is called."""
    found: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "data" / "cities.json").read_text())
    return found


def offset(name: str, at: datetime) -> str:
    """`UTC+04:00`, as it holds at that moment; `UTC` for UTC itself."""
    found = f"{at.astimezone(zone_of(name)):%z}"
    return UTC if found == "+0000" else f"{UTC}{found[:3]}:{found[3:5]}"


def said(name: str, at: datetime, language: str | None = None) -> str:
    """`Yerevan time, UTC+04:00`."""
    if zone_of(name).key == UTC:
        return UTC
    with override(language or get_language()):
        return _("%(city)s time, %(offset)s") % {"city": city(name, language), "offset": offset(name, at)}
