"""How a delivery is signed, as the Standard Webhooks specification has it, so that its libraries check ours.

``webhook-signature: v1,<base64 of HMAC-SHA256 over "id.timestamp.body">``; the secret is written ``whsec_<base64>``.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha256

from django.utils.crypto import salted_hmac

from comity.api.models import Webhook

PREFIX = "whsec_"


def new_salt() -> str:
    """What a webhook's secret is made from; a new one makes a new secret."""
    return secrets.token_urlsafe(32)


def secret_of(webhook: Webhook) -> bytes:
    """The secret, made from the salt and this installation's key: a copy of the database alone does not tell it."""
    return salted_hmac("comity.api.webhooks", webhook.salt, algorithm="sha256").digest()


def shown(webhook: Webhook) -> str:
    """The secret as its owner keeps it."""
    return PREFIX + base64.b64encode(secret_of(webhook)).decode()


def headers(webhook: Webhook, id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery: its identifier, the same in every attempt; the time of this attempt; the signature."""
    signed = f"{id}.{seconds}.".encode() + body
    value = base64.b64encode(hmac.new(secret_of(webhook), signed, sha256).digest()).decode()
    return {"webhook-id": id, "webhook-timestamp": str(seconds), "webhook-signature": f"v1,{value}"}
