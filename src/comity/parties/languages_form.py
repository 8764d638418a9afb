"""A form that asks for a text in every language of the organisation."""

from __future__ import annotations

from typing import Any

from django import forms

from comity.pages import words
from comity.parties.queries import languages


class LanguagesForm(forms.Form):
    """A form some of whose fields are asked in every language of the organisation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = languages()

    def ask(self, name: str, label: object, *, required: bool = True, longest: int = 300, rows: int = 0) -> None:
        """A field for each language, of ``rows`` lines or of one; the first must be filled in if ``required``."""
        for index, language in enumerate(self.known):
            widget = forms.Textarea(attrs={"rows": rows, "lang": language}) if rows else forms.TextInput()
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=words.for_language(label, language),
                max_length=longest,
                required=required and index == 0,
                widget=widget,
            )

    def fields_of(self, name: str) -> list[str]:
        """The names of these fields, for `order_fields`."""
        return [f"{name}_{language}" for language in self.known]

    def said(self, name: str) -> dict[str, str]:
        """What was given in these fields, by language."""
        given = {language: self.cleaned_data.get(f"{name}_{language}", "").strip() for language in self.known}
        return {language: text for language, text in given.items() if text}
