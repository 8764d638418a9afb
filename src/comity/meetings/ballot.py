"""The secret ballot: papers signed blindly, ballots that nobody can trace, a count that anybody can repeat. Pure.

A voter fills in a ballot, blinds it with a random factor and hands in the blinded number under the own name; the issuer
signs the number without learning what it signs, and the record shows who took a paper. The voter takes the factor out
of the signature and drops the signed ballot into the urn without a name. The blinded number is the same for every
ballot to anyone who does not know the factor, so that neither the record nor the server can link the two.

Source: RFC 9474, RSABSSA-SHA384-PSS-Randomized (§4, §5): SHA-384, MGF1 with SHA-384, a salt of 48 bytes, a message
prefix of 32 random bytes.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha384
from math import gcd
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

from comity.phrase import Refusal

EXPONENT = 65537
BITS = 2048
SALT = 48
PREFIX = 32
TRACKER_BYTES = 10
_HASH = 48
# Crockford's alphabet: no I, L, O or U, so that a tracker can be read out aloud.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class BallotInvalid(Refusal):
    """The ballot is not valid: {reason}."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The public key of one ballot: the modulus; the exponent is 65537."""

    modulus: int

    @classmethod
    def parse(cls, text: str) -> Issuer:
        """From base64url of the modulus. Raises `BallotInvalid` unless it has exactly 2048 bits and is odd."""
        modulus = int.from_bytes(_bytes(text, "the issuer's key"))
        if modulus.bit_length() != BITS or modulus % 2 == 0:
            raise BallotInvalid(reason=f"the issuer's key is no RSA modulus of {BITS} bits")
        return cls(modulus)

    def __str__(self) -> str:
        return _text(_octets(self.modulus))

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this issuer's RSASSA-PSS signature of ``message``."""
        key = rsa.RSAPublicNumbers(EXPONENT, self.modulus).public_key()
        try:
            key.verify(signature, message, padding.PSS(padding.MGF1(SHA384()), SALT), SHA384())
        except InvalidSignature:
            return False
        return True

    def number(self, blinded: str) -> int:
        """The blinded number in base64url, checked: below the modulus and no trivial one. Raises `BallotInvalid`."""
        found = _bytes(blinded, "the blinded paper")
        number = int.from_bytes(found)
        if len(found) != BITS // 8 or not 1 < number < self.modulus - 1:
            raise BallotInvalid(reason="the blinded paper is not a number of the issuer's size")
        return number


@dataclass(frozen=True, slots=True)
class Ballot:
    """A filled-in ballot with the issuer's signature: what lies in the urn, and all that lies there.

    ``prefix`` are the 32 random bytes that the voter's device drew; the tracker follows from them.
    """

    vote: str
    choices: tuple[str, ...]
    prefix: bytes
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """What is signed: the prefix, then the canonical JSON of vote and choices (RFC 8785: keys sorted, no space)."""
        said = {"choices": list(self.choices), "vote": self.vote}
        return self.prefix + json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def tracker(self) -> str:
        return tracker(self.prefix)

    @classmethod
    def parse(cls, vote: str, data: Mapping[str, Any]) -> Ballot:
        """From ``{"choices": [...], "prefix": base64url, "signature": base64url}``. Raises `BallotInvalid`."""
        choices = data.get("choices")
        if not isinstance(choices, list | tuple) or not all(isinstance(one, str) for one in choices):
            raise BallotInvalid(reason="its choices are no list of names")
        if list(choices) != sorted(set(choices)):
            raise BallotInvalid(reason="its choices are not in order, each once")
        prefix = _bytes(data.get("prefix"), "the number of the paper")
        if len(prefix) != PREFIX:
            raise BallotInvalid(reason=f"the number of the paper has {len(prefix)} bytes and not {PREFIX}")
        return cls(vote, tuple(choices), prefix, _bytes(data.get("signature"), "the signature"))

    def as_data(self) -> dict[str, Any]:
        """As an act and the urn's table hold it."""
        return {"choices": list(self.choices), "prefix": _text(self.prefix), "signature": _text(self.signature)}

    def require_genuine(self, issuer: Issuer) -> None:
        """Raise `BallotInvalid` unless the issuer signed exactly this."""
        if not issuer.verifies(self.message, self.signature):
            raise BallotInvalid(reason="the issuer's signature does not fit")


def tracker(prefix: bytes) -> str:
    """What the voter keeps to find the own ballot again: sixteen letters and digits, in groups of four."""
    number = int.from_bytes(sha256(prefix).digest()[:TRACKER_BYTES])
    letters = "".join(_LETTERS[(number >> shift) & 31] for shift in range(TRACKER_BYTES * 8 - 5, -1, -5))
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


# --- the voter's side (a browser does the same in `static/meetings/ballot.js`)


@dataclass(frozen=True, slots=True)
class Blinded:
    """A ballot on its way: what is handed in, and the inverse of the factor, which only the voter knows."""

    ballot: Ballot
    number: str
    inverse: int

    def finished(self, issuer: Issuer, signature: str) -> Ballot:
        """The ballot with the factor taken out of the issuer's answer (RFC 9474 §4.4). Raises `BallotInvalid`."""
        answer = int.from_bytes(_bytes(signature, "the issuer's answer"))
        signed = _octets(answer * self.inverse % issuer.modulus)
        made = Ballot(self.ballot.vote, self.ballot.choices, self.ballot.prefix, signed)
        made.require_genuine(issuer)
        return made


def blind(
    issuer: Issuer,
    vote: str,
    choices: Iterable[str],
    *,
    prefix: bytes | None = None,
    salt: bytes | None = None,
    factor: int | None = None,
) -> Blinded:
    """Fill in a ballot and blind it (RFC 9474 §4.2). Prefix, salt and factor are drawn unless a test names them."""
    ballot = Ballot(vote, tuple(sorted(set(choices))), prefix or secrets.token_bytes(PREFIX))
    encoded = int.from_bytes(_pss_encoded(ballot.message, secrets.token_bytes(SALT) if salt is None else salt))
    modulus = issuer.modulus
    while factor is None or gcd(factor, modulus) != 1:
        factor = secrets.randbelow(modulus - 2) + 2
    number = encoded * pow(factor, EXPONENT, modulus) % modulus
    return Blinded(ballot, _text(_octets(number)), pow(factor, -1, modulus))


# --- the issuer's side


def new_key() -> rsa.RSAPrivateKey:
    """A key for one ballot and no other."""
    return rsa.generate_private_key(EXPONENT, BITS)


def issuer_of(private: rsa.RSAPrivateKey) -> Issuer:
    """The public half."""
    return Issuer(private.public_key().public_numbers().n)


def sign_blindly(private: rsa.RSAPrivateKey, blinded: str) -> str:
    """The issuer's signature of a number it cannot read (RFC 9474 §4.3): the same for the same number.

    The number is multiplied with a random one before the exponentiation and divided by it afterwards, so that the time
    it takes says nothing about the key; the result is checked before it leaves (a fault would give the key away).
    """
    issuer = issuer_of(private)
    number, modulus = issuer.number(blinded), issuer.modulus
    veil = secrets.randbelow(modulus - 2) + 2
    veiled = number * pow(veil, EXPONENT, modulus) % modulus
    signed = pow(veiled, private.private_numbers().d, modulus) * pow(veil, -1, modulus) % modulus
    if pow(signed, EXPONENT, modulus) != number:
        raise BallotInvalid(reason="signing failed; nothing was given out")
    return _text(_octets(signed))


# --- the count


@dataclass(frozen=True, slots=True)
class Count:
    """What the urn held: votes by choice, in the order offered, and the papers that count for none."""

    votes: Mapping[str, int]
    valid: int
    blank: int
    invalid: int

    @property
    def ballots(self) -> int:
        return self.valid + self.blank + self.invalid


def counted(options: Sequence[str], most: int, ballots: Iterable[Sequence[str]]) -> Count:
    """Count ballots, each the list of its choices: none is blank; too many, or a name not offered, is invalid."""
    votes = dict.fromkeys(options, 0)
    valid = blank = invalid = 0
    for choices in ballots:
        if not choices:
            blank += 1
        elif len(choices) > most or any(choice not in votes for choice in choices):
            invalid += 1
        else:
            valid += 1
            for choice in choices:
                votes[choice] += 1
    return Count(votes, valid, blank, invalid)


def recount(content: Mapping[str, Any]) -> Count:
    """Count a published urn again, from nothing but its content.

    ``content`` is ``{"vote", "issuer", "options", "most", "papers", "ballots"}``, as the page of a closed ballot offers
    it. Raises `BallotInvalid` for a signature that does not fit, ballots out of the trackers' order or twice, and
    more ballots than papers were handed out.
    """
    issuer = Issuer.parse(content["issuer"])
    ballots = [Ballot.parse(content["vote"], one) for one in content["ballots"]]
    require_in_order("", ballots)
    for one in ballots:
        one.require_genuine(issuer)
    if len(ballots) > content["papers"]:
        raise BallotInvalid(reason=f"there are {len(ballots)} ballots, and only {content['papers']} papers were taken")
    return counted(content["options"], content["most"], [one.choices for one in ballots])


def require_in_order(after: str, ballots: Sequence[Ballot]) -> None:
    """Raise `BallotInvalid` unless each tracker comes after the one before: sorted so, they tell nothing of their order
    in time, and none stands twice."""
    for one in ballots:
        if one.tracker <= after:
            raise BallotInvalid(reason=f"the paper {one.tracker} is out of order or there twice")
        after = one.tracker


# --- encodings


def _pss_encoded(message: bytes, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE for ``BITS - 1`` bits (RFC 8017 §9.1.1)."""
    length = BITS // 8
    digest = sha384(b"\0" * 8 + sha384(message).digest() + salt).digest()
    block = b"\0" * (length - len(salt) - _HASH - 2) + b"\x01" + salt
    masked = bytes(a ^ b for a, b in zip(block, _mgf1(digest, len(block)), strict=True))
    return bytes([masked[0] & 0x7F]) + masked[1:] + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    blocks = range(-(-length // _HASH))
    return b"".join(sha384(seed + counter.to_bytes(4)).digest() for counter in blocks)[:length]


def _octets(number: int) -> bytes:
    return number.to_bytes(BITS // 8)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: object, what: str) -> bytes:
    if not isinstance(text, str):
        raise BallotInvalid(reason=f"{what} is missing")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BallotInvalid(reason=f"{what} is not base64url") from error
    if _text(raw) != text:
        raise BallotInvalid(reason=f"{what} is not in its one proper form")
    return raw
