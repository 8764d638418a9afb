"""The statements of the search by name, for whoever owns the tables; plain SQL that needs no extension.

Three tables, of which the room says the names: ``names`` (a row for each name of an enterprise), ``grams`` (an entry
for each of its trigrams, with how many it has; read by its primary key alone) and ``frequencies`` (in how many names
each trigram stands, which is only a hint: it may be an hour old). `asked` and `sought` are a question's statements.
"""

from __future__ import annotations

from dataclasses import dataclass

CANDIDATES = 150
"""Names that are fetched and compared; the tenth best one is hardly ever beyond them."""

USUAL_SIZE = 12
"""Added to how many trigrams a name has before what it shares is divided by it: long names share much by chance."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The names of the three tables."""

    names: str
    grams: str
    frequencies: str


def definitions(tables: Tables) -> str:
    """What the tables must have: their columns, keys and collations."""
    return f"""
    CREATE TABLE {tables.names} (
        id bigint PRIMARY KEY, key bigint NOT NULL, written text NOT NULL, latin text NOT NULL, skeleton text NOT NULL
    );
    CREATE TABLE {tables.grams} (
        gram text COLLATE "C" NOT NULL, name bigint NOT NULL, size smallint NOT NULL,
        PRIMARY KEY (gram, name) INCLUDE (size)
    );
    CREATE TABLE {tables.frequencies} (gram text COLLATE "C" PRIMARY KEY, names integer NOT NULL);
    """


def counted(tables: Tables) -> str:
    """Count the frequencies anew; the table must be emptied before."""
    return f"INSERT INTO {tables.frequencies} SELECT gram, count(*) FROM {tables.grams} GROUP BY gram"  # noqa: S608


def asked(tables: Tables) -> str:
    """The frequencies of the trigrams ``%(grams)s`` of a question."""
    return f"SELECT gram, names FROM {tables.frequencies} WHERE gram = ANY(%(grams)s)"  # noqa: S608


def sought(tables: Tables) -> str:
    """The names that share most with a question: ``%(grams)s`` with their ``%(weights)s``, at most ``%(most)s`` names.

    Gives the columns of `Candidate`, in its order.
    """
    return f"""
    WITH asked AS (SELECT * FROM unnest(%(grams)s::text[], %(weights)s::real[]) AS asked (gram, weight)),
    shared AS (
        SELECT entry.name, sum(asked.weight) / ({USUAL_SIZE} + max(entry.size)) AS shared
        FROM asked JOIN {tables.grams} AS entry ON entry.gram = asked.gram COLLATE "C"
        GROUP BY entry.name ORDER BY shared DESC, entry.name LIMIT %(most)s
    )
    SELECT known.key, known.written, known.latin, known.skeleton, shared.shared
    FROM shared JOIN {tables.names} AS known ON known.id = shared.name
    """  # noqa: S608  the names of tables come from the program
