"""Checks of the source itself, run by `make check` and by tests/architecture."""
