"""One POST to a checked address: no redirects, little time, and next to nothing read of the answer."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from comity import __version__
from comity.api.refusals import AddressRefused
from comity.api.webhooks import addresses
from comity.api.webhooks.addresses import Target

CONNECT = 5.0
WHOLE = 15.0
USER_AGENT = f"Comity/{__version__} (webhook)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or the problem that kept one from coming."""

    status: int | None
    problem: str
    milliseconds: int

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send ``body``; never raises for what the other side does."""
    began = time.monotonic()
    status, problem = None, ""
    try:
        status = _post(addresses.check(url), body, headers)
        if 300 <= status < 400:
            problem = "redirects are not followed"
    except AddressRefused as refusal:
        problem = str(refusal.values["reason"])
    except TimeoutError:
        problem = "no answer in time"
    except (OSError, http.client.HTTPException, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"[:300]
    return Answer(status, problem, round((time.monotonic() - began) * 1000))


def _post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    connection = _Connection(target)
    # Timeouts of sockets count from byte to byte; this one ends a connection that is kept busy for too long.
    guard = threading.Timer(WHOLE, connection.cut)
    guard.start()
    try:
        sent = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **headers}
        connection.request("POST", target.path, body, sent)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        if connection.was_cut:
            raise TimeoutError from error
        raise
    finally:
        guard.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to the checked address of a host, by TLS under the host's own name."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT)
        self.default_port = 443 if target.tls else 80  # the Host header names a port only if it is another
        self._target = target
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._target.ip, self._target.port), CONNECT)
        if self._target.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)

    def cut(self) -> None:
        """End the connection from another thread."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
