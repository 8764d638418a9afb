"""What is wrong with a certificate, in words for whoever checks it."""

from __future__ import annotations

from comity.phrase import Refusal


class CertificateRefused(Refusal):
    """The certificate is not genuine: {why}"""


class NotACertificate(CertificateRefused):
    """This is no certificate of a licence: {why}."""


class ForgedCertificate(CertificateRefused):
    """The signature of the certificate is wrong. Somebody has changed it, or it was never issued."""


class UnknownIssuer(CertificateRefused):
    """The certificate names the key "{key}", which the record does not know as the issuer's."""


class OtherRecord(CertificateRefused):
    """The certificate was issued by {issuer}, not by {origin}. Check it with that organisation's record."""


class KeyOutOfTime(CertificateRefused):
    """The certificate says that it was made on {made}, when the key "{key}" was not valid."""


class LicenceUnknown(CertificateRefused):
    """The record knows no licence "{licence}". If the certificate is newer than your copy, fetch the record again."""


class StatusListMalformed(Refusal):
    """The status list cannot be read: {why}."""
