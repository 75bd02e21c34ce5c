"""A memo as a Word file: the same bytes for the same memo on any day and machine."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xwalk.errors import XwalkError
from xwalk.questions.brief_document import Heading, Inline, Items, Mark, Paragraph, Sources, Table
from xwalk.questions.brief_writing import document
from xwalk.render.paper import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document as WordDocument

    from xwalk.questions.brief_document import Block, Document
    from xwalk.questions.brief_lines import Brief

#: The date in a file whose data carry none: the first that a zip archive can hold.
_FIRST_DAY = (1980, 1, 1)
_INK = "12395B"
_GREY = "4A545D"
_LINE = "B9C4CE"
#: Characters that no XML document may hold. Source: XML 1.0, section 2.2.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The width of the text on a page of letter paper, in inches.
_WIDTH = 7.2


def docx(said: Brief) -> bytes:
    """The memo as a Word file.

    Args:
        said: The answer to ``xwalk brief``.

    Raises:
        XwalkError: The library that writes Word files is not installed.
    """
    try:
        import docx as writer
    except ImportError:
        raise XwalkError(
            "a Word file needs the python-docx package, which is not installed", hint="pip install 'xwalk[office]'"
        ) from None
    whole = document(said)
    word = writer.Document()
    _set_up(word, whole)
    for block in whole.blocks:
        _write(word, block)
    held = io.BytesIO()
    word.save(held)
    return _same_bytes(held.getvalue())


def _set_up(word: WordDocument, whole: Document) -> None:
    """Margins, styles, and properties that do not depend on the day."""
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt, RGBColor

    for section in word.sections:
        section.page_width, section.page_height = Inches(8.5), Inches(11)
        section.left_margin = section.right_margin = Inches(0.65)
        section.top_margin = section.bottom_margin = Inches(0.5)
        section.footer_distance = Inches(0.25)
        _number_pages(section.footer.paragraphs[0])
    styles: Any = word.styles
    for name, size, before, after in (
        ("Normal", 9, 0, 2),
        ("List Bullet", 9, 0, 1),
        ("Heading 1", 15, 0, 2),
        ("Heading 2", 11, 6, 1),
    ):
        style = styles[name]
        style.font.size = Pt(size)
        style.font.name = "Arial"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Arial")
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0
        if name.startswith("Heading"):
            style.font.color.rgb = RGBColor.from_string(_INK)
    when = _day(whole.dated)
    properties = word.core_properties
    properties.title, properties.subject = _text(whole.title), _text(whole.subject)
    properties.author = properties.last_modified_by = "xwalk"
    properties.language, properties.comments, properties.keywords = "en-US", "", ""
    properties.created = properties.modified = properties.last_printed = when
    properties.revision = 1


def _number_pages(paragraph: Any) -> None:
    """The number of the page and of all pages, at the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for before, field in (("", "PAGE"), (" / ", "NUMPAGES")):
        if before:
            _run(paragraph, before, grey=True, size=7)
        counted = OxmlElement("w:fldSimple")
        counted.set(qn("w:instr"), field)
        paragraph._p.append(counted)  # noqa: SLF001
        run = paragraph.add_run("1")
        run.font.size = Pt(7)
        counted.append(run._r)  # noqa: SLF001


def _day(words: str) -> datetime:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", words)
    try:
        return datetime(*(int(part) for part in found.groups())) if found else datetime(*_FIRST_DAY)  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return datetime(*_FIRST_DAY)  # noqa: DTZ001


def _write(word: WordDocument, block: Block) -> None:
    from docx.shared import Pt

    if isinstance(block, Heading):
        word.add_heading(_text(block.text), level=block.level)
    elif isinstance(block, Paragraph):
        paragraph = word.add_paragraph()
        _words(paragraph, block.words, grey=block.role in {"note", "end"})
        if block.role in {"label", "end"}:
            paragraph.paragraph_format.space_before = Pt(4)
    elif isinstance(block, Items):
        for row in block.rows:
            _words(word.add_paragraph(style="List Bullet"), row)
    elif isinstance(block, Table):
        _table(word, block)
    else:
        _sources(word, block)


def _table(word: WordDocument, block: Table) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Inches

    caption = word.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    _run(caption, block.caption, grey=True)
    table = word.add_table(rows=1, cols=len(block.header), style="Table Grid")
    table.autofit = False
    header = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    header._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001
    for cell, text in zip(header.cells, block.header, strict=True):
        _run(cell.paragraphs[0], text, bold=True)
    for row in block.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _words(cell.paragraphs[0], words)
    _thin_lines(table)
    for column, share in zip(table.columns, block.shares, strict=True):
        column.width = Inches(_WIDTH * share)
    for held in table.rows:
        for cell, share in zip(held.cells, block.shares, strict=True):
            cell.width = Inches(_WIDTH * share)
            cell.paragraphs[0].paragraph_format.space_after = 0


def _thin_lines(table: Any) -> None:
    """Thin grey lines between the rows of a table and none beside its cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil" if side in {"left", "right", "insideV"} else "single")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), _LINE)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001


def _sources(word: WordDocument, block: Sources) -> None:
    """The sources in two columns, in smaller letters."""
    from docx.enum.section import WD_SECTION
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for section_columns, write in (("2", True), ("1", False)):
        section = word.add_section(WD_SECTION.CONTINUOUS)
        columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001
        if columns is None:
            columns = OxmlElement("w:cols")
            section._sectPr.append(columns)  # noqa: SLF001
        columns.set(qn("w:num"), section_columns)
        columns.set(qn("w:space"), "360")
        if write:
            for group in block.groups:
                _small(word, f"{group.edition} {group.url}".strip(), indent=0)
                for entry in group.entries:
                    _small(word, f"[{entry.number}] {entry.words} {entry.url}".strip(), indent=0.2)


def _small(word: WordDocument, text: str, *, indent: float) -> None:
    from docx.shared import Inches, Pt

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Inches(indent)
    paragraph.paragraph_format.first_line_indent = Inches(-indent)
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(_text(text)).font.size = Pt(7)


def _words(paragraph: Any, words: Iterable[Inline], *, grey: bool = False) -> None:
    for word in words:
        if isinstance(word, Mark):
            _run(paragraph, f" {word}", grey=True, size=7)
        else:
            _run(
                paragraph,
                word.text,
                bold=word.style == "strong",
                grey=grey or word.style == "emphasis",
                font="Courier New" if word.style == "code" else "",
                size=8 if word.style == "code" else 0,
            )


def _run(paragraph: Any, text: str, *, bold: bool = False, grey: bool = False, size: int = 0, font: str = "") -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(_text(text))
    run.bold = bold or None
    if grey:
        run.font.color.rgb = RGBColor.from_string(_GREY)
    if size:
        run.font.size = Pt(size)
    if font:
        run.font.name = font


def _text(text: str) -> str:
    """Text that XML can hold."""
    return _NOT_XML.sub("\ufffd", clean(text))


def _same_bytes(archive: bytes) -> bytes:
    """An archive with the same members in the same order and the first day as their date."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            member = zipfile.ZipInfo(name, (*_FIRST_DAY, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            after.writestr(member, before.read(name), compresslevel=6)
    return held.getvalue()
