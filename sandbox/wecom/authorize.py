"""The web login of members (official page 91022), with a page that stands for "who holds this phone"."""

import re
from html import escape
from urllib.parse import urlencode, urlsplit

from sanic import Blueprint, HTTPResponse, Request, html, redirect

from sandbox.wecom.book import WeComBook
from sandbox.wecom.errors import WeComError
from sandbox.world import world_of

blueprint = Blueprint("wecom_authorize", url_prefix="/qyapi/connect/oauth2")

SCOPES = ("snsapi_base", "snsapi_privateinfo")
STATE = re.compile(r"[0-9A-Za-z]{0,128}")


@blueprint.get("/authorize")
async def authorize(request: Request) -> HTTPResponse:
    """With `userid`, goes back to `redirect_uri` with code and state; without, lets a person pick the member."""
    book, query = world_of(request).wecom, {name: values[0] for name, values in request.args.items()}
    address = _checked(book, query)
    if "userid" not in query:
        return html(_choice(book, query))
    member = book.staff.get(query["userid"])
    code = book.login_codes.issue(member.userid, book.timestamp())
    mark = "&" if urlsplit(address).query else "?"
    return redirect(address + mark + urlencode({"code": code, "state": query.get("state", "")}))


def _checked(book: WeComBook, query: dict[str, str]) -> str:
    """The redirect address; 40013, 40056, 40058 or 50001 for parameters the platform refuses."""
    if query.get("appid") != book.world.credentials.wecom_corpid:
        raise WeComError(40013)
    if query.get("agentid", "") not in ("", str(book.world.credentials.wecom_agent_id)):
        raise WeComError(40056)
    if query.get("response_type") != "code" or query.get("scope") not in SCOPES:
        raise WeComError(40058, "response_type or scope")
    if not STATE.fullmatch(query.get("state", "")):
        raise WeComError(40058, "state")
    address = query.get("redirect_uri", "")
    if not address.startswith(("http://", "https://")):
        raise WeComError(50001)
    return address


def _choice(book: WeComBook, query: dict[str, str]) -> str:
    links = "".join(
        f'<li><a href="?{escape(urlencode({**query, "userid": member.userid}))}">{escape(member.name)}</a></li>'
        for member in book.staff.all()
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><h1>以哪位成员的身份登录?</h1><ul>{links}</ul></html>'
    )
