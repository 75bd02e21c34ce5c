-- Things and statements with their numbers, once the rules and the declared sources have theirs.

-- step: node_sources
-- Where things live: a vocabulary, and the sources declared for them. Two homes that have either in common are one.
CREATE TABLE node_sources AS
SELECT s.node, string_agg(DISTINCT k.iri, chr(10) ORDER BY k.iri) AS sources
FROM source s
JOIN source_iri k ON k.map = s.map AND k.source = s.source
GROUP BY s.node;

-- step: homes
CREATE TABLE homes AS
SELECT CAST(row_number() OVER (ORDER BY vocabulary, sources) AS INTEGER) AS home, vocabulary, sources
FROM (
    SELECT DISTINCT n.vocabulary, coalesce(s.sources, '') AS sources
    FROM node_name n LEFT JOIN node_sources s USING (node)
);

-- step: node
CREATE TABLE node AS
SELECT n.node, h.home
FROM node_name n
LEFT JOIN node_sources s USING (node)
JOIN homes h ON h.vocabulary = n.vocabulary AND h.sources = coalesce(s.sources, '');

-- step: statement
CREATE TABLE statement AS
SELECT i.statement, s.subject, r.relation AS predicate, s.object, s.negated, s.rule_set, s.confidence
FROM spoken s
JOIN identity i ON i.place = s.place
JOIN node_name p ON p.node = s.predicate
JOIN relation r ON r.name = p.name;

-- step: flow
CREATE TABLE flow AS
SELECT a.home AS subject, b.home AS object, count(*) AS rows
FROM statement s
JOIN node a ON a.node = s.subject
JOIN node b ON b.node = s.object
WHERE s.negated = 0
GROUP BY a.home, b.home;
