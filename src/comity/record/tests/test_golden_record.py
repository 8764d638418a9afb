"""A record once published verifies for ever, with this software and with one that knows nothing of it."""

from __future__ import annotations

import importlib.util
import json
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from comity.record import receipt
from comity.record.audit import audit
from comity.record.tiles import Reader

GOLDEN = Path(__file__).parent / "data" / "golden_record_1"


def maker():
    spec = importlib.util.spec_from_file_location("make_golden_record", Path(__file__).parent / "make_golden_record.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_golden_record_verifies():
    earlier = (GOLDEN / "earlier-checkpoint").read_bytes()
    report = audit(Reader(GOLDEN), maker().keys(), witnesses=1, earlier=[earlier], origin="record.example/basin")
    assert [str(finding) for finding in report.findings] == []
    assert report.acts == 259


def test_the_golden_receipt_verifies():
    proven = receipt.verify((GOLDEN / "act.tlog-proof").read_bytes(), maker().keys(), witnesses=1)
    assert (proven.index, proven.leaf.type, proven.leaf.actor) == (11, "procedure.position.take", "amina")


def test_the_same_steps_still_give_the_same_bytes():
    found = {str(path.relative_to(GOLDEN)): path.read_bytes() for path in GOLDEN.rglob("*") if path.is_file()}
    assert found == maker().files()


# From here on nothing of this software is used: FORMATS and the specifications it names, read by somebody else.


def tree_head(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + tree_head(hashes[:split]) + tree_head(hashes[split:])).digest()


def note_of(directory: Path, verifiers: list[str]) -> tuple[list[str], int]:
    """The checkpoint's lines, and how many of the known keys have signed it."""
    body, _, lines = (directory / "checkpoint").read_text().rpartition("\n\n")
    body += "\n"
    signed = 0
    for line in lines.splitlines():
        _, name, encoded = line.split(" ")
        value = b64decode(encoded)
        for verifier in verifiers:
            known, key_id, key = verifier.split("+", 2)
            algorithm, public = b64decode(key)[0], b64decode(key)[1:]
            expected = sha256(known.encode() + b"\n" + b64decode(key)).digest()[:4]
            if known != name or expected != value[:4] or key_id != expected.hex():
                continue
            signature, message = value[4:], body.encode()
            if algorithm == 4:
                time, signature = int.from_bytes(signature[:8]), signature[8:]
                message = f"cosignature/v1\ntime {time}\n".encode() + message
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            signed += 1
    return body.splitlines(), signed


def utf16(name: str) -> bytes:
    return name.encode("utf-16-be")


def canonical(value) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in sorted(value, key=utf16)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def act_signed(act: dict, sealed: dict, key: dict, actor: str | None) -> None:
    """Raises unless the act is signed with this key; ``actor`` is the key's holder, None for the server's."""
    message = canonical(act).encode()
    public, value = b64decode(key["public"]), b64decode(sealed["value"])
    assert (sealed["level"] == "session") == (actor is None)
    assert actor is None or actor == act["actor"]
    if sealed["level"] != "passkey":
        Ed25519PublicKey.from_public_bytes(public).verify(value, message)
        return
    authenticator_data, client_data = b64decode(sealed["authenticator_data"]), b64decode(sealed["client_data"])
    said = json.loads(client_data)
    challenge = urlsafe_b64encode(sha256(message).digest()).rstrip(b"=").decode()
    assert (said["type"], said["challenge"]) == ("webauthn.get", challenge)
    assert said["origin"] in key["origins"]
    assert authenticator_data[:32] == sha256(key["rp_id"].encode()).digest()
    assert authenticator_data[32] & 5 == 5
    signed = authenticator_data + sha256(client_data).digest()
    cose = cbor2.loads(public)
    if cose[3] == -8:
        Ed25519PublicKey.from_public_bytes(cose[-2]).verify(value, signed)
    else:
        x, y = int.from_bytes(cose[-2]), int.from_bytes(cose[-3])
        EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key().verify(value, signed, ECDSA(SHA256()))


def entries(directory: Path, size: int) -> list[bytes]:
    leaves = []
    for n in range(-(-size // 256)):
        width = min(256, size - 256 * n)
        body = (directory / f"tile/entries/{n:03}{'' if width == 256 else f'.p/{width}'}").read_bytes()
        while body:
            length = int.from_bytes(body[:2])
            leaves.append(body[2 : 2 + length])
            body = body[2 + length :]
    return leaves


def strangers_verdict(directory: Path, verifiers: list[str]) -> int:
    """Raises unless the whole record verifies; the number of its acts."""
    (origin, size, root), signed = note_of(directory, verifiers)
    assert signed == len(verifiers)
    leaves = entries(directory, int(size))
    hashes = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    assert len(leaves) == int(size)
    assert tree_head(hashes) == b64decode(root)
    assert (directory / "tile/0/000").read_bytes() == b"".join(hashes[:256])
    assert (directory / "tile/1/000.p/1").read_bytes() == tree_head(hashes[:256])
    keys: dict[str, tuple[dict, str | None]] = {}
    server = ""
    for leaf in leaves:
        act = json.loads(leaf)
        assert canonical(act).encode() == leaf
        assert act["capacity"].startswith(f"{origin}/")
        sealed, payload = act.pop("signature"), act["payload"]
        if act["type"] == "record.open":
            server = payload["key"]["id"]
            keys[server] = payload["key"], None
        act_signed(act, sealed, *keys[sealed["key"]])
        if act["type"] == "record.key.grant":
            keys[payload["key"]["id"]] = payload["key"], payload["holder"]
        elif act["type"] == "record.key.revoke":
            del keys[payload["key"]]
        elif act["type"] == "record.attestation.rotate":
            del keys[server]
            server = payload["key"]["id"]
            keys[server] = payload["key"], None
    return len(leaves)


def test_a_stranger_who_read_the_specifications_verifies_the_record():
    assert strangers_verdict(GOLDEN, (GOLDEN / "verifiers").read_text().splitlines()) == 259


@pytest.mark.parametrize(
    "path", ["checkpoint", "tile/entries/000", "tile/entries/001.p/3", "tile/0/000", "tile/1/000.p/1"]
)
def test_the_stranger_sees_a_changed_file_too(path, tmp_path):
    for file in GOLDEN.rglob("*"):
        if file.is_file():
            target = tmp_path / file.relative_to(GOLDEN)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    body = bytearray((tmp_path / path).read_bytes())
    body[20] ^= 1
    (tmp_path / path).write_bytes(bytes(body))
    with pytest.raises((AssertionError, InvalidSignature, ValueError)):
        strangers_verdict(tmp_path, (GOLDEN / "verifiers").read_text().splitlines())
