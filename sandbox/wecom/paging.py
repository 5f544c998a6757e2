"""Cursor paging: an opaque cursor, an empty `next_cursor` at the end."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.wecom.errors import WeComError

Item = TypeVar("Item")


def page(items: Sequence[Item], cursor: str, limit: int) -> tuple[list[Item], str]:
    """`(items of this page, next_cursor)`; a cursor this platform did not give answers 50100."""
    start = place_of(cursor)
    end = start + limit
    return list(items[start:end]), cursor_at(end) if end < len(items) else ""


def cursor_at(place: int) -> str:
    """The cursor of a page that begins at this place."""
    return base64.urlsafe_b64encode(f"after:{place}".encode()).decode()


def place_of(cursor: str) -> int:
    """Where the page of this cursor begins; 50100 for a cursor this platform did not give."""
    if not cursor:
        return 0
    try:
        word, _, offset = base64.urlsafe_b64decode(cursor).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise WeComError(50100) from None
    if word != "after" or not offset.isdigit():
        raise WeComError(50100)
    return int(offset)
