"""Whether a certificate is genuine, and what its licence is worth on a day: from the rows of a record alone.

The rows may be those of this installation or those that a replay of an export has made again; nothing is asked of
anybody.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from comity.enterprises.certificates.credential import read
from comity.enterprises.certificates.refusals import KeyOutOfTime, LicenceUnknown, NotACertificate, OtherRecord
from comity.enterprises.models import Licence
from comity.enterprises.rules import Answer
from comity.record.models import SigningKey


@dataclass(frozen=True, slots=True)
class Verdict:
    """A genuine certificate and what the record says of its licence on the day asked for.

    ``differs`` names what the certificate says and the record no longer does: scope, holder.
    """

    claims: dict[str, Any]
    licence: Licence
    answer: Answer
    differs: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return self.answer.is_valid


def issuer_of(origin: str) -> str:
    """Who issues the certificates of a record, as an address."""
    return f"https://{origin}"


def verify(
    token: str,
    day: date,
    *,
    origin: str,
    keys: Iterable[SigningKey],
    licence: Callable[[str], Licence | None],
) -> Verdict:
    """Check a certificate against a record called ``origin``, its attestation ``keys`` and its licences.

    Raises what is wrong (`CertificateRefused`).
    """
    known = {one.id: one for one in keys}
    claims, name = read(token, {id: base64.b64decode(one.public) for id, one in known.items()})
    if claims.get("issuer") != issuer_of(origin):
        raise OtherRecord(issuer=claims.get("issuer"), origin=issuer_of(origin))
    try:
        made = datetime.fromtimestamp(claims["iat"], UTC)
        subject = dict(claims["credentialSubject"])
        number = str(subject["licence"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotACertificate(why="it does not say what it certifies") from error
    key = known[name]
    if key.revoked_at is not None and made > key.revoked_at:
        raise KeyOutOfTime(made=made.date(), key=name)
    found = licence(number)
    answer = found.on(day) if found is not None else None
    if found is None or answer is None:
        raise LicenceUnknown(licence=number)
    said = {"scope": tuple(subject.get("scope", ())), "holder": subject.get("enterprise")}
    now = {"scope": answer.scope, "holder": answer.holder}
    return Verdict(claims, found, answer, tuple(what for what, value in now.items() if said[what] != value))
