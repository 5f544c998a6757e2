"""Tests here run against a product of real processes."""

from tests.processes import stage

__all__ = ["stage"]
