"""Fixtures of tag tests: the sandbox's enterprise with one guide, whom the product knows."""

from tests.app.guides.conftest import enterprise, guide

__all__ = ["enterprise", "guide"]
