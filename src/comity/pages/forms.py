"""Fields that the pages of several rooms share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Card:
    """One choice of a few weighty ones: its word, what follows from it, an icon and a tone beside the word."""

    value: str
    label: Text
    help: Text = ""
    icon: str = ""
    tone: str = ""


class CardSelect(forms.RadioSelect):
    """Radio buttons as cards in a fieldset: the whole card is the control, its text inside the label."""

    template_name = "comity/widgets/cards.html"
    option_template_name = "comity/widgets/card.html"

    def __init__(self, cards: Iterable[Card], attrs: dict[str, Any] | None = None) -> None:
        self.cards = {card.value: card for card in cards}
        super().__init__(attrs, choices=[(card.value, card.label) for card in self.cards.values()])

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["card"] = self.cards.get(str(value))
        if option["card"] and option["card"].help and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_help"
        return option


class CardField(forms.ChoiceField):
    """A choice among `Card`s; nothing is chosen beforehand, so that nobody takes a position by inattention."""

    def __init__(self, *, cards: Iterable[Card], **kwargs: Any) -> None:
        offered = list(cards)
        super().__init__(choices=[(card.value, card.label) for card in offered], widget=CardSelect(offered), **kwargs)


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class IdentifierField(forms.RegexField):
    """The identifier that a new thing gets on the record."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$",
            error_messages={
                "invalid": _("Use letters and digits, and inside also . _ : -, up to 64 characters, without spaces.")
            },
            **kwargs,
        )


def chosen_word(form: forms.Form, name: str) -> str:
    """The label of what was chosen in a field of a valid form."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    labels = {str(value): str(label) for value, label in field.widget.choices}
    return labels[str(form.cleaned_data[name])]
