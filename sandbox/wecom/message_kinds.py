"""The message types of applications and their limits (official page 90236)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.errors import WeComError
from sandbox.wecom.fields import Fields
from sandbox.wecom.message_cards import check_card, own_miniprogram

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

Content = dict[str, Any]


def _text(book: "WeComBook", content: Fields) -> Content:
    """The platform cuts an over-long text instead of refusing it."""
    return {**content, "content": _cut(fields.needed(content, "content"), 2048)}


def _markdown(book: "WeComBook", content: Fields) -> Content:
    if len(fields.needed(content, "content").encode()) > 2048:
        raise WeComError(45002)
    return dict(content)


def _textcard(book: "WeComBook", content: Fields) -> Content:
    title, description = fields.needed(content, "title"), fields.needed(content, "description")
    fields.needed(content, "url", size=2048)
    fields.text(content, "btntxt", chars=4)
    return {**content, "title": title[:128], "description": description[:512]}


def _news(book: "WeComBook", content: Fields) -> Content:
    articles = fields.records(content, "articles")
    if not 1 <= len(articles) <= 8:
        raise WeComError(40058, "articles")
    for article in articles:
        fields.needed(article, "title")
        if not fields.text(article, "url", size=2048):
            own_miniprogram(book, article)
            fields.needed(article, "pagepath")
    return dict(content)


def _miniprogram_notice(book: "WeComBook", content: Fields) -> Content:
    own_miniprogram(book, content)
    fields.text(content, "page", size=1024)
    for name in ("title", "description"):
        value = fields.text(content, name)
        if (value or name == "title") and not 4 <= len(value) <= 12:
            raise WeComError(40058, f"{name} needs 4 to 12 characters")
    items = fields.records(content, "content_item")
    if len(items) > 10:
        raise WeComError(40058, "content_item")
    for item in items:
        fields.needed(item, "key", chars=10)
        fields.needed(item, "value", chars=30)
    return dict(content)


def _template_card(book: "WeComBook", content: Fields) -> Content:
    card = check_card(book, content)
    if "task_id" in card:
        book.app_messages.task_ids.add(card["task_id"])
    return card


def _media(kind: str) -> Callable[["WeComBook", Fields], Content]:
    def check(book: "WeComBook", content: Fields) -> Content:
        book.media.expect(fields.needed(content, "media_id"), kind, book.timestamp())
        return dict(content)

    return check


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


KINDS: dict[str, Callable[["WeComBook", Fields], Content]] = {
    "text": _text,
    "markdown": _markdown,
    "textcard": _textcard,
    "news": _news,
    "miniprogram_notice": _miniprogram_notice,
    "template_card": _template_card,
    **{kind: _media(kind) for kind in ("image", "voice", "video", "file")},
}
