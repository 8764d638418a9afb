from __future__ import annotations

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.enterprises.workbooks import Column, Grid, Kind, annotated, read_grid, take
from comity.enterprises.workbooks.cells import NotOfItsKind, taken
from comity.enterprises.workbooks.grid import cell_name
from comity.enterprises.workbooks.headings import normal
from comity.phrase import Refusal

values = st.one_of(
    st.text(max_size=40),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.from_regex(r"\A[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}\Z"),
    st.from_regex(r"\A[-+]?[0-9]{0,4}[.,  ]?[0-9]{1,4}[.,]?[0-9]{0,4}\Z"),
)
OF_ITS_KIND = {
    Kind.TEXT: str,
    Kind.DATE: datetime.date,
    Kind.INTEGER: int,
    Kind.NUMBER: Decimal,
    Kind.YES_NO: bool,
    Kind.CODES: tuple,
}


@pytest.mark.parametrize("kind", Kind)
@given(value=values)
def test_whatever_a_cell_holds_it_becomes_a_value_of_its_kind_or_a_fault(kind, value):
    try:
        found = taken(value, Column("x", kind, ("x",), pattern=r"[^?]*"))
    except NotOfItsKind:
        return
    assert isinstance(found, OF_ITS_KIND[kind])


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)))
def test_a_date_is_the_same_however_it_is_written(day):
    column = Column("x", Kind.DATE, ("x",))
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year:04} г."):
        assert taken(text, column) == day


@given(st.binary(max_size=300))
def test_whatever_bytes_a_file_has_it_is_read_or_refused(body):
    with contextlib.suppress(Refusal):
        assert read_grid(body).rows


@given(st.lists(st.lists(values, max_size=4), max_size=6))
def test_whatever_a_sheet_holds_below_its_header_every_row_is_a_record_a_fault_or_blank(rows):
    columns = (Column("a", Kind.TEXT, ("first",), required=True, unique=True), Column("b", Kind.NUMBER, ("second",)))
    done = take(Grid("s", [["first", "second"], *map(list, rows)], "xlsx"), columns)
    below = len(rows) - (done.header.data_from - 1)
    assert len(done.records) + len({fault.row for fault in done.faults}) + done.blank == below
    assert annotated(done).startswith(b"PK")


@given(st.text())
def test_a_heading_made_normal_stays_so(heading):
    assert normal(normal(heading)) == normal(heading)


def test_cells_are_named_as_spreadsheets_name_them():
    assert [cell_name(0, at) for at in (0, 25, 26, 701, 702, 16383)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1", "XFD1"]
