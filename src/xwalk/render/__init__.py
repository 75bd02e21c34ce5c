"""Renderers: answers as text for a terminal, JSON, CSV and Markdown. They decide nothing."""
