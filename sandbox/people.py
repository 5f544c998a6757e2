"""The consumers of the sandbox: people with a phone and a WeChat account."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sandbox.errors import ControlError


@dataclass(slots=True)
class Person:
    """``openid`` belongs to the mini-program, ``external_userid`` to the company's WeCom, ``unionid`` to both."""

    id: str
    name: str
    phone: str
    unionid: str
    openid: str
    external_userid: str
    inbox: list[dict[str, Any]] = field(default_factory=list)

    def receive(
        self,
        kind: str,
        sender: str,
        at: datetime,
        text: str = "",
        attachments: Sequence[dict[str, Any]] = (),
        chat_id: str | None = None,
    ) -> None:
        """Put a message into the inbox; ``chat_id`` is there only for messages of a group."""
        entry: dict[str, Any] = {"kind": kind, "from": sender, "text": text, "attachments": list(attachments)}
        if chat_id is not None:
            entry["chat_id"] = chat_id
        entry["at"] = at.isoformat()
        self.inbox.append(entry)

    def json(self) -> dict[str, Any]:
        return asdict(self)


class People:
    """All persons, found by any of their identities."""

    def __init__(self) -> None:
        self._by_id: dict[str, Person] = {}
        self._by_openid: dict[str, Person] = {}
        self._by_unionid: dict[str, Person] = {}
        self._by_external_userid: dict[str, Person] = {}

    def create(self, name: str, phone: str) -> Person:
        person = Person(
            id=f"p{len(self._by_id) + 1}",
            name=name,
            phone=phone,
            unionid="o" + _random_id(27),
            openid="o" + _random_id(27),
            external_userid="wm" + _random_id(30),
        )
        self._by_id[person.id] = person
        self._by_openid[person.openid] = person
        self._by_unionid[person.unionid] = person
        self._by_external_userid[person.external_userid] = person
        return person

    def all(self) -> list[Person]:
        return list(self._by_id.values())

    def find(self, person_id: str) -> Person | None:
        return self._by_id.get(person_id)

    def get(self, person_id: str) -> Person:
        """Raises ControlError 404 for an unknown id."""
        person = self._by_id.get(person_id)
        if person is None:
            raise ControlError(404, f"no person {person_id}")
        return person

    def by_openid(self, openid: str) -> Person | None:
        return self._by_openid.get(openid)

    def by_unionid(self, unionid: str) -> Person | None:
        return self._by_unionid.get(unionid)

    def by_external_userid(self, external_userid: str) -> Person | None:
        return self._by_external_userid.get(external_userid)


def _random_id(length: int) -> str:
    """Letters, digits, - and _, in one draw, for people are made by the hundred thousand."""
    return secrets.token_urlsafe(length)[:length]
