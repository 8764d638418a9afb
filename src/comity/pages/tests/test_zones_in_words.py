"""Times on the clock of a place, and the place in the reader's language."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from django.utils.translation import override

from comity.pages import moments, zones

NOON = datetime(2026, 4, 14, 12, tzinfo=UTC)
CITIES = Path(zones.__file__).parent / "data" / "cities.json"


def test_a_zone_is_called_by_its_city_in_the_readers_language() -> None:
    with override("en"):
        assert zones.said("Asia/Yerevan", NOON) == "Yerevan time, UTC+04:00"
    with override("ru"):
        assert "Ереван" in zones.said("Asia/Yerevan", NOON)
        assert "Yerevan" not in zones.said("Asia/Yerevan", NOON)
    assert zones.city("Asia/Yerevan", "hy") == "Երևան"
    assert zones.city("America/New_York", "en") == "New York"


def test_utc_and_a_zone_that_nobody_knows_are_utc() -> None:
    assert zones.said("UTC", NOON) == zones.said("Nowhere/Atlantis", NOON) == "UTC"


def test_the_distance_from_utc_is_that_of_the_day() -> None:
    assert zones.offset("Europe/Paris", NOON) == "UTC+02:00"
    assert zones.offset("Europe/Paris", datetime(2026, 1, 14, tzinfo=UTC)) == "UTC+01:00"
    assert zones.offset("Asia/Kolkata", NOON) == "UTC+05:30"


def test_a_moment_is_said_on_the_clock_of_a_place_or_in_utc_and_says_which() -> None:
    with override("en"):
        assert moments.spoken(NOON) == "14 April 2026, 12:00 UTC"
        assert moments.spoken(NOON, "Asia/Yerevan") == "14 April 2026, 16:00 (UTC+04:00)"


def test_the_names_of_cities_are_those_of_the_common_locale_data_repository() -> None:
    table = json.loads(CITIES.read_text())
    assert len(table) > 300
    for zone, names in table.items():
        for language, name in names.items():
            assert Locale.parse(language).time_zones[zone]["city"] == name, (zone, language)
