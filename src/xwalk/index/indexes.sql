-- How the tables of schema.sql are searched, made when they are full: so it costs a third.
CREATE UNIQUE INDEX record_name ON record (name);
CREATE INDEX record_kind ON record (kind, name);
CREATE INDEX called_record ON called (record);
CREATE UNIQUE INDEX statement_name ON statement (name);
CREATE INDEX statement_subject ON statement (subject, predicate);
CREATE INDEX statement_object ON statement (object, predicate);
CREATE INDEX statement_denied ON statement (subject) WHERE negated = 1;
INSERT INTO text (text) VALUES ('optimize');
PRAGMA analysis_limit = 1000;
ANALYZE;
