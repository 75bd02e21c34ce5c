"""Every shape: what it looks at, what it asks, and what a person is told where the data do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.site.markup import bullets, code, escape, facts, link
from xwalk.site.page import Page, relative
from xwalk.site.shapes import Shape
from xwalk.site.vocabulary import Vocabulary, anchor, heading

PATH = "reference/shapes"
_INTRO = (
    "A shape says what a record or a statement must say. `xwalk check` holds every record to every shape, and prints "
    "the message of the shape where one does not fit. The shapes are data, in `ontology/shapes/` of each pack, each "
    "with an example that fits and one that does not."
)


def shape_link(shape: Shape, here: str) -> str:
    """A link to the entry of a shape."""
    return link(shape.label, f"{relative(f'{_path(shape.file)}.md', here)}#{anchor(shape.name)}")


def shapes_pages(vocabulary: Vocabulary, shapes: Sequence[Shape]) -> Iterator[Page]:
    """The overview of the shapes, and a page for each of their files."""
    by_file: dict[str, list[Shape]] = {}
    for shape in shapes:
        by_file.setdefault(shape.file, []).append(shape)
    blocks = [_INTRO]
    for file, held in by_file.items():
        said = [f"{shape_link(shape, PATH)}" for shape in held]
        blocks += [heading(f"{_title(file)} ({len(held)})", f"file-{file}", 2), bullets(said)]
    yield Page(PATH, "Shapes", "\n\n".join(blocks), "What every record and statement must say.")
    for file, held in by_file.items():
        here = _path(file)
        entries = [_entry(vocabulary, shape, here) for shape in held]
        body = "\n\n".join([f"From {code(file)}. {link('All shapes', relative(f'{PATH}.md', here))}.", *entries])
        yield Page(here, f"Shapes: {_title(file).lower()}", body, f"What the shapes of {file} ask.")


def _path(file: str) -> str:
    return f"{PATH}/{anchor(_title(file).lower())}"


def _title(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".ttl").capitalize()


def _entry(vocabulary: Vocabulary, shape: Shape, here: str) -> str:
    rows = [(words.capitalize(), _names(vocabulary, names, here)) for words, names in shape.targets]
    if shape.path:
        rows.append(("Looks at", code(shape.path)))
    rows += [("Asks", "; ".join(escape(each) for each in shape.asks))] if shape.asks else []
    if shape.severity != "error":
        rows.append(("Where it does not fit", "a warning, not an error"))
    said = f"> {escape(shape.message)}" if shape.message else ""
    return "\n\n".join(filter(None, (heading(shape.label, shape.name, 2), facts(rows), said)))


def _names(vocabulary: Vocabulary, names: Sequence[str], here: str) -> str:
    return ", ".join(vocabulary.link(name, here) for name in names)
