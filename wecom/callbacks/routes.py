"""The callback URL: WeCom verifies it by GET and sends events by POST, both within five seconds."""

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from sanic.request import Request
from sanic.response import HTTPResponse

from app.http.routes import KIB, Call, Route
from wecom.callbacks import inbox, xml
from wecom.callbacks.crypto import CallbackKeys, callback_keys
from wecom.callbacks.errors import CallbackMalformed

MAX_BODY = 128 * KIB


def routes(keys: Callable[[], CallbackKeys]) -> list[Route]:
    """The two routes of a callback URL with these keys."""

    async def verify(call: Call) -> HTTPResponse:
        """Echo the decrypted challenge, without quotes or newline."""
        query = signed_query(call.request)
        return _text(keys().open(query, query.get("echostr", "")))

    async def receive(call: Call) -> HTTPResponse:
        """Keep the event, then say so. A repeated one is acknowledged again and kept once."""
        encrypted = xml.fields(call.request.body).get("Encrypt")
        if not encrypted:
            raise CallbackMalformed(missing="Encrypt")
        await inbox.keep(keys().open(signed_query(call.request), encrypted))
        return _text("success")

    return [
        Route("GET", "/wecom", verify, summary="Verification of the callback URL by WeCom"),
        Route("POST", "/wecom", receive, max_body=MAX_BODY, summary="Encrypted events of WeCom"),
    ]


def signed_query(request: Request) -> Mapping[str, str]:
    """The query with percent signs decoded once and every `+` left alone: base64 has them and no spaces."""
    pairs = [pair.partition("=") for pair in request.query_string.split("&")]
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _text(body: str) -> HTTPResponse:
    return HTTPResponse(body, content_type="text/plain; charset=utf-8")


ROUTES = routes(callback_keys)
