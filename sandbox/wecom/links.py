"""Acquisition links (获客助手): links that lead strangers to a member, paid by a quota (official page 97297)."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.errors import ControlError
from sandbox.wecom.errors import WeComError

ADDRESS = "https://work.weixin.qq.com/ca/"
FIRST_QUOTA = 1000
LOW_BALANCE = 20
OF_THE_CORP, OF_THE_LIST = 1, 2


@dataclass
class LinkCustomer:
    external_userid: str
    userid: str
    state: str
    added_at: int


@dataclass
class Link:
    """`range` and `priority` are the platform's own fields; `opened_at` are Unix seconds."""

    link_id: str
    name: str
    create_time: int
    skip_verify: bool
    mark_source: bool
    range: dict[str, list[Any]]
    priority: dict[str, Any]
    customers: list[LinkCustomer] = field(default_factory=list)
    opened_at: list[int] = field(default_factory=list)
    given: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return ADDRESS + self.link_id

    def brief(self) -> dict[str, Any]:
        return {"link_id": self.link_id, "link_name": self.name, "url": self.url, "create_time": self.create_time}

    def json(self) -> dict[str, Any]:
        link = self.brief() | {"skip_verify": self.skip_verify, "mark_source": self.mark_source}
        shown = {"link": link, "range": self.range}
        return shown | {"priority_option": self.priority} if self.priority else shown


class Links:
    """All links, and how many customers the corp may still win by them."""

    def __init__(self) -> None:
        self.total = self.balance = FIRST_QUOTA
        self._links: dict[str, Link] = {}

    def add(self, checked: dict[str, Any], now: int) -> Link:
        link = Link("caw" + secrets.token_urlsafe(12), create_time=now, **checked)
        self._links[link.link_id] = link
        return link

    def get(self, link_id: str) -> Link:
        """40058 for an unknown or deleted one."""
        link = self._links.get(link_id)
        if link is None:
            raise WeComError(40058, "link_id")
        return link

    def remove(self, link_id: str) -> None:
        del self._links[self.get(link_id).link_id]

    def all(self) -> list[Link]:
        return list(self._links.values())

    def controlled(self, link_id: str) -> Link:
        """The link named in the control API; 404 when there is none."""
        link = self._links.get(link_id)
        if link is None:
            raise ControlError(404, f"no link {link_id}")
        return link

    def opened(self, url: str) -> tuple[Link, str]:
        """`(link, customer_channel)` of an address as a customer has it; 404 when it leads nowhere."""
        parts = urlsplit(url)
        channel = parse_qs(parts.query).get("customer_channel", [""])[0]
        return self.controlled(parts.path.rpartition("/")[2]), channel
