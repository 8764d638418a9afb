"""The register is taken away as a file: the same rows as the page, no formula among them."""

from __future__ import annotations

import csv
import io

import pytest

from comity.instruments import acts
from comity.instruments.testing import WARNING, Drafters

pytestmark = pytest.mark.django_db


def test_the_files_hold_what_was_put_to_a_body_and_no_formula(client) -> None:
    house = Drafters.of_members("AM", "BY")
    house.drafted("draft")
    formula = acts.DraftInstrument(
        instrument="warning",
        reference="RC/warning",
        kind="convention",
        title={"en": "=HYPERLINK(1)", "ru": "Конвенция"},
        body="commission",
        authentic=("en",),
        texts=house.deposited({"en": WARNING}),
    )
    house.do(formula, house.delegates["AM"])
    house.adopted("warning")
    [listed] = client.get("/register/register.json").json()["instruments"]
    assert (listed["reference"], listed["title"]["en"]) == ("RC/warning", "=HYPERLINK(1)")
    answer = client.get("/register/register.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="register.csv"'
    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert list(row) == ["reference", "kind", "title_en", "title_ru", "body", "status", "adopted", "in_force"]
    assert (row["title_en"], row["title_ru"], row["status"]) == ("'=HYPERLINK(1)", "Конвенция", "in force")
