"""The product's side of WeCom in these tests: tokens, calls, and reading callbacks with an independent library."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
from wechatpy.work.crypto import WeChatCrypto

from tests.sandbox.receiver import Received, Receiver

TOKEN_SECONDS = 7200
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Enterprise:
    """Calls the sandbox as the enterprise's own application."""

    def __init__(self, client: httpx.AsyncClient, keys: dict[str, Any]) -> None:
        self.client = client
        self.keys = keys
        self._tokens: dict[str, str] = {}

    async def token(self, app: str = "agent") -> str:
        if app not in self._tokens:
            answer = await self.gettoken(corpsecret=self.keys[f"wecom_{app}_secret"])
            self._tokens[app] = answer["access_token"]
        return self._tokens[app]

    async def gettoken(self, **query: str) -> dict[str, Any]:
        query = {"corpid": self.keys["wecom_corpid"], **query}
        answer: dict[str, Any] = (await self.client.get("/qyapi/cgi-bin/gettoken", params=query)).json()
        return answer

    async def get(self, path: str, *, app: str = "agent", **query: Any) -> dict[str, Any]:
        """The whole answer, whatever its errcode."""
        params = {"access_token": await self.token(app), **query}
        answer = await self.client.get(f"/qyapi/cgi-bin/{path}", params=params)
        assert answer.status_code == 200
        shown: dict[str, Any] = answer.json()
        return shown

    async def post(self, path: str, *, app: str = "agent", **body: Any) -> dict[str, Any]:
        """The whole answer, whatever its errcode."""
        params = {"access_token": await self.token(app)}
        answer = await self.client.post(f"/qyapi/cgi-bin/{path}", params=params, json=body)
        assert answer.status_code == 200
        shown: dict[str, Any] = answer.json()
        return shown

    async def contact(self, call: str, **body: Any) -> dict[str, Any]:
        """A customer-contact call that must succeed."""
        answer = await self.post(f"externalcontact/{call}", **body)
        assert answer["errcode"] == 0, answer
        return answer

    async def control(self, path: str, method: str = "POST", **body: Any) -> Any:
        """A control call that must succeed."""
        answer = await self.client.request(method, f"/_sandbox/{path}", json=body or None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def member(self, userid: str = "zhangsan") -> str:
        await self.control("wecom/staff", userid=userid, name=f"导购{userid}", mobile="13900000000")
        return userid

    async def person(self, name: str = "小王") -> dict[str, Any]:
        person: dict[str, Any] = await self.control("people", name=name, phone="13800138000")
        return person

    async def way(self, *userids: str, **more: Any) -> str:
        """The config_id of a new QR contact way of these members."""
        users = list(userids)
        answer = await self.contact("add_contact_way", type=1 if len(users) == 1 else 2, scene=2, user=users, **more)
        config_id: str = answer["config_id"]
        return config_id

    async def customer(self, userid: str, name: str = "小王") -> dict[str, Any]:
        """A new person who has added this member."""
        person = await self.person(name)
        await self.control(f"people/{person['id']}/scan", config_id=await self.way(userid))
        return person

    async def group(self, owner: str, *people: dict[str, Any], name: str = "会员群") -> str:
        ids = [person["id"] for person in people]
        made = await self.control("wecom/groups", name=name, owner=owner, member_ids=ids)
        chat_id: str = made["chat_id"]
        return chat_id

    async def upload(self, kind: str = "image", name: str = "a.png", content: bytes = PNG) -> dict[str, Any]:
        params = {"access_token": await self.token(), "type": kind}
        files = {"media": (name, content)}
        answer: dict[str, Any] = (
            await self.client.post("/qyapi/cgi-bin/media/upload", params=params, files=files)
        ).json()
        return answer

    async def inbox(self, person: dict[str, Any]) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = await self.control(f"people/{person['id']}/inbox", "GET")
        return messages

    async def advance(self, seconds: float) -> None:
        """Moves the clock; beyond the life of tokens, new ones are asked for."""
        if seconds > TOKEN_SECONDS:
            self._tokens.clear()
        await self.control("clock", advance_seconds=seconds)

    async def listen(self, receiver: Receiver, **settings: Any) -> None:
        """Saves the receiver as callback URL, answering the challenge as the product must."""
        receiver.body = self.echo
        await self.control("wecom/callback_url", url=f"{receiver.url}/callback?from=wecom")
        receiver.received.clear()
        receiver.body = lambda request: b""
        if settings:
            await self.control("wecom/callbacks/settings", **settings)

    def echo(self, request: Received) -> bytes:
        query = query_of(request)
        plain: bytes = self._crypto().check_signature(
            query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
        )
        return plain if isinstance(plain, bytes) else str(plain).encode()

    def event(self, request: Received) -> dict[str, Any]:
        """The decrypted fields of a callback; raises for a bad signature or another receiver."""
        fields = {}
        for element in ElementTree.fromstring(self.plain(request)):
            items = [item.text for item in element]
            fields[element.tag] = items or element.text
        return fields

    def plain(self, request: Received) -> str:
        """The decrypted XML of a callback; raises as `event` does."""
        query = query_of(request)
        plain = self._crypto().decrypt_message(request.body, query["msg_signature"], query["timestamp"], query["nonce"])
        return plain.decode() if isinstance(plain, bytes) else str(plain)

    def _crypto(self) -> Any:
        keys = self.keys
        return WeChatCrypto(keys["wecom_callback_token"], keys["wecom_callback_aes_key"], keys["wecom_corpid"])


def query_of(request: Received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.target).query).items()}
