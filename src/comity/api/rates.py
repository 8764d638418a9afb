"""Rates: how much a token, or an address without one, may ask for.

Each caller has a burst that refills evenly (the generic cell rate algorithm: one row and one statement a request, so
that every web process counts the same and none is counted twice). PostgreSQL keeps it, in an unlogged table: Django's
cache would read and write in two steps, and lose counts between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from comity.api.models import Allowance
from comity.api.refusals import TooManyRequests

_SPEND = """
INSERT INTO api_allowance AS known (caller, free_at) VALUES (%s, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (caller) DO UPDATE SET free_at = greatest(known.free_at, clock_timestamp()) + make_interval(secs => %s)
WHERE greatest(known.free_at, clock_timestamp()) <= clock_timestamp() + make_interval(secs => %s)
RETURNING free_at
"""
_WAIT = "SELECT extract(epoch FROM free_at - clock_timestamp()) - %s FROM api_allowance WHERE caller = %s"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many units a minute in the long run, and so many at once."""

    kind: str
    a_minute: int
    burst: int

    def lasting(self, units: float) -> float:
        """How many seconds it takes to win back this many units."""
        return 60 * units / self.a_minute


ANONYMOUS = Rate("address", 120, 120)
SIGNED = Rate("signed", 600, 300)
TOKEN = Rate("token", 1200, 600)
MEBIBYTES = Rate("mebibytes", 60, 200)


def spend(rate: Rate, caller: str, units: float = 1) -> None:
    """Take ``units`` from what ``caller`` may ask for. Raises TooManyRequests, with the seconds to wait."""
    units = min(units, rate.burst)  # what costs more than a whole burst costs the whole burst, not for ever nothing
    name, cost, room = f"{rate.kind}:{caller}", rate.lasting(units), rate.lasting(rate.burst - units)
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [name, cost, cost, room])
        if cursor.fetchone() is not None:
            return
        cursor.execute(_WAIT, [room, name])
        found = cursor.fetchone()
    raise TooManyRequests(seconds=max(1, math.ceil(found[0])) if found else 1)


def address_of(request: HttpRequest) -> str:
    """A name for where a request comes from that is not the address itself: nobody's address is kept.

    An IPv6 subscriber has a whole /64, so that is what counts.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0):
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip()
    try:
        address = ip_address(text)
    except ValueError:
        address = ip_address("0.0.0.0")  # noqa: S104  a socket without an address: one caller like any other
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, 64), strict=False).network_address
    return salted_hmac("comity.api.rates", str(address)).hexdigest()


def forget() -> int:
    """Drop the rows of callers whose burst is free again; how many."""
    return Allowance.objects.filter(free_at__lt=now()).delete()[0]
