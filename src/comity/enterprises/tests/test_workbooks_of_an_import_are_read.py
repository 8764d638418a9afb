from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from comity.enterprises.workbooks import Column, Kind, annotated, find_header, place, read_grid, take
from comity.enterprises.workbooks import archive as archive_of
from comity.enterprises.workbooks.refusals import (
    CellFarAway,
    HeaderNotFound,
    NoSuchSheet,
    NotAWorkbook,
    NothingInWorkbook,
    WorkbookHasMacros,
    WorkbookLocked,
    WorkbookTooLarge,
)

NUMBER = Column("number", Kind.TEXT, ("licence number", "номер лицензии"), required=True, unique=True, longest=40)
NAME = Column("name", Kind.TEXT, ("name of the enterprise", "наименование", "название предприятия"), required=True)
ISSUED = Column("issued", Kind.DATE, ("date of issue", "дата выдачи"))
STAFF = Column("staff", Kind.INTEGER, ("employees", "число работников"))
SHARE = Column("share", Kind.NUMBER, ("share of exports", "доля экспорта"))
OPEN = Column("open", Kind.YES_NO, ("open to offers", "открыто для предложений"))
CPV = Column("cpv", Kind.CODES, ("cpv codes", "коды cpv"), pattern=r"\d{8}(-\d)?")
COLUMNS = (NUMBER, NAME, ISSUED, STAFF, SHARE, OPEN, CPV)
HEADINGS = ["Licence number", "Name of the enterprise", "Date of issue", "Employees"]


def workbook(*rows, change=None, epoch=None) -> bytes:
    book = Workbook()
    if epoch is not None:
        book.epoch = epoch
    for row in rows:
        book.active.append(list(row))
    if change is not None:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(body: bytes, change) -> bytes:
    """The same archive with ``change(name, content)`` for each of its parts, which may give None to leave it out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return written.getvalue()


def sheet_of(rows: str) -> bytes:
    """A workbook whose sheet has these rows as XML."""

    def change(name, content):
        if name == "xl/worksheets/sheet1.xml":
            start, end = content.index(b"<sheetData"), content.index(b"<pageMargins")
            return content[:start] + b"<sheetData>" + rows.encode() + b"</sheetData>" + content[end:]
        return content

    return repacked(workbook(["x"]), change)


def taken(body: bytes):
    return take(read_grid(body), COLUMNS)


def said(done):
    return [(fault.row, fault.column, fault.cell, str(fault.says)) for fault in done.faults]


def test_a_workbook_gives_its_rows_with_typed_values():
    done = taken(
        workbook(
            [*HEADINGS, "Share of exports", "Open to offers", "CPV codes"],
            ["L-1", "Аист  ООО", datetime.date(2025, 3, 1), 12, 0.25, "да", "35110000-8; 38600000"],
        )
    )
    assert done.is_sound
    (record,) = done.records
    assert record.row == 2
    assert record.values == {
        "number": "L-1",
        "name": "Аист ООО",
        "issued": datetime.date(2025, 3, 1),
        "staff": 12,
        "share": Decimal("0.25"),
        "open": True,
        "cpv": ("35110000-8", "38600000"),
    }


def test_a_number_that_a_spreadsheet_made_of_a_licence_number_is_read_without_a_point():
    assert taken(workbook(HEADINGS, [4711, "Aist"])).records[0].values["number"] == "4711"


def test_the_header_is_found_below_titles_and_stamps():
    done = taken(workbook(["Register"], [], ["as of", "1 March"], HEADINGS, ["L-1", "Aist"]))
    assert done.header.rows == (3,)
    assert done.records[0].row == 5


def test_headings_in_russian_with_slips_of_the_pen_are_understood():
    done = taken(workbook(["Номер лицензи", "НАИМЕНОВАНИЕ ", "Дата  выдачи"], ["Л-1", "Аист", "01.03.2025"]))
    assert done.placement.places == {"number": 0, "name": 1, "issued": 2}
    assert done.records[0].values["issued"] == datetime.date(2025, 3, 1)


def test_two_header_rows_are_read_as_group_and_column():
    def merge(book):
        book.active.merge_cells("A1:B1")

    done = taken(
        workbook(
            ["Licence", None, "Name of the enterprise"], ["Number", "Remarks", None], ["L-1", "–", "Aist"], change=merge
        )
    )
    assert done.header.rows == (0, 1)
    assert done.header.titles == ("Licence Number", "Licence Remarks", "Name of the enterprise")
    assert done.records[0].values == {"number": "L-1", "name": "Aist"}


def test_a_row_that_only_numbers_the_columns_is_no_data():
    assert [r.row for r in taken(workbook(HEADINGS, [1, 2, 3, 4], ["L-1", "Aist"])).records] == [3]


def test_what_a_person_decided_about_headings_is_remembered():
    body = workbook(["Reg. no.", "Firm", "Licence number"], ["L-1", "Aist", "other"])
    grid = read_grid(body)
    decided = {"reg no": "number", "firm": "name", "licence number": ""}
    header = find_header(grid, COLUMNS, decided)
    placed = place(header, COLUMNS, decided)
    assert placed.places == {"number": 0, "name": 1}
    assert placed.remembered(header) == decided
    assert take(grid, COLUMNS, decided).records[0].values["number"] == "L-1"


def test_a_missing_column_is_a_fault_and_the_unused_ones_are_named():
    done = taken(workbook(["Name of the enterprise", "Employees", "Colour"], ["Aist", 3, "red"]))
    assert not done.is_sound
    assert said(done)[0] == (1, "number", None, "no heading names the column “licence number”")
    assert "nothing is taken from the columns: Colour" in map(str, done.notes)


def test_a_sheet_without_a_header_is_refused_with_what_was_expected():
    with pytest.raises(HeaderNotFound, match="licence number"):
        taken(workbook(["a", "b"], ["c", "d"]))


def test_dates_written_as_text_are_read_in_the_usual_ways():
    texts = [
        "2025-03-01",
        "01.03.2025",
        "1 марта 2025 г.",
        "1 March 2025",
        "01.03.2025 0:00:00",
        "25/12/2025",
        "12/25/2025",
    ]
    done = taken(workbook(HEADINGS, *([f"L-{n}", "Aist", text] for n, text in enumerate(texts))))
    assert done.is_sound, said(done)
    assert [record.values["issued"].isoformat() for record in done.records] == ["2025-03-01"] * 5 + ["2025-12-25"] * 2


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("03/04/2025", "“03/04/2025” may be two days; write it as 2026-12-31 or 31.12.2026"),
        ("31.02.2025", "there is no day “31.02.2025”"),
        ("soon", "“soon” is not a date; write it as 2026-12-31 or 31.12.2026"),
        (45000, "45000 is a number, not a date; give the cell the format of a date"),
        ("01.03.0025", "the year 25 cannot be meant"),
    ],
)
def test_what_is_no_date_or_two_is_said_with_its_cell(cell, says):
    assert said(taken(workbook(HEADINGS, ["L-1", "Aist", cell]))) == [(2, "issued", "C2", says)]


def test_days_are_counted_from_1900_or_1904_as_the_workbook_says():
    day = datetime.date(2025, 3, 1)
    rows = (HEADINGS, ["L-1", "Aist", day])
    usual, mac = taken(workbook(*rows)), taken(workbook(*rows, epoch=CALENDAR_MAC_1904))
    assert usual.records[0].values["issued"] == mac.records[0].values["issued"] == day
    assert "the workbook counts its days from 1904; its dates were read so" in map(str, mac.notes)
    assert not usual.grid.epoch_1904


def test_a_formula_gives_the_value_that_was_computed():
    cells = '<c r="A2" t="str"><f>"L-"&amp;1</f><v>L-1</v></c><c r="B2" t="inlineStr"><is><t>Aist</t></is></c>'
    heads = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("AB", HEADINGS, strict=False)
    )
    done = taken(sheet_of(f'<row r="1">{heads}</row><row r="2">{cells}</row>'))
    assert done.records[0].values == {"number": "L-1", "name": "Aist"}


def test_a_formula_that_nobody_computed_is_a_fault_and_no_blank():
    assert said(taken(workbook(HEADINGS, ["=1+1", "Aist"], ["L-2", "Volga", "=TODAY()"]))) == [
        (2, "number", "A2", "its formula has no value yet; open the workbook, let it be computed, and save it"),
        (3, "issued", "C3", "its formula has no value yet; open the workbook, let it be computed, and save it"),
    ]


def test_an_error_of_a_formula_is_a_fault_and_no_blank():
    done = taken(workbook(HEADINGS, ["L-1", "Aist", None, "#N/A"]))
    assert said(done) == [(2, "staff", "D2", "a formula gives #N/A here")]


def test_merged_cells_among_the_data_are_faults():
    done = taken(
        workbook(HEADINGS, ["L-1", "Aist"], ["L-2", None], change=lambda book: book.active.merge_cells("B2:B3"))
    )
    assert said(done) == [(3, "name", "B3", "it is merged with B2; separate the cells and fill in each")]


def test_a_number_twice_in_a_file_is_a_fault_of_the_later_row():
    done = taken(workbook(HEADINGS, ["L-1", "Aist"], ["L-2", "Volga"], ["l-1", "Zarya"]))
    assert said(done) == [(4, "number", "A4", "“l-1” stands in row 2 already")]
    assert [record.row for record in done.records] == [2, 3]


def test_every_fault_of_every_row_is_reported():
    done = taken(workbook(HEADINGS, [None, None, "soon", 1.5], ["L-2", "Volga"], ["L-3", " ", None, "many"]))
    assert [(fault.row, fault.column) for fault in done.faults] == [
        (2, "number"), (2, "name"), (2, "issued"), (2, "staff"), (4, "name"), (4, "staff"),
    ]  # fmt: skip
    assert [record.row for record in done.records] == [3]


def test_blank_rows_between_and_after_are_passed_over():
    done = taken(workbook(HEADINGS, ["L-1", "Aist"], [], [None, " "], ["L-2", "Volga"], [" "], []))
    assert [record.row for record in done.records] == [2, 5]
    assert done.blank == 2


def test_formatted_but_blank_cells_to_the_end_of_the_sheet_cost_nothing():
    blanks = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="XFD{n}" s="0"/></row>' for n in range(3, 60_003))
    heads = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("AB", HEADINGS, strict=False)
    )
    row = '<c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Aist</t></is></c>'
    grid = read_grid(
        sheet_of(f'<row r="1">{heads}</row><row r="2">{row}</row>{blanks}<row r="1048576"><c r="A1048576"/></row>')
    )
    assert len(grid.rows) == 2


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "XFD2", "IW5", "GS90000"])
def test_a_value_far_away_is_refused_before_the_sheet_is_laid_out(cell):
    number = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    with pytest.raises(CellFarAway, match=cell):
        read_grid(
            sheet_of(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{number}"><c r="{cell}"><v>1</v></c></row>')
        )


@pytest.mark.parametrize(
    "row",
    [
        "<row r='1048576'><c r='A1048576'><v>1</v></c></row>",
        '<row r="1048576" ><c t="n" r="XFD1048576" ><v>1</v></c ></row >',
        '<row><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="7"><c r="&#88;FD7"><v>1</v></c></row>',
    ],
)
def test_other_ways_to_write_a_cell_far_away_are_refused_too(row):
    with pytest.raises((CellFarAway, NotAWorkbook)):
        read_grid(sheet_of(f'<row r="1"><c r="A1"><v>1</v></c></row>{row}'))


def test_a_gigabyte_of_blanks_is_refused_by_its_size():
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(HEADINGS))) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(1024):
                part.write(b" " * (1 << 20))
    with pytest.raises(WorkbookTooLarge, match="1,024 MB, the most is 256 MB"):
        read_grid(written.getvalue())


def test_a_workbook_whose_sizes_are_a_lie_is_refused(monkeypatch):
    body = bytearray(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 500_000))
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = bytes(body).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != bytes(body)
    with pytest.raises(NotAWorkbook):
        read_grid(lie)


def test_merged_cells_over_the_whole_sheet_do_no_harm():
    with pytest.raises(WorkbookTooLarge, match="merged cells"):
        read_grid(workbook(HEADINGS, ["L-1", "Aist"], change=merge_range("F1:XFD1048576")))


def merge_range(area):
    """Name a merged area without making its cells, as openpyxl would."""
    from openpyxl.worksheet.cell_range import CellRange

    return lambda book: book.active.merged_cells.add(CellRange(area))


def test_macros_are_refused_and_not_run():
    body = workbook(HEADINGS)
    with_macros = io.BytesIO(body)
    with zipfile.ZipFile(with_macros, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(WorkbookHasMacros, match=r"as \.xlsx"):
        read_grid(with_macros.getvalue())


def test_a_locked_or_old_workbook_is_refused():
    with pytest.raises(WorkbookLocked, match=r"\.xls"):
        read_grid(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))


@pytest.mark.parametrize(
    "body",
    [
        b"PK\x03\x04 torn",
        workbook(HEADINGS)[:-200],
        repacked(workbook(HEADINGS), lambda name, content: None if name == "xl/workbook.xml" else content),
        repacked(workbook(HEADINGS), lambda name, content: b"<a" if name.endswith("sheet1.xml") else content),
        repacked(workbook(HEADINGS), lambda name, content: b"<a" if name == "xl/workbook.xml" else content),
        repacked(
            workbook(HEADINGS),
            lambda name, content: b'<!DOCTYPE x [<!ENTITY e "x">]>' + content if name == "xl/workbook.xml" else content,
        ),
        repacked(
            workbook(HEADINGS),
            lambda name, content: (
                content.replace(b"<sheetData", b"<!DOCTYPE x []><sheetData") if "sheet1" in name else content
            ),
        ),
        "Имя;Номер\n".encode("cp1251"),
        bytes(range(256)),
    ],
)
def test_a_torn_file_is_refused_in_words(body):
    with pytest.raises((NotAWorkbook, NothingInWorkbook)):
        read_grid(body)


def test_a_file_larger_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(archive_of, "MOST_PACKED", 1000)
    with pytest.raises(WorkbookTooLarge):
        read_grid(workbook(HEADINGS))
    with pytest.raises(WorkbookTooLarge):
        read_grid(b"a,b\n" * 1000)


def test_an_empty_workbook_and_an_empty_file_are_refused():
    for body in (workbook(), b"", b"\n\n"):
        with pytest.raises(NothingInWorkbook):
            read_grid(body)


def test_the_first_sheet_shown_is_read_unless_another_is_named():
    def more(book):
        book.active.sheet_state = "hidden"
        for title, number in (("Blank", None), ("Licences", "L-1"), ("Old", "L-0")):
            sheet = book.create_sheet(title)
            if number:
                sheet.append(HEADINGS)
                sheet.append([number, "Aist"])
        book.active = 2

    body = workbook(["hidden"], change=more)
    grid = read_grid(body)
    assert (grid.sheet, grid.others) == ("Licences", ("Sheet", "Blank", "Old"))
    assert read_grid(body, "Old").rows[1][0] == "L-0"
    assert "these sheets were not read: Sheet, Blank, Old" in map(str, taken(body).notes)
    with pytest.raises(NoSuchSheet, match="Licences"):
        read_grid(body, "New")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_with_any_usual_separator(sign, encoding):
    text = f"Licence number{sign}Name of the enterprise{sign}Share of exports\r\nL-1{sign}Аист{sign}0.5\r\n"
    assert taken(text.encode(encoding)).records[0].values == {"number": "L-1", "name": "Аист", "share": Decimal("0.5")}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("−3", "-3"),
        ("0,125", "0.125"),
        ("1,234,567", "1234567"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    done = taken(workbook([*HEADINGS, "Share of exports"], ["L-1", "Aist", None, None, text]))
    assert done.records[0].values["share"] == Decimal(number)


def test_a_number_that_may_be_two_is_a_fault():
    done = taken(workbook(HEADINGS, ["L-1", "Aist", None, "1,234"]))
    assert said(done) == [(2, "staff", "D2", "“1,234” may be two numbers; write it without a separator")]


def test_codes_that_have_not_the_form_are_faults():
    done = taken(workbook([*HEADINGS[:2], "CPV codes"], ["L-1", "Aist", "35110000-8, 3511"]))
    assert said(done) == [(2, "cpv", "C2", "“3511” has not the form that is expected here")]


def test_the_annotated_workbook_says_what_is_wrong_beside_each_row_and_marks_the_cells():
    done = taken(
        workbook(["Register"], HEADINGS, ["L-1", "Aist", "soon"], ["L-2", "Volga", None, "#N/A"], ["L-3", "Zarya"])
    )
    sheet = load_workbook(io.BytesIO(annotated(done))).active
    assert [cell.value for cell in sheet[2]][:3] == ["what is wrong", "Licence number", "Name of the enterprise"]
    assert sheet["A3"].value == "Date of issue: “soon” is not a date; write it as 2026-12-31 or 31.12.2026"
    assert sheet["A4"].value == "Employees: a formula gives #N/A here"
    assert sheet["A5"].value is None
    marked = {cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"}
    assert marked == {"D3", "E4"}
    assert sheet["E4"].value == "#N/A"
    assert sheet["B5"].value == "L-3"


def test_the_annotated_workbook_can_be_imported_again_once_it_is_mended():
    done = taken(workbook(HEADINGS, ["L-1", "Aist", "soon"]))
    book = load_workbook(io.BytesIO(annotated(done)))
    book.active["D2"] = datetime.date(2025, 3, 1)
    mended = io.BytesIO()
    book.save(mended)
    again = taken(mended.getvalue())
    assert again.is_sound
    assert again.records[0].values["issued"] == datetime.date(2025, 3, 1)


def test_faults_that_only_the_register_finds_are_annotated_in_the_readers_language():
    from comity.enterprises.workbooks import Fault
    from comity.phrase import Phrase

    done = taken(workbook(HEADINGS, ["L-1", "Aist"]))
    more = [Fault(2, "number", "A2", Phrase("it exists")), Fault(2, None, None, Phrase("the row"))]
    sheet = load_workbook(io.BytesIO(annotated(done, more, say=lambda phrase: f"<{phrase}>"))).active
    assert sheet["A2"].value == "Licence number: <it exists>\n<the row>"
    assert sheet["B2"].fill.fill_type == "solid"


def test_a_text_that_looks_like_a_formula_stays_a_text_in_the_annotated_workbook():
    done = taken(b'Licence number,Name of the enterprise\n"=HYPERLINK(1)",soon\n,x\n')
    sheet = load_workbook(io.BytesIO(annotated(done))).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(1)", "s")


def test_characters_that_no_workbook_can_hold_are_replaced_in_the_annotated_one():
    done = taken(b"Licence number,Name of the enterprise\nL\x07-1,Aist\n")
    assert said(done) == [(2, "number", "A2", "it has characters that cannot be printed")]
    sheet = load_workbook(io.BytesIO(annotated(done))).active
    assert sheet["B2"].value == "L\ufffd-1"
