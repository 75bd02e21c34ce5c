-- Routes of two steps: a route of one step less, and a step that a rule lets follow it to a place not yet visited.

-- step: path_2
CREATE TABLE path_2 AS
SELECT p.start, p.target AS via_1, s.target,
    p.statement_1, s.statement AS statement_2,
    t.becomes AS form, p.confidence * (s.confidence * t.factor) AS confidence
FROM path_1 p
JOIN turn t ON t.form = p.form
JOIN step s ON s.source = p.target AND s.kind = t.kind
WHERE s.target <> p.start;

-- step: denied_2
CREATE TABLE denied_2 AS
SELECT p.statement_1, p.statement_2
FROM path_2 p
JOIN form f ON f.form = p.form
JOIN bar b ON b.source = p.start AND b.target = p.target AND b.relation = f.relation
UNION
SELECT p.statement_2, p.statement_1
FROM path_2 p
JOIN form f ON f.form = p.form
JOIN bar b ON b.source = p.start AND b.target = p.target AND b.relation = f.relation;

-- step: concluded_2
INSERT INTO concluded
SELECT p.start, p.target, f.relation, 2, ROUND(p.confidence, 9),
    p.statement_1, p.statement_2, NULL, NULL, NULL, NULL
FROM path_2 p
JOIN form f ON f.form = p.form
JOIN node a ON a.node = p.start
JOIN home v ON v.home = a.home
JOIN node b ON b.node = p.target
WHERE v.stands = 1
    AND NOT EXISTS (SELECT 1 FROM shared h WHERE h.one = a.home AND h.other = b.home)
    AND NOT EXISTS (
        SELECT 1 FROM denied_2 d
        WHERE d.statement_1 = p.statement_1 AND d.statement_2 = p.statement_2
    );
