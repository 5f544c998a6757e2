"""Fixtures of task tests: the sandbox's enterprise."""

from tests.wecom.conftest import enterprise

__all__ = ["enterprise"]
