"""The one table: sorted and paged by the address, so that every view of it can be linked, printed and gone back to."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``order`` makes it sortable (a field's path for a query set, a key function for a list)."""

    key: str
    label: Text
    order: str | Callable[[Any], Any] | None = None
    numeric: bool = False
    heads_row: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as the table's head shows it now: where its link leads and how the rows stand."""

    column: Column
    href: str
    sorted: str  # "", "ascending" or "descending", as aria-sort says it


@dataclass(frozen=True)
class Table:
    """What the `{% table %}` component shows."""

    caption: Text
    columns: Sequence[Column]
    page: Page[Any]
    sort: str
    query: QueryDict
    prefix: str = ""
    empty: Text = ""

    @property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @property
    def headings(self) -> list[Heading]:
        key, descending = self.sort.removeprefix("-"), self.sort.startswith("-")
        made = []
        for column in self.columns:
            here = column.key == key
            towards = f"-{column.key}" if here and not descending else column.key
            state = ("descending" if descending else "ascending") if here else ""
            made.append(Heading(column, self.href(sort=towards, page=None) if column.order else "", state))
        return made

    @property
    def elided_pages(self) -> list[int | str]:
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1))

    def href(self, **changes: object) -> str:
        """The table's address with some of its own parameters changed; None takes one away."""
        query = self.query.copy()
        for name, value in changes.items():
            if value is None:
                query.pop(self.prefix + name, None)
            else:
                query[self.prefix + name] = str(value)
        return "?" + query.urlencode()


def table(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    columns: Sequence[Column],
    *,
    caption: Text,
    sort: str = "",
    per_page: int = 50,
    prefix: str = "",
    empty: Text = "",
) -> Table:
    """Sort and page ``rows`` as the address asks (`?sort=-date&page=2`); unknown wishes fall back to the default.

    ``prefix`` keeps several tables of one page apart. A query set is sorted and cut by the database: two queries.
    """
    sortable = {column.key: column.order for column in columns if column.order}
    asked = request.GET.get(prefix + "sort", "")
    chosen = asked if asked.removeprefix("-") in sortable else sort
    order = sortable.get(chosen.removeprefix("-"))
    if order is not None:
        rows = _sorted(rows, order, descending=chosen.startswith("-"))
    page = Paginator(rows, per_page).get_page(request.GET.get(prefix + "page"))
    return Table(caption, columns, page, chosen, request.GET, prefix, empty)


def _sorted(
    rows: QuerySet[Any] | Sequence[Any], order: str | Callable[[Any], Any], *, descending: bool
) -> QuerySet[Any] | Sequence[Any]:
    if isinstance(rows, QuerySet):
        if not isinstance(order, str):
            raise TypeError("a query set is sorted by a field's path")
        return rows.order_by(f"-{order}" if descending else order, "pk")
    if isinstance(order, str):
        name = order
        return sorted(rows, key=lambda row: getattr(row, name), reverse=descending)
    return sorted(rows, key=order, reverse=descending)


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """Rows as a file that a spreadsheet opens; of each row the ``columns``. Words of people go in `harmless`."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.DictWriter(answer, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return answer


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
