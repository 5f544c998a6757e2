"""Tests here run against a product of real processes."""

from tests.processes import processes, stage

__all__ = ["processes", "stage"]
