"""The compiled index: one SQLite file that answers every question without parsing a source again."""
