-- Routes of three steps: a route of one step less, and a step that a rule lets follow it to a place not yet visited.

-- step: path_3
CREATE TABLE path_3 AS
SELECT p.start, p.via_1, p.target AS via_2, s.target,
    p.statement_1, p.statement_2, s.statement AS statement_3,
    t.becomes AS form, p.confidence * (s.confidence * t.factor) AS confidence
FROM path_2 p
JOIN turn t ON t.form = p.form
JOIN step s ON s.source = p.target AND s.kind = t.kind
WHERE s.target <> p.start AND s.target <> p.via_1
    AND NOT EXISTS (
        SELECT 1 FROM denied_2 d
        WHERE d.statement_1 = p.statement_1 AND d.statement_2 = p.statement_2
    )
    AND NOT EXISTS (
        SELECT 1 FROM denied_2 d
        WHERE d.statement_1 = p.statement_2 AND d.statement_2 = s.statement
    );

-- step: denied_3
CREATE TABLE denied_3 AS
SELECT p.statement_1, p.statement_2, p.statement_3
FROM path_3 p
JOIN form f ON f.form = p.form
JOIN bar b ON b.source = p.start AND b.target = p.target AND b.relation = f.relation
UNION
SELECT p.statement_3, p.statement_2, p.statement_1
FROM path_3 p
JOIN form f ON f.form = p.form
JOIN bar b ON b.source = p.start AND b.target = p.target AND b.relation = f.relation;

-- step: concluded_3
INSERT INTO concluded
SELECT p.start, p.target, f.relation, 3, ROUND(p.confidence, 9),
    p.statement_1, p.statement_2, p.statement_3, NULL, NULL, NULL
FROM path_3 p
JOIN form f ON f.form = p.form
JOIN node a ON a.node = p.start
JOIN home v ON v.home = a.home
JOIN node b ON b.node = p.target
WHERE v.stands = 1
    AND NOT EXISTS (SELECT 1 FROM shared h WHERE h.one = a.home AND h.other = b.home)
    AND NOT EXISTS (
        SELECT 1 FROM denied_3 d
        WHERE d.statement_1 = p.statement_1 AND d.statement_2 = p.statement_2 AND d.statement_3 = p.statement_3
    );
