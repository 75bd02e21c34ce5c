-- The steps that a route may take: every given statement read forward and, where its relation has an inverse, back.
-- A statement joins two different things; what is denied is no step.

-- step: bar
CREATE TABLE bar AS
SELECT s.subject AS source, s.object AS target, f.relation
FROM statement s
JOIN forbids f ON f.predicate = s.predicate AND f.turned = 0
WHERE s.negated = 1 AND s.subject <> s.object
UNION
SELECT s.object AS source, s.subject AS target, f.relation
FROM statement s
JOIN forbids f ON f.predicate = s.predicate AND f.turned = 1
WHERE s.negated = 1 AND s.subject <> s.object;

-- step: every_step
CREATE TABLE every_step AS
SELECT s.subject AS source, s.object AS target, s.statement, COALESCE(s.confidence, w.confidence, 1.0) AS confidence,
    r.relation, r.kind
FROM statement s
JOIN reading r ON r.predicate = s.predicate AND r.rule_set = s.rule_set AND r.turned = 0
LEFT JOIN weighed w ON w.statement = s.statement
WHERE s.negated = 0 AND s.subject <> s.object
UNION ALL
SELECT s.object AS source, s.subject AS target, s.statement, COALESCE(s.confidence, w.confidence, 1.0) AS confidence,
    r.relation, r.kind
FROM statement s
JOIN reading r ON r.predicate = s.predicate AND r.rule_set = s.rule_set AND r.turned = 1
LEFT JOIN weighed w ON w.statement = s.statement
WHERE s.negated = 0 AND s.subject <> s.object;

-- step: denied_1
CREATE TABLE denied_1 AS
SELECT DISTINCT e.statement AS statement_1
FROM every_step e
JOIN bar b ON b.source = e.source AND b.target = e.target AND b.relation = e.relation;

-- step: step
CREATE TABLE step AS
SELECT e.source, e.target, e.statement, e.confidence, e.kind, k.form
FROM every_step e
JOIN kind k ON k.kind = e.kind
WHERE NOT EXISTS (SELECT 1 FROM denied_1 d WHERE d.statement_1 = e.statement);

-- step: opening
CREATE TABLE opening AS
SELECT n.node, n.home
FROM node n
JOIN home h ON h.home = n.home
WHERE h.stands = 1 OR EXISTS (SELECT 1 FROM bar b WHERE b.source = n.node);

-- step: path_1
CREATE TABLE path_1 AS
SELECT s.source AS start, s.target, s.statement AS statement_1, s.form, s.confidence
FROM step s
JOIN opening o ON o.node = s.source;

-- step: concluded
CREATE TABLE concluded (
    start INTEGER, target INTEGER, relation INTEGER, hops INTEGER, confidence DOUBLE,
    statement_1 INTEGER, statement_2 INTEGER, statement_3 INTEGER,
    statement_4 INTEGER, statement_5 INTEGER, statement_6 INTEGER
);
