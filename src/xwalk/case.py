"""What CASE calls things: the fields of a package, and the words for how two items are joined.

Source: 1EdTech, Competencies and Academic Standards Exchange (CASE) 1.1, CFPackage, and its JSON Schema.
"""

from __future__ import annotations

from xwalk.names import SKOS

#: The namespace of the words of CASE here. Nobody has published one: 1EdTech gives no RDF vocabulary.
NAMESPACE = "https://w3id.org/xwalk/case/"
#: The property, and the slot of a row, that holds what a package says and no other property does, as JSON.
FIELDS = NAMESPACE + "fields"
FIELDS_SLOT = "case_fields"
#: The place in the list of the package, kept among those fields.
PLACE = "place"

DOCUMENT = (
    "identifier", "uri", "frameworkType", "caseVersion", "creator", "title", "lastChangeDateTime", "officialSourceURL",
    "publisher", "description", "subject", "subjectURI", "language", "version", "adoptionStatus", "statusStartDate",
    "statusEndDate", "licenseURI", "notes", "extensions",
)  # fmt: skip
ITEM = (
    "identifier", "uri", "fullStatement", "alternativeLabel", "CFItemType", "humanCodingScheme", "listEnumeration",
    "abbreviatedStatement", "conceptKeywords", "conceptKeywordsURI", "notes", "subject", "subjectURI", "language",
    "educationLevel", "CFItemTypeURI", "licenseURI", "statusStartDate", "statusEndDate", "lastChangeDateTime",
    "extensions",
)  # fmt: skip
ASSOCIATION = (
    "identifier", "associationType", "sequenceNumber", "uri", "originNodeURI", "destinationNodeURI",
    "CFAssociationGroupingURI", "lastChangeDateTime", "notes", "extensions",
)  # fmt: skip
#: The fields that hold lists.
LISTS = frozenset(("subject", "subjectURI", "conceptKeywords", "educationLevel"))
#: The fields that hold a link: title, identifier and uri.
LINKS = frozenset(("licenseURI", "CFItemTypeURI", "conceptKeywordsURI", "CFAssociationGroupingURI"))
#: The texts of an item, and of a document, that are properties of SKOS.
ITEM_TEXTS = {
    "fullStatement": SKOS + "definition",
    "abbreviatedStatement": SKOS + "prefLabel",
    "alternativeLabel": SKOS + "altLabel",
    "humanCodingScheme": SKOS + "notation",
    "notes": SKOS + "note",
}
DOCUMENT_TEXTS = {"title": SKOS + "prefLabel", "description": SKOS + "definition", "notes": SKOS + "note"}

CHILD, MATCH, RELATED, PART = "isChildOf", "exactMatchOf", "isRelatedTo", "isPartOf"
#: The other words for how two items are joined, each with how it is said and what it means.
OTHER_WORDS = {
    "isPeerOf": ("is a peer of", "Both stand side by side in their framework."),
    "precedes": ("comes before", "The first is learned before the second."),
    "replacedBy": ("is replaced by", "The second stands where the first stood."),
    "exemplar": ("has as example", "The second is an example of the first."),
    "hasSkillLevel": ("has the level", "The second says at which level the first stands."),
    "isTranslationOf": ("is a translation of", "The first says in another language what the second says."),
}
WORDS = frozenset((CHILD, MATCH, RELATED, PART, *OTHER_WORDS))
