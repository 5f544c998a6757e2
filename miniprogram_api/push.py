"""Where the mini-program platform pushes its events: `/callbacks/miniprogram`. Its signature says who speaks.

It waits five seconds for `success` and asks three times. Secure mode (安全模式) only, in JSON or XML.
"""

from sanic.response import HTTPResponse

from app.http.routes import KIB, Call, Route
from app.integrations import miniprogram_push
from app.integrations.wechat_push_crypto import PushKeys, PushMalformed
from app.notices.errors import PushNotConfigured
from app.notices.gateway import message_push
from app.notices.take_push import take_push

PREFIX = "/callbacks/miniprogram"


async def verify(call: Call) -> HTTPResponse:
    """Echo the challenge by which the console checks the URL."""
    query = _query(call)
    _keys().verify(query)
    return _text(query.get("echostr", ""))


async def receive(call: Call) -> HTTPResponse:
    """Answered once the event is committed; a repeated one is acknowledged again and counted once."""
    keys = _keys()
    sealed = miniprogram_push.fields(call.request.body).get("Encrypt")
    if not isinstance(sealed, str) or not sealed:
        raise PushMalformed(missing="Encrypt")
    await take_push(keys.open(_query(call), sealed))
    return _text("success")


def _keys() -> PushKeys:
    keys = message_push().keys
    if keys is None:
        raise PushNotConfigured
    return keys


def _query(call: Call) -> dict[str, str]:
    return {name: values[0] for name, values in call.request.args.items()}


def _text(body: str) -> HTTPResponse:
    return HTTPResponse(body, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})


PUSH_ROUTES = [
    Route("GET", "", verify, summary="小程序消息推送 URL 校验"),
    Route("POST", "", receive, max_body=128 * KIB, summary="小程序消息推送"),
]
