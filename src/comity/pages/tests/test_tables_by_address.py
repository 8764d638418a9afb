from __future__ import annotations

import pytest
from django.test import RequestFactory

from comity.pages.tables import Column, table
from comity.site.models import Account

COLUMNS = (
    Column("name", "Name", order=lambda row: row["name"], heads_row=True),
    Column("weight", "Weight", order=lambda row: row["weight"], numeric=True),
    Column("note", "Note"),
)
ROWS = [{"name": name, "weight": weight} for name, weight in (("b", 3), ("a", 1), ("d", 2), ("c", 4))]


def shown(query: str = "", **more):
    return table(RequestFactory().get(f"/{query}"), ROWS, COLUMNS, caption="Members", sort="name", **more)


def names(made) -> str:
    return "".join(row["name"] for row in made.page.object_list)


def test_rows_stand_in_the_default_order_unless_the_address_asks_for_another():
    assert names(shown()) == "abcd"
    assert names(shown("?sort=-name")) == "dcba"
    assert names(shown("?sort=weight")) == "adbc"


@pytest.mark.parametrize("wish", ["note", "-note", "password", "--name", "name;drop", ""])
def test_an_order_that_is_not_offered_falls_back_to_the_default(wish):
    assert names(shown(f"?sort={wish}")) == "abcd"


def test_a_heading_leads_to_its_own_order_and_then_to_the_reverse_and_back_to_the_first_page():
    made = shown("?sort=weight&page=2&body=commission", per_page=2)
    heading = {one.column.key: one for one in made.headings}
    assert heading["weight"].sorted == "ascending"
    assert heading["weight"].href == "?sort=-weight&body=commission"
    assert heading["name"].sorted == ""
    assert heading["name"].href == "?sort=name&body=commission"
    assert heading["note"].href == ""


def test_pages_are_cut_and_a_page_out_of_range_shows_the_nearest():
    assert names(shown("?page=2", per_page=3)) == "d"
    assert names(shown("?page=99", per_page=3)) == "d"
    assert names(shown("?page=x", per_page=3)) == "abc"


def test_two_tables_of_one_page_do_not_disturb_each_other():
    made = shown("?first-sort=-name&second-sort=weight", prefix="first-")
    assert names(made) == "dcba"
    assert made.href(page=2) == "?first-sort=-name&second-sort=weight&first-page=2"


@pytest.mark.django_db
def test_a_query_set_is_sorted_and_cut_by_the_database_in_two_queries(django_assert_num_queries):
    for number in range(5):
        Account.objects.create(username=f"u{number}", email=f"{9 - number}@example.org")
    columns = (Column("email", "Address", order="email"),)
    with django_assert_num_queries(2):
        made = table(
            RequestFactory().get("/?sort=-email"), Account.objects.all(), columns, caption="Accounts", per_page=2
        )
        assert [row.username for row in made.page.object_list] == ["u0", "u1"]
