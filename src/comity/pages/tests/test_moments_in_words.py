from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils.translation import override

from comity.pages.moments import distance, spoken

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "english", "russian"),
    [
        (timedelta(days=3, hours=6), "in 3 days", "через 3 дня"),
        (timedelta(days=21), "in 21 days", "через 21 день"),
        (timedelta(hours=47, minutes=59), "in 47 hours", "через 47 часов"),
        (timedelta(minutes=1), "in 1 minute", "через 1 минуту"),
        (timedelta(seconds=20), "in less than a minute", "менее чем через минуту"),
        (timedelta(seconds=-20), "just now", "только что"),
        (timedelta(hours=-1), "1 hour ago", "1 час назад"),
        (timedelta(days=-5), "5 days ago", "5 дней назад"),
    ],
)
def test_a_distance_is_rounded_towards_now_and_said_in_both_languages(ahead, english, russian):
    with override("en"):
        assert distance(NOW + ahead, NOW) == english
    with override("ru"):
        assert distance(NOW + ahead, NOW) == russian


def test_a_moment_is_said_in_utc_wherever_it_was_made():
    yerevan = timezone(timedelta(hours=4))
    with override("en"):
        assert spoken(datetime(2026, 12, 1, 22, 0, tzinfo=yerevan)) == "1 December 2026, 18:00 UTC"
        assert spoken(date(2026, 12, 1)) == "1 December 2026"
    with override("ru"):
        assert spoken(datetime(2026, 12, 1, 18, 0, tzinfo=UTC)) == "1 декабря 2026 г., 18:00 UTC"
