"""A form that asks for a text in every language of the organisation."""

from __future__ import annotations

from typing import Any

from django import forms

from comity.parties.queries import languages


class LanguagesForm(forms.Form):
    """A form some of whose fields are asked in every language of the organisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = languages()

    def ask(self, name: str, label: str, *, required: bool = True) -> None:
        """A field for each language; the first language's must be filled in if ``required``."""
        for index, language in enumerate(self.known):
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{label} ({language})", max_length=300, required=required and index == 0
            )

    def said(self, name: str) -> dict[str, str]:
        """What was given in these fields, by language."""
        given = {language: self.cleaned_data.get(f"{name}_{language}", "").strip() for language in self.known}
        return {language: text for language, text in given.items() if text}
