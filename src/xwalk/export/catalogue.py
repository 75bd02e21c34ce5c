"""The description of a data set and its files in DCAT, with size, checksum and licence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xwalk.names import RDF, XSD
from xwalk.rdf import LITERAL, Triple, Value, iri, literal

DCAT, DCTERMS, SPDX = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://spdx.org/rdf/terms#"
FOAF = "http://xmlns.com/foaf/0.1/"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: The prefixes that a description uses.
PREFIXES = {
    "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "rdf": RDF, "spdx": SPDX, "xsd": XSD,
}  # fmt: skip


class File(NamedTuple):
    """A file to download: where it stands, what it is, and its bytes."""

    path: str
    title: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The checksum of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def dcat(base: str, about: Mapping[str, str], files: Iterable[File]) -> list[Triple]:
    """The description of a data set (DCAT 3, W3C 2024), ground.

    Args:
        base: The address below which the files stand, with a slash at its end.
        about: Title, Description, Creator, Release, Date and Licence of the data set.
        files: The files.
    """
    me = f"{base}data/"
    said: list[Triple] = [
        Triple(me, RDF + "type", iri(DCAT + "Dataset")),
        Triple(me, DCTERMS + "title", _english(about["Title"])),
        Triple(me, DCTERMS + "description", _english(about["Description"])),
        Triple(me, DCTERMS + "identifier", literal(me)),
        Triple(me, DCTERMS + "license", iri(about.get("Licence", LICENCE))),
        Triple(me, DCAT + "landingPage", iri(f"{base}downloads/")),
        Triple(me, DCAT + "version", literal(about.get("Release", ""))),
    ]
    if about.get("Creator"):
        creator = f"{me}#creator"
        said += [
            Triple(me, DCTERMS + "creator", iri(creator)),
            Triple(creator, RDF + "type", iri(FOAF + "Agent")),
            Triple(creator, FOAF + "name", literal(about["Creator"])),
        ]
    if about.get("Date"):
        said.append(Triple(me, DCTERMS + "issued", literal(about["Date"], XSD + "date")))
    for file in files:
        said += _distribution(me, base + file.path, file, about.get("Licence", LICENCE))
    return said


def to_sums(files: Iterable[File]) -> bytes:
    """The checksums of files as ``sha256sum --check`` reads them, by path below the folder of the data."""
    lines = [f"{file.sha256}  {file.path.removeprefix('data/')}" for file in files]
    return "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line[66:])).encode()


def _distribution(dataset: str, address: str, file: File, licence: str) -> list[Triple]:
    sum_of = f"{address}#sha256"
    return [
        Triple(dataset, DCAT + "distribution", iri(address)),
        Triple(address, RDF + "type", iri(DCAT + "Distribution")),
        Triple(address, DCTERMS + "title", _english(file.title)),
        Triple(address, DCTERMS + "license", iri(licence)),
        Triple(address, DCAT + "downloadURL", iri(address)),
        Triple(address, DCAT + "mediaType", iri(f"https://www.iana.org/assignments/media-types/{file.media_type}")),
        Triple(address, DCAT + "byteSize", literal(str(len(file.content)), XSD + "nonNegativeInteger")),
        Triple(address, SPDX + "checksum", iri(sum_of)),
        Triple(sum_of, RDF + "type", iri(SPDX + "Checksum")),
        Triple(sum_of, SPDX + "algorithm", iri(SPDX + "checksumAlgorithm_sha256")),
        Triple(sum_of, SPDX + "checksumValue", literal(file.sha256, XSD + "hexBinary")),
    ]


def _english(text: str) -> Value:
    return Value(text, LITERAL, "en", RDF + "langString")
