"""The static site: the same answers, as plain files that any web server or a folder on a laptop can serve.

Pages are Markdown, generated outside of MkDocs and rendered by it: :mod:`xwalk.site.pages` gives every page as a pure
function of the knowledge base, :mod:`xwalk.site.build` renders them, and adds the search index and the data.
"""
