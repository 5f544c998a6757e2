"""The message types of applications and their limits (official page 90236)."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.wecom import fields
from sandbox.wecom.errors import WeComError
from sandbox.wecom.fields import Fields

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

Content = dict[str, Any]
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")
NOTICES = ("text_notice", "news_notice")


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
            _own_miniprogram(book, article)
            fields.needed(article, "pagepath")
    return dict(content)


def _miniprogram_notice(book: "WeComBook", content: Fields) -> Content:
    _own_miniprogram(book, content)
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
    """The rules every card shares, and for interactive ones those of the task and the callback."""
    kind = fields.needed(content, "card_type")
    if kind not in (*NOTICES, *INTERACTIVE):
        raise WeComError(40058, "card_type")
    title = fields.text(fields.record(content, "main_title"), "title")
    if not title and not (kind == "text_notice" and fields.text(content, "sub_title_text")):
        raise WeComError(40063, "main_title.title")
    if kind in NOTICES:
        _card_action(book, fields.record(content, "card_action"))
    else:
        _interaction(book, content)
    return dict(content)


def _card_action(book: "WeComBook", action: Fields) -> None:
    if fields.number(action, "type", 0, least=1, most=2) == 1:
        fields.needed(action, "url", size=2048)
    else:
        _own_miniprogram(book, action)


def _interaction(book: "WeComBook", content: Fields) -> None:
    task_id = fields.needed(content, "task_id")
    if not TASK_ID.fullmatch(task_id) or task_id in book.app_messages.task_ids:
        raise WeComError(40058, "task_id")
    if not book.callbacks.url:
        raise WeComError(43012)
    if content["card_type"] == "button_interaction" and not 1 <= len(fields.records(content, "button_list")) <= 6:
        raise WeComError(40058, "button_list")
    book.app_messages.task_ids.add(task_id)


def _own_miniprogram(book: "WeComBook", content: Fields) -> None:
    appid = fields.needed(content, "appid")
    if appid != book.world.credentials.miniprogram_appid:
        raise WeComError(90207, appid)


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
