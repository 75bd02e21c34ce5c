-- Confidence from cardinality, where a statement gives none. Of several things in one vocabulary that are each said to
-- equal the same thing, one at most can: a statement with k such rivals at its busier end counts 1/k.

-- step: equal
CREATE TABLE equal AS
SELECT s.subject AS one, s.object AS other, s.predicate
FROM statement s
JOIN relation r ON r.relation = s.predicate AND r.one_to_one = 1
WHERE s.negated = 0 AND s.subject <> s.object
UNION
SELECT s.object AS one, s.subject AS other, s.predicate
FROM statement s
JOIN relation r ON r.relation = s.predicate AND r.one_to_one = 1
WHERE s.negated = 0 AND s.subject <> s.object;

-- step: rivals
CREATE TABLE rivals AS
SELECT e.one, e.predicate, h.vocabulary, COUNT(*) AS number
FROM equal e
JOIN node n ON n.node = e.other
JOIN home h ON h.home = n.home
GROUP BY e.one, e.predicate, h.vocabulary;

-- step: weighed
CREATE TABLE weighed AS
SELECT s.statement,
    1.0 / CASE WHEN a.number > b.number THEN a.number ELSE b.number END AS confidence
FROM statement s
JOIN node m ON m.node = s.subject
JOIN home g ON g.home = m.home
JOIN node n ON n.node = s.object
JOIN home h ON h.home = n.home
JOIN rivals a ON a.one = s.subject AND a.predicate = s.predicate AND a.vocabulary = h.vocabulary
JOIN rivals b ON b.one = s.object AND b.predicate = s.predicate AND b.vocabulary = g.vocabulary
WHERE s.negated = 0 AND s.confidence IS NULL;
