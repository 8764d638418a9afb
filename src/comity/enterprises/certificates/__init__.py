"""Certificates of licences: a sheet with a QR code, and the same as a signed W3C Verifiable Credential.

A certificate says what stood on the record when it was made. What the licence is worth on another day is answered by
the short address on it, or offline from an exported record (`comity enterprises verify`).
"""
