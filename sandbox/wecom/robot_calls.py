"""The webhook of group robots (official page 91770): no token, the key alone; 20 messages a minute per key."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields
from sandbox.wecom.media import MAGIC, MB
from sandbox.wecom.message_cards import NOTICES, check_card
from sandbox.wecom.robots import PER_MINUTE, Robot

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

TEXT_BYTES, MARKDOWN_BYTES, IMAGE_BYTES = 2048, 4096, 2 * MB
MOST_ARTICLES = 8
UPLOADS = ("file", "voice")
Content = dict[str, Any]
Check = Callable[["WeComBook", Robot, Fields], Content]


def webhook_send(book: "WeComBook", ask: Ask) -> Answer:
    """The robot says it in its group; refused contents count for the frequency as well."""
    robot = book.robots.get(ask.query.get("key", ""))
    book.limits.count(f"robot:{robot.key}", PER_MINUTE, 60)
    kind = fields.text(ask.body, "msgtype")
    if kind not in KINDS:
        raise WeComError(40008, kind)
    content = KINDS[kind](book, robot, fields.record(ask.body, kind))
    robot.messages.append({"msgtype": kind, kind: content, "at": book.now().isoformat()})
    return ok()


def webhook_upload(book: "WeComBook", ask: Ask) -> Answer:
    """A file or a voice for this robot, kept for three days."""
    robot = book.robots.get(ask.query.get("key", ""))
    kind = ask.query.get("type", "")
    if kind not in UPLOADS:
        raise WeComError(40004, kind)
    if ask.file is None or not ask.file.name:
        raise WeComError(44001)
    media = book.media.put(kind, ask.file.name, ask.file.body, book.timestamp())
    robot.media_ids.add(media.media_id)
    return ok(type=media.kind, media_id=media.media_id, created_at=str(media.created_at))


def _text(book: "WeComBook", robot: Robot, content: Fields) -> Content:
    fields.needed(content, "content", size=TEXT_BYTES)
    fields.strings(content, "mentioned_list")
    fields.strings(content, "mentioned_mobile_list")
    return dict(content)


def _markdown(book: "WeComBook", robot: Robot, content: Fields) -> Content:
    fields.needed(content, "content", size=MARKDOWN_BYTES)
    return dict(content)


def _image(book: "WeComBook", robot: Robot, content: Fields) -> Content:
    """Kept without its bytes: the MD5 and how many there were."""
    try:
        picture = base64.b64decode(fields.needed(content, "base64"), validate=True)
    except binascii.Error:
        raise WeComError(40058, "image.base64") from None
    if len(picture) > IMAGE_BYTES:
        raise WeComError(45001)
    if not picture.startswith((MAGIC[".jpg"], MAGIC[".png"])):
        raise WeComError(40058, "image must be jpg or png")
    digest = hashlib.md5(picture, usedforsecurity=False).hexdigest()
    if fields.needed(content, "md5").lower() != digest:
        raise WeComError(301019)
    return {"md5": digest, "bytes": len(picture)}


def _news(book: "WeComBook", robot: Robot, content: Fields) -> Content:
    articles = fields.records(content, "articles")
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise WeComError(40058, "articles")
    for article in articles:
        fields.needed(article, "title")
        fields.needed(article, "url", size=2048)
    return dict(content)


def _media(kind: str) -> Check:
    def check(book: "WeComBook", robot: Robot, content: Fields) -> Content:
        media_id = fields.needed(content, "media_id")
        if media_id not in robot.media_ids:
            raise WeComError(40007, media_id)
        book.media.expect(media_id, kind, book.timestamp())
        return dict(content)

    return check


def _card(book: "WeComBook", robot: Robot, content: Fields) -> Content:
    """Nobody can answer a robot, so its cards have neither buttons nor a menu."""
    if fields.needed(content, "card_type") not in NOTICES or content.get("action_menu"):
        raise WeComError(40058, "card_type")
    return check_card(book, content)


KINDS: dict[str, Check] = {
    "text": _text,
    "markdown": _markdown,
    "markdown_v2": _markdown,
    "image": _image,
    "news": _news,
    "file": _media("file"),
    "voice": _media("voice"),
    "template_card": _card,
}
