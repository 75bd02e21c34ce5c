-- Given rows become statements and things with numbers. This part may use what DuckDB alone offers; the plan may not.

-- step: given
CREATE TABLE given (
    mapping_set INTEGER, subject_id VARCHAR, predicate_id VARCHAR, object_id VARCHAR, modifier VARCHAR,
    justification VARCHAR, confidence VARCHAR, status VARCHAR, subject_source VARCHAR, object_source VARCHAR,
    record_id VARCHAR
);

-- step: word
-- Every name as it is written, once for each way of writing (map).
CREATE TABLE word AS
SELECT DISTINCT m.map, w.word
FROM (
    SELECT mapping_set, subject_id AS word FROM given
    UNION ALL
    SELECT mapping_set, object_id FROM given
    UNION ALL
    SELECT * FROM (SELECT DISTINCT mapping_set, predicate_id FROM given)
) w
JOIN mapping_set m USING (mapping_set);

-- step: named
-- Every name in the form that all sets share: the longest namespace that fits stands as its prefix.
CREATE TABLE named AS
SELECT w.map, w.word, coalesce(h.becomes || substr(w.word, length(h.head) + 1), w.word) AS name, h.head IS NOT NULL AS known
FROM word w
LEFT JOIN head h
    ON h.map = w.map AND h.prefix = split_part(w.word, ':', 1) AND starts_with(w.word, h.head)
    AND NOT EXISTS (
        SELECT 1 FROM longer l WHERE l.map = h.map AND l.head = h.head AND starts_with(w.word, l.longer)
    );

-- step: bad
-- Rows that cannot be read, if any; which and where is found out from the file.
CREATE TABLE bad AS
SELECT DISTINCT mapping_set
FROM given
WHERE subject_id = '' OR predicate_id = '' OR object_id = ''
    OR (confidence <> '' AND coalesce(try_cast(confidence AS DOUBLE) NOT BETWEEN 0 AND 1, true))
UNION
SELECT DISTINCT g.mapping_set
FROM given g
JOIN mapping_set m USING (mapping_set)
JOIN named n ON n.map = m.map AND n.word IN (g.subject_id, g.predicate_id, g.object_id)
WHERE NOT n.known AND NOT contains(n.word, '://');

-- step: node_name
-- Things in the order of their names, so that rows sorted by number are sorted by name.
CREATE TABLE node_name AS
SELECT CAST(row_number() OVER (ORDER BY name) AS INTEGER) AS node, name,
    CASE WHEN contains(name, '://') THEN regexp_extract(name, '^(.*[/#])', 1) ELSE split_part(name, ':', 1) END
        AS vocabulary
FROM (SELECT DISTINCT name FROM named);

-- step: word_node
CREATE TABLE word_node AS
SELECT n.map, n.word, x.node FROM named n JOIN node_name x USING (name);

-- step: spoken
-- What may be composed: not what a machine suggests, and not that a reviewer found no counterpart. The identity is that
-- of xwalk.sssom.statement_id; no row with sssom:NoTermFound comes so far, so its source is never part of it here.
CREATE TABLE spoken AS
SELECT g.rowid AS place, g.mapping_set, m.rule_set, s.node AS subject, p.node AS predicate, o.node AS object,
    CAST(g.modifier <> '' AS INTEGER) AS negated, try_cast(nullif(g.confidence, '') AS DOUBLE) AS confidence,
    CASE WHEN g.record_id <> '' THEN g.record_id
        ELSE 'statement:' || left(sha256(
            m.identity || chr(9) || g.subject_id || chr(9) || g.predicate_id || chr(9) || g.modifier
            || chr(9) || g.object_id || chr(9) || g.justification
        ), 12)
    END AS name
FROM given g
JOIN mapping_set m USING (mapping_set)
JOIN word_node s ON s.map = m.map AND s.word = g.subject_id
JOIN word_node o ON o.map = m.map AND o.word = g.object_id
JOIN word_node p ON p.map = m.map AND p.word = g.predicate_id
WHERE g.status <> 'suggested'
    AND s.node NOT IN (SELECT node FROM node_name WHERE name = getvariable('no_term_found'))
    AND o.node NOT IN (SELECT node FROM node_name WHERE name = getvariable('no_term_found'));

-- step: identity
-- Statements in the order of their names. Of two rows with one name the first counts.
CREATE TABLE identity AS
SELECT CAST(row_number() OVER (ORDER BY name) AS INTEGER) AS statement, name, place
FROM (SELECT name, min(place) AS place FROM spoken GROUP BY name);

-- step: predicates
CREATE TABLE predicates AS
SELECT DISTINCT n.name AS predicate, s.rule_set
FROM (SELECT DISTINCT predicate, rule_set FROM spoken) s
JOIN node_name n ON n.node = s.predicate;

-- step: source
-- The vocabularies that rows declare for their ends.
CREATE TABLE source AS
SELECT DISTINCT w.node, x.map, x.source
FROM (
    SELECT m.map, g.subject_id AS word, coalesce(nullif(g.subject_source, ''), m.subject_source) AS source
    FROM given g JOIN mapping_set m USING (mapping_set)
    UNION ALL
    SELECT m.map, g.object_id, coalesce(nullif(g.object_source, ''), m.object_source)
    FROM given g JOIN mapping_set m USING (mapping_set)
) x
JOIN word_node w ON w.map = x.map AND w.word = x.word
WHERE x.source <> '';
