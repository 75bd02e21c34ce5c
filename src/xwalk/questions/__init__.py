"""The questions that the knowledge base answers: pure functions from the index to records of answers."""
