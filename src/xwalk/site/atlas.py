"""Where each record stands on the site, and how a page links to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import list_words
from xwalk.packs import Pack
from xwalk.questions.answers import Evidence, Step
from xwalk.questions.funding import Funding, funding
from xwalk.questions.parts import Parts
from xwalk.site.command import Command
from xwalk.site.html import text_at
from xwalk.site.markup import escape, known, link, outside
from xwalk.site.page import relative
from xwalk.store import Store, load

#: Names of pages and folders that are no record's; a pack whose prefix is one of them stands under ``pack-`` and it.
RESERVED = frozenset(
    (
        "404",
        "a-to-z",
        "accessibility",
        "answer",
        "ask",
        "assets",
        "bibliography",
        "brief",
        "briefs",
        "data",
        "data-changelog",
        "decisions",
        "downloads",
        "findings",
        "index",
        "list",
        "matrix",
        "pagefind",
        "quality",
        "reference",
        "states",
    )
)
#: A label that begins with so many signs of the name of its source says it too.
_SAME = 10
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Atlas:
    """The knowledge base as the pages see it.

    Args:
        knowledge: The knowledge base.
        packs: The packs that it is compiled from; only what is made from their files needs them.
        commands: What the command line says of itself.
    """

    def __init__(self, knowledge: Knowledge, packs: Sequence[Pack] = (), commands: Sequence[Command] = ()) -> None:
        self.knowledge = knowledge
        self.packs = packs
        self.commands = commands
        self.parts = Parts(knowledge)
        self._statements: dict[int, list[Statement]] = {}
        self._funding: dict[tuple[int, str | None], Funding] = {}

    @cached_property
    def records(self) -> list[Record]:
        """Every record that has a page, by kind and name."""
        return [record for kind in sorted(self.knowledge.kinds) for record in self.knowledge.of_kind(kind)]

    @cached_property
    def store(self) -> Store:
        """What the files of the packs say."""
        return load(self.packs)

    @cached_property
    def labels(self) -> dict[str, str]:
        """What the ontologies call their terms, by CURIE."""
        return dict(self.knowledge.db.execute("SELECT name, label FROM term"))

    @cached_property
    def supporting(self) -> frozenset[str]:
        """The kinds that are found by words only when asked for: passages, people, parts of documents."""
        return frozenset(kind for (kind,) in self.knowledge.db.execute("SELECT kind FROM kind WHERE supporting"))

    @cached_property
    def fine_print(self) -> str:
        """The date of the law that was read, that this is no legal advice, and the release; the end of every page."""
        meta = self.knowledge.meta
        return f"{meta.get('disclaimer', '')} Data release {meta.get('release', '')}.".strip()

    def place(self, record: Record) -> str:
        """The path of a record's page: that of its IRI, as ``area/flexible-pacing``.

        A name that is no safe file name stands under its hash, so that no record can name a file of its choice.
        """
        prefix, _, local = record.name.partition(":")
        if _SAFE.fullmatch(prefix) and _SAFE.fullmatch(local):
            return f"pack-{prefix}/{local}" if prefix in RESERVED else f"{prefix}/{local}"
        return f"{record.kind or 'thing'}/{hashlib.sha256(record.name.encode()).hexdigest()[:16]}"

    def kind(self, record: Record) -> str:
        """The kind of a record, in words."""
        return self.knowledge.kinds.get(record.kind, record.kind)

    def name(self, record: Record) -> str:
        """What a reader calls a record: a provision by its citation too."""
        cited = self.parts.citation(record).partition(";")[0]
        return f"{cited} · {record.label}" if record.kind == "provision" and cited != record.label else record.label

    def link(self, record: Record, here: str, words: str = "") -> str:
        """A link to the page of a record, or its name where it has none."""
        said = words or record.label
        return link(said, relative(f"{self.place(record)}.md", here)) if record.kind else escape(said)

    def links(self, records: list[Record], here: str) -> str:
        """Links to several records, as words of a sentence."""
        return list_words([self.link(record, here) for record in records])

    def statements(self, record: Record) -> list[Statement]:
        """Every statement that a record stands in, read once."""
        if record.key not in self._statements:
            self._statements[record.key] = self.knowledge.statements_of(record)
        return self._statements[record.key]

    @cached_property
    def _citing(self) -> dict[str, dict[int, Statement]]:
        """The statements that cite each passage."""
        found: dict[str, dict[int, Statement]] = {}
        for record in self.records:
            for statement in self.statements(record):
                for name in statement.evidence:
                    found.setdefault(name, {})[statement.key] = statement
        return found

    def resting_on(self, passage: Record) -> list[Step]:
        """The statements that cite a passage, the denied ones too."""
        held = self._citing.get(passage.name, {})
        return [self.parts.step(held[key]) for key in sorted(held)]

    def funding(self, topic: Record, state: str | None = None) -> Funding:
        """The answer of ``xwalk funding`` about a topic, asked once."""
        key = (topic.key, state)
        if key not in self._funding:
            self._funding[key] = funding(self.knowledge, topic.name, state=state)
        return self._funding[key]

    def family(self, relation: str) -> str:
        """The group in which answers show a relation, as money or law."""
        told = self.knowledge.rules.relations.get(relation)
        return told.family if told else ""

    def phrase(self, relation: str) -> str:
        """How a sentence reads a relation."""
        return self.knowledge.rules.phrase(relation)

    def word(self, predicate: str) -> str:
        """What the ontologies call a property or relation, or else its name as words."""
        name = predicate.rpartition(":")[2].rpartition("/")[2]
        return self.labels.get(predicate) or _CAMEL.sub(" ", name).lower()

    def cited(self, passage: Evidence) -> str:
        """A passage in a few words: its source, by a short name where it has one, and its label."""
        record = self.knowledge.by_name(passage.id)
        named = [passage.source]
        for source in self.knowledge.targets(record, "dcterms:source") if record else ():
            named += self.knowledge.values(source, "skos:altLabel")
        if passage.label[:_SAME] == passage.source[:_SAME]:
            return passage.label
        return ": ".join(filter(None, (min(named, key=len), passage.label)))

    def evidence(self, passage: Evidence, here: str) -> str:
        """A passage: its source and locator, a link to its page, and one to the official text."""
        record = self.knowledge.by_name(passage.id)
        words = f"{passage.source}, {passage.locator}" if passage.locator else passage.source or passage.label
        page = self.link(record, here, words) if record else escape(words)
        official = f" ({outside(text_at(passage.url), passage.url)})" if passage.url else ""
        verified = {"machine": "", "read": ", read in a copy"}.get(passage.verification, ", not verified")
        return f"{page}{verified}{official}"

    def step(self, step: Step, here: str) -> str:
        """A statement in words, with how it is known, the reason, and its evidence."""
        said = f"{self.link(step.subject, here)} {escape(self.phrase(step.predicate))} {self.link(step.object, here)}"
        score = known(step.status, step.confidence)
        reason = f" {escape(step.comment)}" if step.comment else ""
        cites = "; ".join(self.evidence(each, here) for each in step.evidence)
        return f"{said} {score}.{reason}{f' Source: {cites}.' if cites else ''}"
