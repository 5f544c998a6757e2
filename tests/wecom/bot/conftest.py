"""Fixtures of bot tests: those of the guides."""

from tests.app.guides.conftest import enterprise, guide, impatient

__all__ = ["enterprise", "guide", "impatient"]
