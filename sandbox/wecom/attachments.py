"""Attachments of welcome messages and broadcasts (official pages 92137 and 92135)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.errors import WeComError
from sandbox.wecom.fields import Fields

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST = 9
TEXT_BYTES = 4000


def read_content(book: "WeComBook", body: Fields) -> tuple[str, list[dict[str, Any]]]:
    """`(text, attachments)`, checked against every limit; 40063 when both are empty."""
    text = fields.text(fields.record(body, "text"), "content", size=TEXT_BYTES)
    attachments = fields.records(body, "attachments")
    if not text and not attachments:
        raise WeComError(40063, "text and attachments")
    if len(attachments) > MOST:
        raise WeComError(41064)
    return text, [_checked(book, attachment) for attachment in attachments]


def _checked(book: "WeComBook", attachment: Fields) -> dict[str, Any]:
    kind = fields.text(attachment, "msgtype")
    check = CHECKS.get(kind)
    if check is None:
        raise WeComError(41065, kind)
    content = fields.record(attachment, kind)
    if not content:
        raise WeComError(40063, kind)
    check(book, content)
    return {"msgtype": kind, kind: dict(content)}


def _image(book: "WeComBook", content: Fields) -> None:
    media_id = fields.text(content, "media_id")
    if media_id:
        book.media.expect(media_id, "image", book.timestamp())
    else:
        fields.needed(content, "pic_url", size=2048)


def _link(book: "WeComBook", content: Fields) -> None:
    fields.needed(content, "title", size=128)
    fields.text(content, "picurl", size=2048)
    fields.text(content, "desc", size=512)
    if not fields.needed(content, "url", size=2048).startswith(("http://", "https://")):
        raise WeComError(40058, "link.url")


def _miniprogram(book: "WeComBook", content: Fields) -> None:
    fields.needed(content, "title", size=64)
    appid = fields.needed(content, "appid")
    if appid != book.world.credentials.miniprogram_appid:
        raise WeComError(90207, appid)
    fields.needed(content, "page")
    book.media.expect(fields.needed(content, "pic_media_id"), "image", book.timestamp())


def _media(kind: str) -> Callable[["WeComBook", Fields], None]:
    def check(book: "WeComBook", content: Fields) -> None:
        book.media.expect(fields.needed(content, "media_id"), kind, book.timestamp())

    return check


CHECKS: dict[str, Callable[["WeComBook", Fields], None]] = {
    "image": _image,
    "link": _link,
    "miniprogram": _miniprogram,
    "video": _media("video"),
    "file": _media("file"),
}
