"""The demonstration: the commission's profile with its story, and logins for the people in it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from comity.parties.models import Organisation, Person
from comity.phrase import Refusal
from comity.site.models import Account
from comity.site.profiles import loading, reading, shipped
from comity.site.profiles.form import AccountShape, PersonShape, ProfileFile

PROFILE = "commission"
# Known to everybody on purpose: it opens demonstration data on 127.0.0.1 and nothing else.
PASSWORD = "comity-demonstration"  # noqa: S105

Login = tuple[str, str, str]


class NotTheDemonstration(Refusal):
    """This database holds the record of {organisation}, which is no demonstration that ships with Comity, so no logins
    were made. Serve it with: comity serve
    """


def ensure_loaded(console: Console) -> list[Login]:
    """Load the demonstration if the record is empty, make the logins that are missing, and tell them all.

    A record that already holds a shipped demonstration is taken as it is: a second start reads one file. Raises
    `NotTheDemonstration` on the record of anybody else.
    """
    found = Organisation.objects.first()
    if found is None:
        with console.status("Reading the demonstration …"):
            profile = reading.read(shipped.find(PROFILE))
        _load(profile, console)
        form = profile.form
    else:
        form = _form_of(found)
    return _logins(form)


def _load(profile: reading.Profile, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {what: progress.add_task(what, total=None, visible=False) for what in ("Checking", "Loading")}

        def told(what: str, done: int, of: int) -> None:
            progress.update(tasks[what], completed=done, total=of, visible=True)

        loading.load(profile, told=told)


def _form_of(organisation: Organisation) -> ProfileFile:
    """The form of the shipped demonstration that this organisation was founded from."""
    if organisation.demonstration:
        for name in sorted(shipped.names(), key=lambda one: one != PROFILE):
            form = reading.read_form(shipped.folder() / name)
            if form.organisation.name == organisation.name:
                return form
    said = organisation.name.get("en") or next(iter(organisation.name.values()))
    raise NotTheDemonstration(organisation=said)


def _logins(form: ProfileFile) -> list[Login]:
    persons = {person.id: person for person in form.persons}
    there = set(Account.objects.values_list("username", flat=True))
    missing = [one for one in form.accounts if one.username not in there]
    if missing:
        registered = set(Person.objects.values_list("id", flat=True))
        hashed = make_password(PASSWORD)  # once: the logins share the password, and hashing is slow on purpose
        with transaction.atomic():
            for one in missing:
                if one.person in registered:
                    _make(one, persons[one.person], hashed)
    return [(persons[one.person].profile.name, persons[one.person].profile.email, PASSWORD) for one in form.accounts]


def _make(one: AccountShape, person: PersonShape, hashed: str) -> None:
    email = person.profile.email
    account = Account.objects.create(
        username=one.username,
        email=email,
        password=hashed,
        person=one.person,
        is_staff=one.staff,
        language=one.language or "",
    )
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
