"""The application's menu (official pages 90231, 90232, 90233)."""

from typing import TYPE_CHECKING

from sandbox.wecom import fields
from sandbox.wecom.ask import Ask
from sandbox.wecom.errors import Answer, WeComError, ok
from sandbox.wecom.fields import Fields

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

MOST_ITEMS, MOST_UNDER = 3, 5
BAR_BYTES, UNDER_BYTES, KEY_BYTES, URL_BYTES = 16, 40, 128, 1024
KINDS = ("click", "view", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "location_select", "view_miniprogram")


def menu_create(book: "WeComBook", ask: Ask) -> Answer:
    """The new menu takes the place of the old one; 40016 to 40020 name what is wrong with it."""
    _own(book, ask)
    items = fields.records(ask.body, "button")
    if not 1 <= len(items) <= MOST_ITEMS:
        raise WeComError(40016)
    book.menu = [_item(item) for item in items]
    return ok()


def menu_get(book: "WeComBook", ask: Ask) -> Answer:
    """46003 when there is none."""
    _own(book, ask)
    if not book.menu:
        raise WeComError(46003)
    return ok(button=book.menu)


def menu_delete(book: "WeComBook", ask: Ask) -> Answer:
    _own(book, ask)
    book.menu = []
    return ok()


def menu_keys(book: "WeComBook") -> set[str]:
    """What can be clicked."""
    under = [each for item in book.menu for each in item.get("sub_button", [])]
    return {each["key"] for each in [*book.menu, *under] if each.get("type") == "click"}


def _own(book: "WeComBook", ask: Ask) -> None:
    if fields.number(ask.query, "agentid", 0) != book.world.credentials.wecom_agent_id:
        raise WeComError(40056)


def _item(item: Fields) -> Fields:
    under = fields.records(item, "sub_button")
    if not under:
        return _button(item, BAR_BYTES)
    if len(under) > MOST_UNDER:
        raise WeComError(40023)
    return {"name": _name(item, BAR_BYTES), "sub_button": [_button(each, UNDER_BYTES) for each in under]}


def _button(item: Fields, most: int) -> Fields:
    kind = fields.text(item, "type")
    if kind not in KINDS:
        raise WeComError(40017, kind)
    button = {"type": kind, "name": _name(item, most)}
    key, url = fields.text(item, "key"), fields.text(item, "url")
    if len(key.encode()) > KEY_BYTES or (kind == "click" and not key):
        raise WeComError(40019)
    if len(url.encode()) > URL_BYTES or (kind == "view" and not url):
        raise WeComError(40020)
    more = {name: fields.text(item, name) for name in ("appid", "pagepath")}
    return button | {name: value for name, value in {"key": key, "url": url, **more}.items() if value}


def _name(item: Fields, most: int) -> str:
    name = fields.text(item, "name")
    if not name or len(name.encode()) > most:
        raise WeComError(40018)
    return name
