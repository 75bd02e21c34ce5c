"""The answers of the Ask page: what ``xwalk funding`` and ``xwalk cross`` say, asked when the site is built.

The browser gets the very JSON of the command line, in which what several answers share stands once: passages,
statements, conditions, remarks, sentences of what is not known, and what is so of a record whatever the route. A script
puts it together again (:func:`unfold` says how) and shows it; it works nothing out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from xwalk.knowledge import Knowledge, Record
from xwalk.questions.cross import cross
from xwalk.questions.funding import STATE, TOPICS, funding
from xwalk.render import as_json
from xwalk.site.atlas import Atlas

#: The table that holds the parts which a name of the JSON holds. A part is written as its identifier, a text as its
#: number.
TABLES = {
    "route": "statements",
    "denied_by": "statements",
    "evidence": "passages",
    "conditions": "conditions",
    "notes": "notes",
    "unknown": "texts",
}
#: What an answer says of the route; the rest is so of its record, whatever was asked.
ROUTED = frozenset(("relation", "status", "confidence", "routes", "sentence", "disagreement", "route"))
#: What a question keeps of the JSON; the rest is the same for all questions, or repeats the question.
KEPT = ("answers", "blocked", "cut", "unknown")
#: Of which topics the records of other kinds are asked.
CROSSED = ("area", "component")

Json = dict[str, Any]


def topics(knowledge: Knowledge) -> list[Record]:
    """What can be asked about, by kind and label."""
    return [record for kind in TOPICS for record in sorted(knowledge.of_kind(kind), key=lambda r: (r.label, r.name))]


def states(knowledge: Knowledge) -> dict[str, Record]:
    """The states of which something is recorded, by their code, as ``VT``, in the order of their labels."""
    held = {
        place
        for kind in STATE
        for record in knowledge.of_kind(kind)
        for place in knowledge.targets(record, "xwalk:jurisdiction")
    }
    return {code(knowledge, place): place for place in sorted(held, key=lambda place: (place.label, place.name))}


def code(knowledge: Knowledge, place: Record) -> str:
    """The two letters of a state, or its identifier."""
    found = [name for name in knowledge.values(place, "skos:altLabel") if len(name) == 2 and name.isupper()]
    return found[0] if found else place.name


def joined_kinds(knowledge: Knowledge) -> list[str]:
    """The kinds of the records that a statement joins to another: what can be asked for."""
    rows = knowledge.db.execute(
        "SELECT DISTINCT kind FROM record WHERE kind <> '' AND id IN"
        " (SELECT subject FROM statement UNION SELECT object FROM statement) ORDER BY kind"
    )
    return [kind for (kind,) in rows]


class Pool:
    """The parts that answers share, each once."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in [*TABLES.values(), "records"]}
        self._whole: dict[tuple[str, str], Json] = {}

    def fold(self, value: Any) -> Any:
        """A value of the JSON in which every part is its name."""
        if isinstance(value, list):
            return [self.fold(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {name: self._refer(name, held) for name, held in value.items()}

    def answer(self, answer: Json) -> Json:
        """An answer without what is so of its record whatever the route; ``of`` names the record.

        What is otherwise in one answer, as the conditions of the provision by which a program speaks, stands in it.
        """
        name = str(answer["record"]["id"])
        base = self._whole.setdefault(("records", name), {key: answer[key] for key in answer if key not in ROUTED})
        if name not in self.tables["records"]:
            self.tables["records"][name] = self.fold(base)
        own: Json = self.fold({key: held for key, held in answer.items() if key in ROUTED or base.get(key) != held})
        return {"of": name} | own

    def _refer(self, name: str, held: Any) -> Any:
        table = TABLES.get(name)
        if table is None:
            return self.fold(held)
        return [self._part(table, each) for each in held] if isinstance(held, list) else self._part(table, held)

    def _part(self, table: str, part: Any) -> Any:
        if isinstance(part, str):
            return self.tables[table].setdefault(part, len(self.tables[table]))
        return self._keep(table, str(part["id"]), part)

    def _keep(self, table: str, name: str, part: Json) -> str:
        known = self._whole.setdefault((table, name), part)
        if known is part:
            self.tables[table][name] = self.fold(part)
        elif known != part:
            raise ValueError(f"{name} is said in two ways")
        return name


def unfold(tables: Json, value: Any) -> Any:
    """What :class:`Pool` folded, whole again.

    Args:
        tables: The tables of the pool; ``texts`` as a list.
        value: What was folded.
    """
    if isinstance(value, list):
        return [unfold(tables, each) for each in value]
    if not isinstance(value, dict):
        return value
    whole = unfold(tables, tables["records"][value["of"]]) if "of" in value else {}
    for name, held in value.items():
        table = tables.get(TABLES.get(name, ""))
        if table is None:
            whole[name] = unfold(tables, held)
        elif isinstance(held, list):
            whole[name] = [unfold(tables, table[each]) for each in held]
        else:
            whole[name] = unfold(tables, table[held])
    whole.pop("of", None)
    return whole


def answer_data(knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """The files of the Ask page: one a topic, and one of what they share."""
    atlas = Atlas(knowledge)
    pool = Pool()
    asked = states(knowledge)
    kinds = joined_kinds(knowledge)
    for topic in topics(knowledge):
        yield f"data/answers/{atlas.place(topic)}.js", _call(topic.name, _topic(knowledge, pool, topic, asked, kinds))
    yield "data/answers/shared.js", _call("shared", _shared(atlas, pool))


def _topic(knowledge: Knowledge, pool: Pool, topic: Record, asked: dict[str, Record], kinds: list[str]) -> Json:
    """All that is answered about a topic; an answer that several questions share stands once."""
    held: list[Json] = []

    def question(document: Json) -> Json:
        kept = pool.fold({name: document[name] for name in KEPT if name != "answers"})
        numbers = []
        for each in map(pool.answer, document["answers"]):
            if each not in held:
                held.append(each)
            numbers.append(held.index(each))
        return {"answers": numbers} | {name: value for name, value in kept.items() if value}

    federal = funding(knowledge, topic.name)
    found = {"": question(as_json.funding(federal))}
    for name, place in asked.items():
        found[name] = question(as_json.funding(funding(knowledge, topic.name, state=place.name)))
    crossed = kinds if topic.kind in CROSSED else []
    return {
        "definition": federal.definition,
        "unknown": pool.fold({"unknown": knowledge.values(topic, "xwalk:unknown")})["unknown"],
        "answers": held,
        "funding": found,
        "cross": {kind: question(as_json.cross(cross(knowledge, topic.name, kind))) for kind in crossed},
    }


def _shared(atlas: Atlas, pool: Pool) -> Json:
    """What the answers share, and how a page reads it: phrases, places of pages, names of conditions."""
    knowledge = atlas.knowledge
    tables = pool.tables
    named = {name for step in tables["statements"].values() for name in (step["subject"], step["object"])}
    named |= {name for table, held in tables.items() if table not in ("texts", "statements") for name in held}
    places = {record.name: atlas.place(record) for record in atlas.records}
    return {
        "tables": TABLES,
        "relations": {
            name: {"phrase": relation.phrase, "family": relation.family}
            for name, relation in sorted(knowledge.rules.relations.items())
        },
        "places": {
            name: places.get(name, "")
            for name in sorted(named | places.keys())
            if places.get(name) != name.replace(":", "/")
        },
        "labels": {name: record.label for name in tables["conditions"] if (record := knowledge.by_name(name))},
        **{name: list(held) if name == "texts" else held for name, held in tables.items()},
    }


def _call(name: str, data: Json) -> bytes:
    """A script that hands data to the page; a page from a folder may load scripts, and nothing else."""
    said, held = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in (name, data))
    return f"xwalkAnswers({said},{held});\n".encode()
