"""Taking in what others wrote: mapping sets, frameworks, vocabularies and tables become a pack."""
