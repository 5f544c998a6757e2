"""The callback URL: WeCom verifies it by GET and sends events by POST, both within five seconds."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import unquote

import structlog
from sanic.request import Request
from sanic.response import HTTPResponse

from app.http.routes import KIB, Call, Route
from app.kernel.errors import Error
from app.kernel.metrics import WECOM_CALLBACKS
from wecom.callbacks import errors, xml
from wecom.callbacks.crypto import CallbackKeys, callback_keys
from wecom.callbacks.event import parse
from wecom.callbacks.greet import is_greetable
from wecom.callbacks.seen import note_refused, note_verified
from wecom.callbacks.seldom import Seldom
from wecom.inbox.keep import Arrival, keep

MAX_BODY = 128 * KIB
# What wrong keys look like, ours or the sender's; whoever knows none of them is nobody.
WRONG_KEYS = (errors.CallbackForged, errors.CallbackUndecryptable, errors.CallbackForeign)
KEPT, REPEATED, VERIFIED, FAILED = "kept", "repeated", "verified", "failed"

log = structlog.get_logger(__name__)
refusals = Seldom()


def routes(keys: Callable[[], CallbackKeys]) -> list[Route]:
    """The two routes of a callback URL with these keys."""

    async def verify(call: Call) -> HTTPResponse:
        """Echo the decrypted challenge, without quotes or newline."""
        async with _counted():
            query = signed_query(call.request)
            challenge = keys().open(query, query.get("echostr", ""))
            # Events are signed in the same way: whoever had overheard one could have it opened here.
            if not challenge.isalnum():
                raise errors.CallbackMalformed(field="echostr")
        WECOM_CALLBACKS.labels(VERIFIED).inc()
        await note_verified(challenge)
        return _text(challenge)

    async def receive(call: Call) -> HTTPResponse:
        """Keep the event, then say so. A repeated one is acknowledged again and kept once."""
        async with _counted():
            plain = keys().open(signed_query(call.request), xml.encrypted(call.request.body))
            event = parse(plain)
            new = await keep(Arrival(event.name, event.change_type, plain, is_greetable(event)))
        WECOM_CALLBACKS.labels(KEPT if new else REPEATED).inc()
        return _text("success")

    return [
        Route("GET", "/wecom", verify, summary="Verification of the callback URL by WeCom"),
        Route("POST", "/wecom", receive, max_body=MAX_BODY, summary="Encrypted events of WeCom"),
    ]


def signed_query(request: Request) -> Mapping[str, str]:
    """The query with percent signs decoded once and every `+` left alone: base64 has them and no spaces."""
    pairs = [pair.partition("=") for pair in request.query_string.split("&")]
    return {unquote(name): unquote(value) for name, _, value in pairs}


@asynccontextmanager
async def _counted() -> AsyncIterator[None]:
    """Count what is refused by its reason, and name it in the log once a minute, never with content."""
    try:
        yield
    except Error as refused:
        reason = refused.code.removeprefix(errors.PREFIX)
        WECOM_CALLBACKS.labels(reason).inc()
        if times := refusals.due(reason):
            log.warning("callback_refused", reason=reason, times=times, **refused.facts)
        if isinstance(refused, WRONG_KEYS):
            await note_refused(refused.title)
        raise
    except Exception:
        WECOM_CALLBACKS.labels(FAILED).inc()
        raise


def _text(body: str) -> HTTPResponse:
    return HTTPResponse(body, content_type="text/plain; charset=utf-8")


ROUTES = routes(callback_keys)
