"""Writing a new record: what its shapes ask for, the values of the answers, and the record in its place."""
