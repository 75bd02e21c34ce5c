"""``xwalk check``: is the knowledge base right, complete and backed by its sources?

Each module holds the rules of one theme. A rule is a function from the parsed packs to findings.
"""
