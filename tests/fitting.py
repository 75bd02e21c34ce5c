"""Holds a document to its schema: the schemas are read from the package, as a user would, and refer to each other."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

#: Every schema by the name of its command.
SCHEMAS: dict[str, dict[str, Any]] = {
    path.name.partition(".")[0]: json.loads(path.read_text(encoding="utf-8"))
    for path in files("xwalk").joinpath("schemas").iterdir()
    if path.name.endswith(".schema.json")
}
_EVERY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


def faults(name: str, document: Any, part: str = "") -> list[str]:
    """What a document has that its schema, or one part of that schema, does not allow."""
    place = SCHEMAS[name]["$id"] + (f"#/$defs/{part}" if part else "")
    found = Draft202012Validator({"$ref": place}, registry=_EVERY).iter_errors(document)
    return [f"{'/'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in found]
