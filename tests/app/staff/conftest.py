"""Fixtures of staff tests."""

from tests.wecom.conftest import enterprise

__all__ = ["enterprise"]
