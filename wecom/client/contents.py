"""What a welcome message or a broadcast says: text and a mini-program card (pages 92137, 92135)."""

from dataclasses import dataclass
from typing import Any

TITLE_BYTES = 64
TEXT_BYTES = 4000


@dataclass(frozen=True, slots=True)
class CardContent:
    """A mini-program card. `page` ends in .html or has a query after it; `media_id` is the picture on it."""

    title: str
    appid: str
    page: str
    media_id: str


def message(text: str, card: CardContent | None) -> dict[str, Any]:
    """The fields of a message. Text and title are cut to what the platform takes, never inside a character."""
    body: dict[str, Any] = {"text": {"content": cut(text, TEXT_BYTES)}} if text else {}
    return body | ({"attachments": [_attachment(card)]} if card else {})


def cut(text: str, most_bytes: int) -> str:
    """The longest beginning of a text that fits into so many bytes of UTF-8."""
    return text.encode()[:most_bytes].decode(errors="ignore")


def _attachment(card: CardContent) -> dict[str, Any]:
    title = cut(card.title, TITLE_BYTES)
    content = {"title": title, "pic_media_id": card.media_id, "appid": card.appid, "page": card.page}
    return {"msgtype": "miniprogram", "miniprogram": content}
