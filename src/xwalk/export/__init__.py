"""The knowledge base in the standards and formats of others: pure functions from what is known to bytes.

Each module stands for one form: RDF graphs (Turtle, N-Quads), JSON-LD, mapping sets (SSSOM), tables (CSV, XLSX),
references (BibTeX, CSL-JSON), the index (SQLite), and the description of all of them (DCAT). The same knowledge gives
the same bytes on any day and machine.
"""
