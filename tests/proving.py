"""The proof for a sceptic: all that follows from the files, in SPARQL, without the engine, its index or its rule table.

What is read is what ``xwalk query`` reads: every triple of the Turtle files, the rules among them, and every row of the
mapping sets as an ``sssom:Mapping`` beside its bare triple. The updates below say all that the engine may do:

1. What is given is a row of a mapping set, or a relation inside a scheme that some rule speaks of.
2. What is given is read forth, and back where its relation has a declared inverse.
3. What is read is a chain of one step.
4. A chain, one more step from where it ends, and a rule that joins the two, are a chain.
5. A chain is none where a rule that it uses is not in every rule set that it crosses, or, where it crosses none, is not
   the only rule for its two relations that may serve. A rule of the first pack may serve everywhere; one of another
   pack where all mapping sets that the chain crosses are of that pack, or, where it crosses none, where a record of
   that pack says one of its steps.
6. A chain is blocked where a part of it concludes what is denied.

A chain is named by the statements that it crosses, in order. So the route of an answer is proved by the chain of that
name, and the number of chains that conclude an answer is its number of routes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable
from typing import Any, NamedTuple

import pyoxigraph as ox

from xwalk.packs import Pack
from xwalk.routes import MAX_HOPS
from xwalk.store import load

# 1. A row of a mapping set: positive, and stated or asserted, for only then does its bare triple stand beside it.
GIVEN = """
INSERT {
    ?statement proof:subject ?s ; proof:predicate ?p ; proof:object ?o ; proof:confidence ?sure ;
        proof:crosses ?set ; proof:mapped ?pack
}
WHERE {
    GRAPH ?file {
        ?statement a sssom:Mapping ; owl:annotatedSource ?s ; owl:annotatedProperty ?p ; owl:annotatedTarget ?o .
        ?s ?p ?o
    }
    OPTIONAL { ?statement sssom:confidence ?confidence } BIND (COALESCE(?confidence, 1.0) AS ?sure)
    ?file proof:names ?set ; proof:of ?pack
}"""
# 1. A relation inside a scheme stands in kb/ with its record, and its name is a hash of what it says.
INSIDE = """
SELECT DISTINCT ?file ?s ?p ?o WHERE {
    ?rule a xwalk:Rule ; (xwalk:first | xwalk:then | xwalk:gives) / (owl:inverseOf | ^owl:inverseOf)? ?p .
    GRAPH ?file { ?s ?p ?o } FILTER (STRSTARTS(STR(?file), "file:kb/"))
    FILTER NOT EXISTS { ?s xwalk:status "suggested" }
}"""
# 2. Forth as it is given; back by the inverse.
INVERSE = """
INSERT { ?p proof:inverse ?q . ?q proof:inverse ?p }
WHERE { { ?p owl:inverseOf ?q } UNION { ?p a owl:SymmetricProperty BIND (?p AS ?q) } }"""
READ_FORTH = """
INSERT { ?reading proof:of ?statement ; proof:from ?s ; proof:says ?p ; proof:to ?o }
WHERE {
    ?statement proof:subject ?s ; proof:predicate ?p ; proof:object ?o
    BIND (IRI(CONCAT(STR(?statement), "/forth")) AS ?reading)
}"""
READ_BACK = """
INSERT { ?reading proof:of ?statement ; proof:from ?o ; proof:says ?inverse ; proof:to ?s }
WHERE {
    ?statement proof:subject ?s ; proof:predicate / proof:inverse ?inverse ; proof:object ?o
    BIND (IRI(CONCAT(STR(?statement), "/back")) AS ?reading)
}"""
# 3. One step.
ONE_STEP = """
INSERT {
    ?chain proof:steps 1 ; proof:start ?a ; proof:end ?b ; proof:concludes ?relation ; proof:confidence ?sure ;
        proof:named ?name ; proof:backwards ?name ; proof:adds ?statement
}
WHERE {
    ?reading proof:of ?statement ; proof:from ?a ; proof:says ?relation ; proof:to ?b .
    ?statement proof:confidence ?sure
    BIND (IRI(CONCAT(STR(?reading), "/")) AS ?chain) BIND (CONCAT(" ", STR(?statement), " ") AS ?name)
}"""
# 4. One step more, to where the chain has not been, by a rule of any set.
ONE_MORE = """
INSERT {
    ?longer proof:steps ?more ; proof:before ?chain ; proof:start ?a ; proof:end ?c ; proof:concludes ?gives ;
        proof:confidence ?product ; proof:uses ?rule ; proof:named ?name ; proof:backwards ?turned ;
        proof:adds ?statement
}
WHERE {
    ?chain proof:steps $STEPS ; proof:start ?a ; proof:end ?b ; proof:concludes ?first ; proof:confidence ?sure ;
        proof:named ?named ; proof:backwards ?backwards .
    ?rule xwalk:first ?first ; xwalk:then ?then ; xwalk:gives ?gives FILTER EXISTS { ?rule proof:in ?any }
    ?reading proof:of ?statement ; proof:from ?b ; proof:says ?then ; proof:to ?c . ?statement proof:confidence ?surely
    FILTER NOT EXISTS { ?chain proof:before* / (proof:start | proof:end) ?c }
    OPTIONAL { ?rule xwalk:factor ?factor }
    BIND ($STEPS + 1 AS ?more) BIND (?sure * ?surely * COALESCE(?factor, 1.0) AS ?product)
    BIND (IRI(CONCAT(STR(?chain), STR(?rule), STR(?reading), "/")) AS ?longer)
    BIND (CONCAT(?named, STR(?statement), " ") AS ?name) BIND (CONCAT(" ", STR(?statement), ?backwards) AS ?turned)
}"""
# 5. A rule, or a rule set, is of the first pack that declares it; what another pack says of it is left out.
DECLARED = """
INSERT { ?thing proof:declared ?pack ; proof:place ?place }
WHERE {
    VALUES ?sort { xwalk:Rule xwalk:RuleSet }
    GRAPH ?file { ?thing a ?sort } ?file proof:of ?pack . ?pack proof:place ?place
    FILTER NOT EXISTS {
        GRAPH ?other { ?thing a ?sort } ?other proof:of / proof:place ?before FILTER (?before < ?place)
    }
}"""
LEFT_OUT = """
DELETE { ?thing ?p ?o }
WHERE {
    ?thing proof:declared ?pack . GRAPH ?file { ?thing ?p ?o } ?file proof:of ?other FILTER (?other != ?pack)
    FILTER NOT EXISTS { ?own proof:of ?pack . GRAPH ?own { ?thing ?p ?o } }
}"""
# 5. A set holds its own rules and those of the sets that it extends; of one name, the first for two relations.
HOLDS = """
INSERT { ?rule proof:in ?name }
WHERE {
    ?set a xwalk:RuleSet ; rdfs:label ?label ; xwalk:extends* / ^xwalk:inRuleSet ?rule BIND (STR(?label) AS ?name)
}"""
FIRST_ALONE = """
DELETE { ?rule proof:in ?name }
WHERE {
    ?rule proof:in ?name ; proof:place ?place ; xwalk:first ?first ; xwalk:then ?then .
    ?other proof:in ?name ; proof:place ?before ; xwalk:first ?first ; xwalk:then ?then FILTER (?before < ?place)
}"""
# 5. What a chain crosses and uses, from its start on.
ALL_OF_IT = """
INSERT { ?chain proof:used ?rule ; proof:crosses ?set ; proof:mapped ?mapped ; proof:inner ?inner }
WHERE {
    ?chain proof:before* ?part .
    { ?part proof:uses ?rule } UNION { ?part proof:adds / proof:crosses ?set }
    UNION { ?part proof:adds / proof:mapped ?mapped } UNION { ?part proof:adds / proof:inner ?inner }
}"""
UNLICENSED = (
    # A rule that it uses is not in a rule set that it crosses.
    """
INSERT { ?chain proof:is proof:unlicensed }
WHERE { ?chain proof:used ?rule ; proof:crosses ?set FILTER NOT EXISTS { ?rule proof:in ?set } }""",
    # It crosses no rule set, and another rule that may serve says what the same two relations give.
    """
INSERT { ?rule proof:rivalOf ?pack }
WHERE {
    ?rule xwalk:first ?first ; xwalk:then ?then .
    ?rival xwalk:first ?first ; xwalk:then ?then ; proof:in ?any ; proof:declared ?pack FILTER (?rival != ?rule)
}""",
    """
INSERT { ?chain proof:is proof:unlicensed }
WHERE {
    ?rule proof:rivalOf ?pack . ?chain proof:used ?rule FILTER NOT EXISTS { ?chain proof:crosses ?set }
    { ?pack proof:place 0 } UNION { ?chain proof:inner ?pack }
}""",
    # A rule that it uses is not of the first pack, and a mapping set that it crosses is not of the pack of the rule, or
    # nothing that it crosses is.
    """
INSERT { ?chain proof:is proof:unlicensed }
WHERE {
    ?pack proof:place ?place FILTER (?place > 0) ?rule proof:declared ?pack . ?chain proof:used ?rule
    OPTIONAL { ?chain proof:mapped ?other FILTER (?other != ?pack) }
    OPTIONAL { ?chain proof:mapped | proof:inner ?own FILTER (?own = ?pack) }
    FILTER (BOUND(?other) || !BOUND(?own))
}""",
    "DELETE { ?chain ?p ?o } WHERE { ?chain proof:is proof:unlicensed ; ?p ?o }",
)
# 6. The part runs from one end of the denial to the other, and concludes what is denied or entails it.
BLOCKED = """
INSERT { ?chain proof:blocked ?denial }
WHERE {
    ?denial sssom:predicate_modifier "Not" ;
        owl:annotatedSource ?s ; owl:annotatedProperty ?denied ; owl:annotatedTarget ?o
    FILTER NOT EXISTS { ?denial xwalk:status "suggested" }
    { ?part proof:start ?s ; proof:end ?o ; proof:concludes ?relation }
    UNION { ?part proof:start ?o ; proof:end ?s ; proof:concludes / proof:inverse ?relation }
    { ?relation rdfs:subPropertyOf* ?denied }
    UNION { ?relation proof:inverse / rdfs:subPropertyOf* / proof:inverse ?denied }
    ?part proof:named ?name ; proof:backwards ?turned . ?chain proof:named ?whole
    FILTER (CONTAINS(?whole, ?name) || CONTAINS(?whole, ?turned))
}"""
CHAINS = """
SELECT ?start ?end ?relation ?confidence ?name (GROUP_CONCAT(COALESCE(STR(?denial), "")) AS ?denials)
WHERE {
    ?chain proof:start ?start ; proof:end ?end ; proof:concludes ?relation ;
        proof:confidence ?confidence ; proof:named ?name
    OPTIONAL { ?chain proof:blocked ?denial }
}
GROUP BY ?chain ?start ?end ?relation ?confidence ?name"""


class Chain(NamedTuple):
    """A chain, and what it concludes."""

    start: str
    end: str
    relation: str
    confidence: float
    statements: tuple[str, ...]
    denials: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The relation as answers call it, without its prefix."""
        return self.relation.partition(":")[2]


#: The chains that conclude something about a record, by that record and by the relation without its prefix.
Follows = dict[tuple[str, str], list[Chain]]


class Proof:
    """All that follows from the files of some packs, by the six steps."""

    def __init__(self, packs: list[Pack]) -> None:
        files = load(packs)
        self.short = files.prefixes.contract
        self.prefixes = files.prefixes.namespaces | {"proof": "https://example.org/proof/"}
        self.data = files.dataset()
        self.data.extend([ox.Quad(quad.subject, quad.predicate, quad.object) for quad in self.data])  # the union
        packs_of = {f"file:{file.path}": file.pack.name for file in files.files}
        for place, pack in enumerate(packs):
            self.update(f"INSERT DATA {{ <{pack.name}> proof:place {place} }}")
        for file, name in packs_of.items():
            self.update(f"INSERT DATA {{ <{file}> proof:of <{name}> }}")
        for update in (DECLARED, LEFT_OUT, HOLDS, FIRST_ALONE):
            self.update(update)
        for pack, mappings in files.mapping_sets:
            header = (pack.root / mappings.file).read_text(encoding="utf-8")
            rule_set = header.partition("\n#rule_set: ")[2].partition("\n")[0] or "sssom"
            self.update(f'INSERT DATA {{ <{mappings.id}> proof:names "{rule_set}" ; proof:of <{pack.name}> }}')
        self.update(GIVEN)
        for row in self.select(INSIDE):
            said = [packs_of[row["file"].value], *(self.short(row[end].value) for end in "spo")]
            name = self.prefixes["statement"] + hashlib.sha256("\t".join(said).encode()).hexdigest()[:12]
            self.update(
                f"INSERT DATA {{ <{name}> proof:subject {row['s']} ; proof:predicate {row['p']} ;"
                f" proof:object {row['o']} ; proof:confidence 1.0 ; proof:inner <{said[0]}> }}"
            )
        for update in (INVERSE, READ_FORTH, READ_BACK, ONE_STEP):
            self.update(update)
        for steps in range(1, MAX_HOPS + 1):
            self.update(ONE_MORE.replace("$STEPS", str(steps)))
        for update in (ALL_OF_IT, *UNLICENSED, BLOCKED):
            self.update(update)
        self.chains = [
            Chain(start, end, relation, float(sure), self._names(name), self._names(denials))
            for start, end, relation, sure, name, denials in self.pairs(CHAINS)
        ]
        self.inverse = self.table("SELECT ?p ?q { ?p proof:inverse ?q }")
        self.rank = self.table("SELECT ?p ?rank { ?p xwalk:rank ?rank }")
        self.family = self.table("SELECT ?p ?family { ?p xwalk:family ?family }")
        self.kind = self.table("SELECT ?record ?kind { ?record a / xwalk:kind ?kind }")

    def _names(self, iris: str) -> tuple[str, ...]:
        return tuple(map(self.short, iris.split()))

    def update(self, text: str) -> None:
        """Add what follows."""
        self.data.update(text, prefixes=self.prefixes)

    def select(self, text: str) -> Any:
        """The solutions of a query."""
        return self.data.query(text, prefixes=self.prefixes)

    def pairs(self, text: str) -> list[Any]:
        """The solutions of a query, each a tuple of short names."""
        return [tuple(self.short(term.value) for term in row) for row in self.select(text)]

    def table(self, text: str) -> dict[str, str]:
        """The solutions of a query of two variables."""
        return dict(self.pairs(text))

    def to(self, end: str, kinds: Container[str]) -> Follows:
        """The chains from the records of some kinds to a record, blocked ones too."""
        found: Follows = defaultdict(list)
        for chain in self.chains:
            if chain.end == end and self.kind.get(chain.start) in kinds:
                found[chain.start, chain.plain].append(chain)
        return found

    def between(self, record: str, kind: str) -> Follows:
        """The chains between a record and those of a kind, whichever end they start from.

        One fact that both ends conclude is said once: in the words that the ontology ranks first, and where both ends
        say it in the same words, from ``record``.
        """
        there = [chain for chain in self.chains if chain.start == record and self.kind.get(chain.end) == kind]
        here = [chain for chain in self.chains if chain.end == record and self.kind.get(chain.start) == kind]
        found: Follows = defaultdict(list)
        for chains, others in ((there, here), (here, there)):
            said = {(each.start, each.end, each.relation) for each in opened(others)}
            for chain in chains:
                inverse = self.inverse.get(chain.relation, "")
                rank, better = (int(self.rank.get(name, 1000)) for name in (chain.relation, inverse))
                again = (chain.end, chain.start, inverse) in said
                worse = better < rank or (inverse == chain.relation and chains is here)
                if chain.denials or not (again and worse):
                    found[chain.end if chains is there else chain.start, chain.plain].append(chain)
        return found

    def without_counterpart(self, one: str, other: str) -> set[str]:
        """The rows by which a reviewer found no counterpart of either record in the scheme of the other."""
        looked = "?row owl:annotatedTarget sssom:NoTermFound ; owl:annotatedSource ?one ; sssom:object_source ?place"
        ends = f"VALUES (?one ?other) {{ ({one} {other}) ({other} {one}) }}"
        place = "FILTER (?place = ?other || EXISTS { ?other skos:inScheme ?place })"
        return {row for (row,) in self.pairs(f"SELECT ?row {{ {ends} {looked} {place} }}")}


def opened(chains: Iterable[Chain]) -> list[Chain]:
    """The chains that nothing blocks."""
    return [chain for chain in chains if not chain.denials]
