"""Stores of the chain. Verb: open."""
