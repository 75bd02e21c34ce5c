"""Deciding on what was proposed: a table for people to fill in, and the statements that they make with it."""
