"""A form that asks for a text in every language of the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.instruments.text import Unreadable, read
from comity.pages import words
from comity.parties.languages_form import LanguagesForm
from comity.record import content

MAX_TEXT = 1_000_000
MOST_FAULTS = 5


class TextsForm(LanguagesForm):
    """A text in every language of the organisation: pasted, or uploaded as a plain text file in UTF-8."""

    def __init__(self, *args: Any, known: Sequence[str], texts: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(known)
        for language in known:
            self.fields[f"text_{language}"] = forms.CharField(
                label=words.for_language(_("Text"), language),
                required=False,
                max_length=MAX_TEXT,
                strip=False,
                initial=(texts or {}).get(language, ""),
                widget=forms.Textarea(attrs={"rows": 22, "lang": language, "spellcheck": "true", **_live(language)}),
            )
            self.fields[f"file_{language}"] = forms.FileField(
                label=words.for_language(_("or a text file"), language),
                required=False,
                help_text=_("Plain text, UTF-8."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        texts = {language: self._text(language, cleaned) for language in self.known}
        cleaned["texts"] = {language: text for language, text in texts.items() if text.strip()}
        for language, text in cleaned["texts"].items():
            for fault in [one for one in read(text, language=language).faults if one.grave][:MOST_FAULTS]:
                self.add_error(f"text_{language}", words.said(Unreadable([fault]).phrase))
        if not cleaned["texts"] and not self.errors:
            self.add_error(f"text_{self.known[0]}", _("Paste the text, or choose a file, in at least one language."))
        return cleaned

    def deposited(self) -> dict[str, str]:
        """The digests of the texts, deposited as public contents."""
        texts: dict[str, str] = self.cleaned_data["texts"]
        return {language: content.deposit(text.encode(), "text/plain") for language, text in texts.items()}

    def _text(self, language: str, cleaned: dict[str, Any]) -> str:
        file: UploadedFile | None = cleaned.get(f"file_{language}")
        if file is None:
            return str(cleaned.get(f"text_{language}") or "").replace("\r\n", "\n")
        if (file.size or 0) > MAX_TEXT:
            self.add_error(f"file_{language}", _("The file is larger than 1 MB."))
            return ""
        try:
            return file.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.add_error(f"file_{language}", _("The file is not UTF-8 text: save it as UTF-8 and try again."))
            return ""


def _live(language: str) -> dict[str, str]:
    """Attributes by which a text is shown beside itself as it is written, where the page has a place for it."""
    return {
        "hx-post": reverse("preview_text", args=[language]),
        "hx-trigger": "input changed delay:700ms",
        "hx-target": f"#preview-{language}",
        "hx-swap": "innerHTML",
    }
