"""The WeChat mini-program server API: login, phone number. Wire rules: developers.weixin.qq.com, 服务端接口."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
import orjson

from app.integrations.outbound import Outbound
from app.integrations.shared import Lease, Shared, lease
from app.kernel.errors import (
    Misconfigured,
    PermanentFailure,
    QuotaExceeded,
    SendFailed,
    TemporaryFailure,
    UnknownOutcome,
)

A = TypeVar("A")
CHINA = "86"
BUSY = -1
TOKEN_REFUSED = frozenset({40001, 40014, 42001})
QUOTAS = frozenset({45009, 45011, 44990, 44991})
OUR_CONFIGURATION = frozenset({40002, 40013, 40125, 40164, 41002, 41004, 43002, 48001, 89503, 89506, 89507})


class CodeRefused(PermanentFailure):
    """40029 or 40163: the client's one-time code is wrong, too old, or spent."""


REFUSED_CODES = frozenset({40029, 40163})


class MiniProgram:
    """One mini-program. All calls raise the SendFailed family; CodeRefused when the client must get a new code."""

    def __init__(self, base_url: str, appid: str, secret: str) -> None:
        self._client = {"appid": appid, "secret": secret}
        self._outbound = Outbound("miniprogram", base_url)
        self._token = Shared(f"miniprogram:token:{appid}", self._stable_token)

    async def log_in(self, code: str) -> tuple[str, str | None]:
        """(openid, unionid) behind a wx.login code; unionid is None unless bound to an open-platform account.

        The session_key is not kept: nothing here opens encrypted data of the client.
        """
        query = self._client | {"js_code": code, "grant_type": "authorization_code"}
        answer = await self._ask("GET", "/sns/jscode2session", params=query)
        return answer["openid"], answer.get("unionid") or None

    async def phone_number(self, code: str, openid: str | None) -> str:
        """The number behind a phone button's code: Chinese ones bare, others as `+44 7...`. Each call costs money."""
        body = {"code": code} | ({"openid": openid} if openid else {})
        answer = await self._ask_with_token("/wxa/business/getuserphonenumber", body)
        phone = answer["phone_info"]
        country, number = str(phone["countryCode"]), str(phone["purePhoneNumber"])
        return number if country == CHINA else f"+{country} {number}"

    async def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of any call that takes the access token, for the parts of the API in files of their own."""
        return await self._ask_with_token(path, body)

    async def picture(self, path: str, body: dict[str, Any]) -> bytes:
        """The bytes of a call that answers with a picture when all is well, and with JSON when it is not."""
        return await self._with_token(path, body, self._picture)

    async def check(self) -> None:
        """Raises what is wrong with our appid, secret or IP at the platform."""
        await self._token.get()

    async def close(self) -> None:
        await self._outbound.close()

    async def _stable_token(self, refused: str | None) -> Lease:
        """Forced only when the platform still hands out the token it refused: twenty a day, 30 seconds apart."""
        granted = await self._grant(force=False)
        return await self._grant(force=True) if granted.value == refused else granted

    async def _grant(self, *, force: bool) -> Lease:
        """An answer that gets lost on its way has done nothing: whatever needed the token was not asked yet."""
        body = self._client | {"grant_type": "client_credential", "force_refresh": force}
        try:
            answer = await self._ask("POST", "/cgi-bin/stable_token", content=orjson.dumps(body))
        except UnknownOutcome as lost:
            raise TemporaryFailure(lost.reason, code=lost.code) from lost
        return lease(answer["access_token"], int(answer["expires_in"]))

    async def _ask_with_token(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._with_token(path, body, self._ask)

    async def _with_token(self, path: str, body: dict[str, Any], ask: Callable[..., Awaitable[A]]) -> A:
        token = await self._token.get()
        try:
            return await ask("POST", path, params={"access_token": token}, content=orjson.dumps(body))
        except Misconfigured as error:
            if error.code not in TOKEN_REFUSED:
                raise
            token = await self._token.get(failing=token)
            return await ask("POST", path, params={"access_token": token}, content=orjson.dumps(body))

    async def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        return _answer(path, await self._outbound.send(method, path, **request))

    async def _picture(self, method: str, path: str, **request: Any) -> bytes:
        response = await self._outbound.send(method, path, **request)
        if not response.is_success or not response.headers.get("content-type", "").startswith("image/"):
            _answer(path, response)
            raise UnknownOutcome(f"miniprogram answered {path} without a picture")
        return response.content


def _answer(path: str, response: httpx.Response) -> dict[str, Any]:
    """The JSON of an answer that is no error; raises what it says else."""
    try:
        answer = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        answer = None
    if not response.is_success or not isinstance(answer, dict):
        raise UnknownOutcome(f"miniprogram answered {path} with HTTP {response.status_code}")
    # Some endpoints leave errcode out when all is well.
    errcode = int(answer.get("errcode", 0))
    if errcode:
        raise _failure(errcode, str(answer.get("errmsg", "")))
    return answer


def _failure(errcode: int, message: str) -> SendFailed:
    if errcode in REFUSED_CODES:
        return CodeRefused(message, code=errcode)
    if errcode == BUSY:
        return TemporaryFailure(message, code=errcode)
    if errcode in QUOTAS:
        return QuotaExceeded(message, code=errcode)
    if errcode in TOKEN_REFUSED | OUR_CONFIGURATION:
        return Misconfigured(message, code=errcode)
    return PermanentFailure(message, code=errcode)
