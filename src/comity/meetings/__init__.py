"""Meetings: sessions of a body, prepared, held and followed up.

Rules of procedure are data; sessions are convened under them, with an agenda, documents, delegations, credentials and
attendance. In the sitting: speakers, motions, votes and elections, decisions, minutes and the communiqué.
"""
