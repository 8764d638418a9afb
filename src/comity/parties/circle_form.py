"""Fields that ask for whom something is meant: everybody, the members, bodies, parties, or persons by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.pages import words
from comity.parties.circles import Kind
from comity.parties.models import Body, FullPowers, Party, Person

LABELS = {
    Kind.PUBLIC: gettext_lazy("everybody"),
    Kind.MEMBERS: gettext_lazy("all members"),
    Kind.BODIES: gettext_lazy("those seated in certain bodies"),
    Kind.PARTIES: gettext_lazy("certain delegations"),
    Kind.PERSONS: gettext_lazy("certain persons"),
}
NAMED = {
    Kind.BODIES: gettext_lazy("Bodies"),
    Kind.PARTIES: gettext_lazy("Delegations"),
    Kind.PERSONS: gettext_lazy("Persons"),
}
FIELDS = ("circle", *(f"circle_{kind}" for kind in NAMED))


class CircleForm(forms.Form):
    """A form some of whose fields say who may open something; `ask_circle` adds them, `admitted` gives the names."""

    def ask_circle(self, label: object, kinds: Sequence[Kind] = tuple(LABELS)) -> None:
        """The fields: one choice of the kind, and a list of names for each kind that has names."""
        self.fields["circle"] = forms.ChoiceField(
            label=str(label), choices=[(str(kind), LABELS[kind]) for kind in kinds], widget=forms.RadioSelect
        )
        self.fields["circle"].initial = str(kinds[0])
        listed = {Kind.BODIES: bodies, Kind.PARTIES: parties, Kind.PERSONS: persons}
        for kind, plural in NAMED.items():
            if kind in kinds:
                self.fields[f"circle_{kind}"] = forms.MultipleChoiceField(
                    label=plural,
                    choices=listed[kind](),
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )

    def clean(self) -> dict[str, Any]:
        """Names are given for the kind that is chosen, and for no other."""
        cleaned = super().clean() or {}
        circle = cleaned.get("circle")
        for kind in NAMED:
            given = cleaned.get(f"circle_{kind}") or []
            if kind == circle and not given:
                self.add_error(f"circle_{kind}", _("Say which."))
            elif given and kind != circle and circle:
                self.add_error("circle", _("You have chosen others below. Choose them here, or leave them out."))
        return cleaned

    @property
    def admitted(self) -> tuple[str, ...]:
        """The identifiers of those it is meant for; none where nobody is named."""
        return tuple(self.cleaned_data.get(f"circle_{self.cleaned_data['circle']}") or ())

    def admitted_said(self) -> str:
        """The choice in words, for the page of the second step."""
        return said(self.cleaned_data["circle"], self.admitted)


def said(kind: str, names: Sequence[str]) -> str:
    """A circle in words: its kind, and those it names by their names; at most two queries."""
    listed = {Kind.BODIES: bodies, Kind.PARTIES: parties, Kind.PERSONS: persons}.get(Kind(kind))
    known = dict(listed()) if listed is not None and names else {}
    label = str(LABELS[Kind(kind)])
    return f"{label}: {', '.join(known.get(name, name) for name in names)}" if names else label


def bodies() -> list[tuple[str, str]]:
    """Every body as a choice; one query."""
    return _sorted((one.id, words.in_language(one.name).text) for one in Body.objects.filter(dissolved_at=None))


def parties() -> list[tuple[str, str]]:
    """Every party but the secretariat as a choice; one query."""
    return _sorted((one.id, words.in_language(one.name).text) for one in Party.objects.exclude(kind="secretariat"))


def persons() -> list[tuple[str, str]]:
    """Everybody who holds full powers now, by function and party, never by name; three queries."""
    now = timezone.now()
    held = FullPowers.objects.filter(Q(until=None) | Q(until__gt=now), since__lte=now, revoked_at=None)
    pairs = sorted(set(held.exclude(party="secretariat").values_list("person", "party")))
    names = dict(Party.objects.values_list("id", "name"))
    functions = dict(Person.objects.filter(id__in={person for person, _party in pairs}).values_list("id", "function"))
    found: dict[str, list[str]] = {}
    for person, party in pairs:
        found.setdefault(person, []).append(words.in_language(names.get(party, party)).text)
    return _sorted(
        (person, f"{', '.join(own)} – {words.in_language(functions.get(person) or person).text}")
        for person, own in found.items()
    )


def _sorted(pairs: Any) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0]))
