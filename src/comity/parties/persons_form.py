"""A form that asks for a person: one already known to the party, or somebody new, who is registered with it."""

from __future__ import annotations

import secrets
from typing import Any

import orjson
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.pages import words
from comity.parties import queries
from comity.parties.acts import RegisterPerson
from comity.parties.languages_form import LanguagesForm
from comity.parties.models import Party
from comity.record import content
from comity.record.commit import commit
from comity.record.signing import capacity_of


class PersonForm(LanguagesForm):
    """Somebody of a party: known or, if the reader ``registers`` persons, new."""

    def __init__(self, *args: Any, party: Party, registers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.registers = dict(_people(party)), registers
        first = _("somebody new") if registers else _("choose a person")
        self.fields["person"] = forms.ChoiceField(
            label=_("Person"),
            required=not registers,
            choices=[("", first), *self.people.items()],
            help_text="" if registers else _("Somebody who is not here yet is registered by the secretariat first."),
        )
        if not registers:
            return
        self.fields["name"] = forms.CharField(
            label=_("Name of the new person"), required=False, max_length=200, help_text=_("Kept confidential.")
        )
        self.fields["email"] = forms.EmailField(
            label=_("E-mail of the new person"), required=False, help_text=_("Kept confidential.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.registers and not cleaned.get("person") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Name the new person, or choose somebody known."))
        return cleaned

    def registered(self, request: HttpRequest, function: dict[str, str]) -> str:
        """The identifier of the person; a new one is registered, name and address as a confidential content."""
        given = self.cleaned_data
        if given["person"]:
            return str(given["person"])
        profile = content.deposit(
            orjson.dumps({"name": given["name"], "email": given["email"]}), "application/json", confidential=True
        )
        person = f"p-{secrets.token_hex(8)}"
        commit(RegisterPerson(person=person, profile=profile, function=function), capacity_of(request))
        return person

    def called(self) -> str:
        """How the person chosen is called."""
        return self.people.get(self.cleaned_data["person"]) or str(self.cleaned_data["name"])


def _people(party: Party) -> list[tuple[str, str]]:
    """Whoever acts or acted for the party, by name and function."""
    known = queries.people_of(party.id)
    names = queries.profiles(one.id for one in known)
    labelled = []
    for one in known:
        function, name = words.in_language(one.function).text, queries.name_beside(one.function, names.get(one.id, {}))
        labelled.append((one.id, f"{name}, {function}" if name else function))
    return sorted(labelled, key=lambda pair: pair[1])
