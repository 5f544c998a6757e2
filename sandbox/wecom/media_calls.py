"""Calls on temporary media (official pages 90253, 90254)."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from sanic import HTTPResponse
from sanic.response import raw

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

CONTENT_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "mp4": "video/mp4", "amr": "audio/amr"}


def upload(book: "WeComBook", ask: Ask) -> Answer:
    """Multipart with one field `media` that carries a file name; 44001 without it."""
    if ask.file is None or not ask.file.name:
        raise WeComError(44001)
    media = book.media.put(ask.query.get("type", ""), ask.file.name, ask.file.body, book.timestamp())
    return ok(type=media.kind, media_id=media.media_id, created_at=str(media.created_at))


def get(book: "WeComBook", ask: Ask) -> HTTPResponse:
    media = book.media.get(fields.needed(ask.query, "media_id"), book.timestamp())
    ending = media.filename.rpartition(".")[2].lower()
    disposition = f"attachment; filename=\"{quote(media.filename)}\"; filename*=utf-8''{quote(media.filename)}"
    kind = CONTENT_TYPES.get(ending, "application/octet-stream")
    return raw(media.content, content_type=kind, headers={"Content-Disposition": disposition})
