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

    def ask(self, name: str, label: str) -> None:
        for index, language in enumerate(self.known):
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{label} ({language})", max_length=300, required=index == 0
            )

    def said(self, name: str) -> dict[str, str]:
        given = {language: self.cleaned_data[f"{name}_{language}"].strip() for language in self.known}
        return {language: text for language, text in given.items() if text}
