"""The page of a session with an agenda of 200 items: its time under readers, its weight, its requests, its queries.

Peer: Indico 3.3.14 with the same 200 items on a machine of this kind gave 1.1 to 2.95 requests a second, p95 1.7 to 4.2
s, 2.6 MB in 45 to 543 requests (`UI.md`). Here: one worker, four readers at once, on 127.0.0.1, for a few seconds.
"""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.pages import _installation

ITEMS = 200
READERS = 4
SECONDS = 8
ROUNDS = 15
PAGE = "/sessions/s1/"


def run() -> list[dict[str, Any]]:
    """Figures of the page, on a database of its own."""
    with _installation():
        _prepare()
        rows = list(_weight())
        with _server() as port:
            rows += _readers(port, "nothing happening")
            rows += _readers(port, "ten acts a second elsewhere on the record", busy=True)
    return rows


def _prepare() -> None:
    """A session of 200 items, each with a document in two languages; a decision on every second one."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from comity.meetings import acts
    from comity.meetings.acts.agenda import Entry
    from comity.meetings.testing import Commission
    from comity.record import sequencer

    house = Commission.with_rules().convened()
    names = [f"item-{number}" for number in range(ITEMS)]
    title = {"en": "Exchange of experience in the protection of people and territories", "ru": "Обмен опытом"}
    for name in names:
        house.do(acts.ProposeItem(session="s1", item=name, title=title), house.desk)
    begins = house.session().begins
    entries = tuple(
        Entry(item=name, starts=begins + timedelta(minutes=15 * place), minutes=15) for place, name in enumerate(names)
    )
    house.do(acts.DrawUpAgenda(session="s1", entries=entries), house.desk)
    for place, name in enumerate(names):
        planned = acts.PlanDocument(
            session="s1",
            document=f"d-{place}",
            symbol=f"S3/{place + 1}",
            item=name,
            title=title,
            languages=("en", "ru"),
        )
        house.do(planned, house.desk)
        house.issued(f"d-{place}", f"Note {place}.")
        house.issued(f"d-{place}", f"Записка {place}.", language="ru")
    _decide(names)
    sequencer.drain()


def _decide(names: list[str]) -> None:
    """Decisions as rows of their own: how they come about is another benchmark's matter."""
    from django.utils import timezone

    from comity.meetings.models import Decision

    text = {"en": "The commission takes note of the report and asks for another one in a year."}
    Decision.objects.bulk_create(
        Decision(
            id=f"decision-{place}",
            number=f"D{place}",
            body="commission",
            session="s1",
            item=name,
            question="",
            title=text,
            text=text,
            responsible=[],
            due=None,
            status="under way",
            taken_at=timezone.now(),
            done_at=None,
        )
        for place, name in enumerate(names[::2], 1)
    )


def _weight() -> Iterator[dict[str, Any]]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from comity.meetings.views import sessions

    client = Client(headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        page = client.get(PAGE)
        queries = len(asked)
    assert page.content.count(b'class="agenda-title"') == ITEMS
    assert page.content.count(b"agenda-decision") == ITEMS // 2
    files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page.content.decode()))
    root = Path(settings.STATIC_ROOT)
    sent = [root / f"{name}.br" if (root / f"{name}.br").exists() else root / name for name in files]
    page_sent, assets = len(gzip.compress(page.content, 6)), sum(path.stat().st_size for path in sent)
    yield {"name": f"page of {ITEMS} items, not compressed", "figure": len(page.content), "unit": "bytes"}
    first = page_sent + assets
    yield {"name": "first load, compressed", "figure": first, "unit": "bytes", "limit": 100_000, "ratio": first / 1e5}
    yield {"name": "requests of the first load", "figure": 1 + len(files), "unit": "", "limit": 12}
    yield {"name": "queries, page made anew", "figure": queries, "unit": "", "limit": 30}
    made = []
    for _ in range(ROUNDS):
        sessions._parts.clear()
        begun = time.process_time()
        client.get(PAGE)
        made.append((time.process_time() - begun) * 1000)
    yield {
        "name": "page made anew, processor time, median",
        "figure": statistics.median(made),
        "unit": "ms",
        "limit": 200,
    }


@contextmanager
def _server() -> Iterator[int]:
    """One worker, as `comity serve` starts it; the sequencer and the jobs are not asked for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "comity", "serve", "--port", str(port), "--no-work"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(port: int) -> None:
    for _attempt in range(300):
        try:
            _get(http.client.HTTPConnection("127.0.0.1", port, timeout=10), PAGE)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server does not start")


def _get(connection: http.client.HTTPConnection, address: str) -> None:
    connection.request("GET", address, headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


def _readers(port: int, how: str, *, busy: bool = False) -> list[dict[str, Any]]:
    """So many readers, one request after another, while nothing happens or (``busy``) others act all the time."""
    until, times = time.monotonic() + SECONDS, []
    stop = threading.Event()
    writer = threading.Thread(target=_write, args=(stop,)) if busy else None
    if writer:
        writer.start()

    def read() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            begun = time.perf_counter()
            _get(connection, PAGE)
            times.append(time.perf_counter() - begun)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    stop.set()
    if writer:
        writer.join()
    rate, slow = len(times) / SECONDS, statistics.quantiles(times, n=20)[-1] * 1000
    return [
        {"name": f"{READERS} readers, {how}", "figure": rate, "unit": "requests/s", "limit": 30, "ratio": rate / 30},
        {"name": f"{READERS} readers, {how}, p95", "figure": slow, "unit": "ms", "limit": 200, "ratio": slow / 200},
    ]


def _write(stop: threading.Event) -> None:
    """Put acts on the record and place them, ten a second: none concerns the session."""
    from django.db import connections

    from comity.meetings.acts import PublishStandingRules
    from comity.meetings.testing import RULES
    from comity.record import sequencer
    from comity.record.acts import Capacity
    from comity.record.commit import commit

    number = 0
    while not stop.wait(0.1):
        number += 1
        source = {**RULES, "rules": "others", "version": number}
        commit(PublishStandingRules(source=source), Capacity.of_system())
        sequencer.step()
    connections.close_all()


if __name__ == "__main__":
    from bench.__main__ import line

    for row in run():
        sys.stdout.write(line(row) + "\n")
