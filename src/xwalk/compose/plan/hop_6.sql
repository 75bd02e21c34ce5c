-- Routes of six steps: a route of one step less, and a step that a rule lets follow it to a place not yet visited.

-- step: path_6
CREATE TABLE path_6 AS
SELECT p.start, p.via_1, p.via_2, p.via_3, p.via_4, p.target AS via_5, s.target,
    p.statement_1, p.statement_2, p.statement_3, p.statement_4, p.statement_5, s.statement AS statement_6,
    t.becomes AS form, p.confidence * (s.confidence * t.factor) AS confidence
FROM path_5 p
JOIN turn t ON t.form = p.form
JOIN step s ON s.source = p.target AND s.kind = t.kind
WHERE s.target <> p.start AND s.target <> p.via_1 AND s.target <> p.via_2 AND s.target <> p.via_3 AND s.target <> p.via_4
    AND NOT EXISTS (
        SELECT 1 FROM denied_5 d
        WHERE d.statement_1 = p.statement_1 AND d.statement_2 = p.statement_2 AND d.statement_3 = p.statement_3 AND d.statement_4 = p.statement_4 AND d.statement_5 = p.statement_5
    )
    AND NOT EXISTS (
        SELECT 1 FROM denied_2 d
        WHERE d.statement_1 = p.statement_5 AND d.statement_2 = s.statement
    )
    AND NOT EXISTS (
        SELECT 1 FROM denied_3 d
        WHERE d.statement_1 = p.statement_4 AND d.statement_2 = p.statement_5 AND d.statement_3 = s.statement
    )
    AND NOT EXISTS (
        SELECT 1 FROM denied_4 d
        WHERE d.statement_1 = p.statement_3 AND d.statement_2 = p.statement_4 AND d.statement_3 = p.statement_5 AND d.statement_4 = s.statement
    )
    AND NOT EXISTS (
        SELECT 1 FROM denied_5 d
        WHERE d.statement_1 = p.statement_2 AND d.statement_2 = p.statement_3 AND d.statement_3 = p.statement_4 AND d.statement_4 = p.statement_5 AND d.statement_5 = s.statement
    );

-- step: denied_6
CREATE TABLE denied_6 AS
SELECT p.statement_1, p.statement_2, p.statement_3, p.statement_4, p.statement_5, p.statement_6
FROM path_6 p
JOIN form f ON f.form = p.form
JOIN bar b ON b.source = p.start AND b.target = p.target AND b.relation = f.relation
UNION
SELECT p.statement_6, p.statement_5, p.statement_4, p.statement_3, p.statement_2, p.statement_1
FROM path_6 p
JOIN form f ON f.form = p.form
JOIN bar b ON b.source = p.start AND b.target = p.target AND b.relation = f.relation;

-- step: concluded_6
INSERT INTO concluded
SELECT p.start, p.target, f.relation, 6, ROUND(p.confidence, 9),
    p.statement_1, p.statement_2, p.statement_3, p.statement_4, p.statement_5, p.statement_6
FROM path_6 p
JOIN form f ON f.form = p.form
JOIN node a ON a.node = p.start
JOIN home v ON v.home = a.home
JOIN node b ON b.node = p.target
WHERE v.stands = 1
    AND NOT EXISTS (SELECT 1 FROM shared h WHERE h.one = a.home AND h.other = b.home)
    AND NOT EXISTS (
        SELECT 1 FROM denied_6 d
        WHERE d.statement_1 = p.statement_1 AND d.statement_2 = p.statement_2 AND d.statement_3 = p.statement_3 AND d.statement_4 = p.statement_4 AND d.statement_5 = p.statement_5 AND d.statement_6 = p.statement_6
    );
