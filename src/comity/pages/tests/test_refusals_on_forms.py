from __future__ import annotations

import pytest
from django import forms

from comity.pages.refusals import refusals_on
from comity.phrase import Refusal


class TooLate(Refusal):
    """The stage closed on {when}. Ask for an extension."""


class PositionForm(forms.Form):
    position = forms.CharField()


def form() -> forms.Form:
    made = PositionForm({"position": "approve"})
    assert made.is_valid()
    return made


def test_a_refusal_stands_above_the_form_in_words():
    refused = form()
    with refusals_on(refused):
        raise TooLate(when="1 December")
    assert refused.non_field_errors() == ["The stage closed on 1 December. Ask for an extension."]


def test_a_refusal_that_names_a_field_stands_beside_it():
    refused = form()
    with refusals_on(refused):
        raise TooLate(when="1 December", field="position")
    assert list(refused.errors) == ["position"]


def test_a_refusal_that_names_a_field_of_another_form_is_not_lost():
    refused = form()
    with refusals_on(refused):
        raise TooLate(when="1 December", field="elsewhere")
    assert refused.non_field_errors()


def test_any_other_error_is_not_dressed_up_as_a_refusal():
    with pytest.raises(KeyError), refusals_on(form()):
        raise KeyError("a fault of ours")
