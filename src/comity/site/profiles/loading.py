"""A plan put on the record in one go: every act through the corridor, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from comity.parties.models import Organisation
from comity.record import content, keys, sequencer
from comity.record.acts import PublicKey
from comity.record.commit import commit
from comity.record.models import Recorded
from comity.site.profiles import faults
from comity.site.profiles.founding import SYSTEM
from comity.site.profiles.playing import Plan, play
from comity.site.profiles.reading import Profile
from comity.site.profiles.signing import DemonstrationKeys

Told = Callable[[str, int, int], None]
KEYS = "demonstration-keys"


def _silent(what: str, done: int, of: int) -> None:
    """Nobody wants to hear how far it is."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the acts and contents, and how many acts have a place in the tree already.

    It is 0 where a server is running: its sequencer places them within a second.
    """

    profile: str
    numbers: dict[str, int]
    placed: int


def rehearse(profile: Profile, *, now: datetime | None = None, told: Told = _silent) -> Plan:
    """The plan of a profile, made with keys that are thrown away; no database, nothing written.

    Raises `ProfileUnsound`.
    """
    held = DemonstrationKeys(None, settings.SITE_URL)
    return _plan(profile, held, "rehearsal", held.public(SYSTEM, "key"), now, told)


def load(profile: Profile, *, now: datetime | None = None, told: Told = _silent) -> Loaded:
    """Play ``profile`` through in memory, then put every act on the record; nothing is written on any mistake.

    ``told`` hears what is being done, how far, of how many. Raises `ProfileUnsound`, `RecordInUse` or `OtherRecord`.
    """
    require_empty()
    require_origin(profile)
    held = DemonstrationKeys(Path(settings.DATA) / KEYS, settings.SITE_URL)
    plan = _plan(profile, held, keys.origin(), keys.attestation_public(), now, told)
    with transaction.atomic():
        _commit(plan, held, told)
    return Loaded(profile.name, plan.numbers, place())


def require_empty() -> None:
    """Raise `RecordInUse` if the record has begun, `DatabaseNotReady` if there are no tables to hold one."""
    try:
        begun = Recorded.objects.exists()
    except ProgrammingError as error:
        raise faults.DatabaseNotReady() from error
    if begun:
        found = Organisation.objects.first()
        name = "a record" if found is None else found.name.get("en") or next(iter(found.name.values()))
        raise faults.RecordInUse(organisation=name)


def require_origin(profile: Profile) -> None:
    """Raise `OtherRecord` if the profile insists on another record than this installation's."""
    wanted = profile.form.record.origin
    if wanted is not None and wanted != keys.origin():
        raise faults.OtherRecord(expected=wanted, found=keys.origin())


def place() -> int:
    """Give the committed acts their places in the tree, unless another process does; the size of the tree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [sequencer.LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return sequencer.drain()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [sequencer.LOCK])


def _plan(
    profile: Profile, held: DemonstrationKeys, origin: str, attestation: PublicKey, now: datetime | None, told: Told
) -> Plan:
    def checked(done: int, of: int) -> None:
        told("Checking", done, of)

    at = now or datetime.now(UTC)
    return play(profile, now=at, origin=origin, attestation=attestation, keys=held, told=checked)


def _commit(plan: Plan, held: DemonstrationKeys, told: Told) -> None:
    for digest, stored in plan.contents.items():
        confidential = stored.salt is not None
        deposited = content.deposit(stored.body, stored.media_type, confidential=confidential, salt=stored.salt)
        assert deposited == digest
    for number, planned in enumerate(plan.acts, 1):
        prepared = planned.draft
        signed = None if planned.level == "session" else held.sign(prepared, planned.level)
        # A signature is timely against the moment of its act: this is history, signed as it is loaded.
        commit(prepared, signed=signed, now=prepared.at)
        told("Loading", number, len(plan.acts))
