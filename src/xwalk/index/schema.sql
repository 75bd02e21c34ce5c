-- The compiled index of one or more packs. A cache: delete it at any time.
-- Names are CURIEs wherever a prefix is declared, else IRIs.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- The sources the index was made of. Fresh when path, size and time agree, or else the content.
CREATE TABLE file (
    pack TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (pack, path)
) WITHOUT ROWID;

CREATE TABLE prefix (prefix TEXT PRIMARY KEY, namespace TEXT NOT NULL) WITHOUT ROWID;

-- The kinds of record, from the classes that carry xwalk:kind. Lower precedence wins when words fit
-- several; a supporting kind is found by words only when asked for.
CREATE TABLE kind (
    kind TEXT PRIMARY KEY, class TEXT NOT NULL, label TEXT NOT NULL, definition TEXT NOT NULL, precedence INTEGER NOT NULL,
    supporting INTEGER NOT NULL
) WITHOUT ROWID;

-- Every thing that is named: records (with a kind) and whatever else a statement joins (kind ''). said is what the
-- record says of itself, in canonical order: a JSON list of [property, value, key of the record that is the value].
CREATE TABLE record (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL,
    file TEXT NOT NULL, line INTEGER NOT NULL, said TEXT NOT NULL
);

-- Which record points to which, by which of its properties.
CREATE TABLE link (
    target INTEGER NOT NULL, property TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (target, property, record)
) WITHOUT ROWID;

-- The words by which a record is called, folded. rank: 0 label, 1 alternative label, 2 notation.
CREATE TABLE called (folded TEXT NOT NULL, rank INTEGER NOT NULL, record INTEGER NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (folded, rank, record)) WITHOUT ROWID;

CREATE VIRTUAL TABLE text USING fts5 (
    label, called, definition, content = '', tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE letters USING fts5 (words, content = '', tokenize = "trigram");
CREATE TABLE lettered (id INTEGER PRIMARY KEY, record INTEGER NOT NULL, folded TEXT NOT NULL);

-- What the ontologies call their terms.
CREATE TABLE term (name TEXT PRIMARY KEY, label TEXT NOT NULL, definition TEXT NOT NULL) WITHOUT ROWID;

-- Relations and rules: the algebra as data.
CREATE TABLE relation (
    name TEXT PRIMARY KEY, label TEXT NOT NULL, phrase TEXT NOT NULL, family TEXT NOT NULL, rank INTEGER NOT NULL,
    via TEXT NOT NULL, inverse TEXT, definition TEXT NOT NULL, silent TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE entails (relation TEXT NOT NULL, entailed TEXT NOT NULL, PRIMARY KEY (relation, entailed)) WITHOUT ROWID;
CREATE TABLE excludes (relation TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (relation, other)) WITHOUT ROWID;
-- pack: the pack that declares the rule; it concludes nothing from what other packs say.
CREATE TABLE rule (
    rule_set TEXT NOT NULL, first TEXT NOT NULL, next TEXT NOT NULL, gives TEXT NOT NULL, factor REAL NOT NULL,
    name TEXT NOT NULL, why TEXT NOT NULL, pack TEXT NOT NULL,
    PRIMARY KEY (rule_set, first, next)
) WITHOUT ROWID;
-- What match proposes, and how far words of the subject of a relation count for its object.
CREATE TABLE matched (kind TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE lends (relation TEXT PRIMARY KEY, share REAL NOT NULL) WITHOUT ROWID;

CREATE TABLE status (status TEXT NOT NULL, justification TEXT NOT NULL, PRIMARY KEY (status, justification)) WITHOUT ROWID;

-- Statements: the rows of mapping sets, and the relations inside a scheme that stand with the records (rule_set '').
CREATE TABLE statement (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, subject INTEGER NOT NULL, predicate TEXT NOT NULL,
    object INTEGER NOT NULL, negated INTEGER NOT NULL, status TEXT NOT NULL, confidence REAL NOT NULL,
    justification TEXT NOT NULL, comment TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL,
    evidence TEXT NOT NULL, object_source TEXT NOT NULL,
    source TEXT NOT NULL, rule_set TEXT NOT NULL, pack TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL
);

-- From what kinds of records each relation is said, read in its own direction or in that of its inverse.
CREATE TABLE said_from (relation TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (relation, kind)) WITHOUT ROWID;
