"""Typed reading of request fields. A wrong type or an over-long text answers 40058 naming the field."""

from collections.abc import Mapping
from typing import Any

from sandbox.wecom.errors import WeComError

Fields = Mapping[str, Any]


def text(body: Fields, name: str, *, chars: int | None = None, size: int | None = None) -> str:
    """The text, "" when absent; `chars` limits characters, `size` limits UTF-8 bytes."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WeComError(40058, f"{name} must be a string")
    if (chars is not None and len(value) > chars) or (size is not None and len(value.encode()) > size):
        raise WeComError(40058, f"{name} is too long")
    return value


def needed(body: Fields, name: str, *, chars: int | None = None, size: int | None = None) -> str:
    """As `text`, but an absent or empty value answers 40063."""
    value = text(body, name, chars=chars, size=size)
    if not value:
        raise WeComError(40063, name)
    return value


def number(body: Fields, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """An integer within `least..most`; digits in a string count, as in query strings."""
    value = body.get(name, default)
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WeComError(40058, f"{name} must be an integer")
    if value < least or (most is not None and value > most):
        raise WeComError(40058, f"{name} is out of range")
    return value


def flag(body: Fields, name: str, default: bool) -> bool:
    """A boolean; the platform also takes 0 and 1."""
    value = body.get(name, default)
    if value not in (True, False):
        raise WeComError(40058, f"{name} must be a boolean")
    return bool(value)


def strings(body: Fields, name: str, *, most: int | None = None) -> list[str]:
    """A list of texts without repetition, [] when absent."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise WeComError(40058, f"{name} must be a list of strings")
    if most is not None and len(value) > most:
        raise WeComError(40058, f"{name} has too many items")
    return list(dict.fromkeys(value))


def numbers(body: Fields, name: str) -> list[int]:
    """A list of integers, [] when absent."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, int) for item in value):
        raise WeComError(40058, f"{name} must be a list of integers")
    return list(value)


def record(body: Fields, name: str) -> Fields:
    """A JSON object, {} when absent."""
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise WeComError(40058, f"{name} must be an object")
    return value


def records(body: Fields, name: str) -> list[Fields]:
    """A list of JSON objects, [] when absent."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise WeComError(40058, f"{name} must be a list of objects")
    return list(value)
