"""The one extension of PostgreSQL that Comity relies on: pgvector, for texts that mean the same (`vector`)."""

from __future__ import annotations

from typing import Any

from django.db import ProgrammingError

from comity.phrase import Refusal


class VectorMissing(Refusal):
    """This PostgreSQL lacks the extension vector: install pgvector on its server, then run comity migrate again."""


class VectorNotPermitted(Refusal):
    """{user} may not add the extension vector: have an administrator run CREATE EXTENSION vector in {database}, then
    run comity migrate again.
    """


def ensure_vector(cursor: Any) -> None:
    """Add the extension to the database unless it is there. Raises `VectorMissing` or `VectorNotPermitted`."""
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
    if cursor.fetchone():
        return
    cursor.execute(
        "SELECT current_user, current_database(), EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')"
    )
    user, database, available = cursor.fetchone()
    if not available:
        raise VectorMissing()
    try:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except ProgrammingError as error:
        raise VectorNotPermitted(user=user, database=database) from error
