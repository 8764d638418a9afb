"""Refusals a person may see, put where the person looks: on the form that asked, or on a page of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from comity.pages.words import said
from comity.phrase import Refusal


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Put a `Refusal` raised inside on the form, beside the field it names, and go on after the block.

    A refusal with a value ``field`` that is one of the form's is shown at that field, any other above the form::

        if form.is_valid():
            with refusals_on(form):
                receipt = commit(...)
                return redirect(receipt)
        return render(request, "…", {"form": form}, status=409 if form.errors else 200)
    """
    try:
        yield
    except Refusal as refusal:
        field = refusal.values.get("field")
        form.add_error(field if field in form.fields else None, said(refusal))
