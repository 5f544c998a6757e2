"""One vendor call as the handlers see it, and the checks that come before every handler."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sanic import HTTPResponse, Request, json
from sanic.request import File

from sandbox.bodies import platform_object
from sandbox.wecom.errors import Answer, WeComError
from sandbox.wecom.tokens import AGENT, CONTACT

if TYPE_CHECKING:
    from sandbox.wecom.book import WeComBook

ANY_APP = frozenset({AGENT, CONTACT})
# Messages of an application and its JS-SDK ticket belong to the application's own secret.
AGENT_ONLY = frozenset({AGENT})


@dataclass(frozen=True)
class Ask:
    """`app` is the application whose token was used, "" for gettoken."""

    query: dict[str, str]
    body: dict[str, Any]
    app: str
    file: File | None = None


@dataclass(frozen=True)
class Call:
    """A row of the call table; `apps` None means that the call needs no token."""

    method: str
    path: str
    run: Callable[["WeComBook", Ask], Answer | HTTPResponse]
    apps: frozenset[str] | None = ANY_APP

    def answer(self, book: "WeComBook", request: Request) -> HTTPResponse:
        """Checks method, token, permission, address, frequency and JSON, in this order, then runs the call."""
        query = {name: values[0] for name, values in request.args.items()}
        if request.method != self.method:
            raise WeComError(43001 if self.method == "GET" else 43002)
        app = ""
        if self.apps is not None:
            app = book.tokens.app_of(query.get("access_token", ""))
            if app not in self.apps:
                raise WeComError(48002)
            if not book.settings.trusted_ip:
                raise WeComError(60020)
        most = book.settings.api_limits.get(self.path, book.settings.calls_per_minute)
        book.limits.count(f"api:{self.path}", most, 60)
        upload = request.files.get("media") if request.files else None
        answer = self.run(book, Ask(query, _body(request), app, upload))
        return answer if isinstance(answer, HTTPResponse) else json(answer)


def _body(request: Request) -> dict[str, Any]:
    if request.method == "GET" or "multipart" in request.headers.get("content-type", ""):
        return {}
    return platform_object(request)
