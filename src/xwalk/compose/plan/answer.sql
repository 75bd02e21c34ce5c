-- From routes to rows: of each pair and relation the best route and the number of routes; of each pair one direction
-- and the strongest relation that nothing given says already.

-- step: answer
CREATE TABLE answer AS
SELECT start, target, relation, confidence, routes,
    statement_1, statement_2, statement_3, statement_4, statement_5, statement_6
FROM (
    SELECT c.*,
        COUNT(*) OVER (PARTITION BY start, target, relation) AS routes,
        ROW_NUMBER() OVER (
            PARTITION BY start, target, relation
            ORDER BY confidence DESC, hops,
                statement_1, statement_2, statement_3, statement_4, statement_5, statement_6
        ) AS place
    FROM concluded c
) ranked
WHERE place = 1;

-- step: fresh
CREATE TABLE fresh AS
SELECT a.start, a.target, MIN(a.relation) AS relation
FROM answer a
WHERE NOT EXISTS (
    SELECT 1
    FROM every_step g
    JOIN entails e ON e.relation = g.relation
    WHERE g.source = a.start AND g.target = a.target AND e.entailed = a.relation
)
GROUP BY a.start, a.target;

-- step: facing
CREATE TABLE facing AS
SELECT f.start, f.target, f.relation,
    CASE WHEN v.place < w.place OR (v.place = w.place AND f.start < f.target) THEN 1 ELSE 0 END AS ahead
FROM fresh f
JOIN node a ON a.node = f.start
JOIN home v ON v.home = a.home
JOIN node b ON b.node = f.target
JOIN home w ON w.home = b.home;

-- step: derived
CREATE TABLE derived AS
SELECT a.start, a.target, a.relation, a.confidence, a.routes,
    a.statement_1, a.statement_2, a.statement_3, a.statement_4, a.statement_5, a.statement_6
FROM facing f
JOIN answer a ON a.start = f.start AND a.target = f.target AND a.relation = f.relation
WHERE f.ahead = 1
    OR NOT EXISTS (
        SELECT 1 FROM facing o WHERE o.start = f.target AND o.target = f.start AND o.ahead = 1
    );

-- step: disagreement
CREATE TABLE disagreement AS
SELECT d.start, d.target, c.other, 0 AS given
FROM derived d
JOIN clash c ON c.relation = d.relation
JOIN answer a ON a.start = d.start AND a.target = d.target AND a.relation = c.other
UNION
SELECT d.start, d.target, c.other, 1 AS given
FROM derived d
JOIN clash c ON c.relation = d.relation
JOIN every_step g ON g.source = d.start AND g.target = d.target AND g.relation = c.other;
