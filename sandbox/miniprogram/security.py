"""Content security: POST /weixin/wxa/msg_sec_check, version 2, by words.

Source: developers.weixin.qq.com, 文本内容安全识别.
"""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import platform_object
from sandbox.errors import PlatformError
from sandbox.miniprogram.refusals import refusal
from sandbox.miniprogram.security_book import Finding
from sandbox.world import world_of

blueprint = Blueprint("miniprogram_security", url_prefix="/weixin")

LONGEST = 2500
SCENES = (1, 2, 3, 4)
MISSING_TEXT = 44004


@blueprint.post("/wxa/msg_sec_check")
async def msg_sec_check(request: Request) -> HTTPResponse:
    """Errors: 47001 fields, 40129 scene, 40003 openid, 61010 who has not used the mini-program for two hours."""
    world = world_of(request)
    world.miniprogram.tokens.check(request.args.get("access_token", ""))
    body = platform_object(request)
    _check(body)
    person = world.people.by_openid(str(body.get("openid")))
    if person is None:
        raise refusal(40003)
    if not world.security.is_active(person):
        raise refusal(61010)
    finding = world.security.judge(body["content"])
    return json({"errcode": 0, "errmsg": "ok", **_shown(finding), "trace_id": world.security.trace_id()})


def _check(body: dict[str, Any]) -> None:
    if body.get("version") != 2:
        raise refusal(47001)
    if body.get("scene") not in SCENES:
        raise refusal(40129)
    content = body.get("content")
    if not isinstance(content, str) or len(content) > LONGEST:
        raise refusal(47001)
    if not content:
        raise PlatformError(MISSING_TEXT, "empty text content")


def _shown(finding: Finding) -> dict[str, Any]:
    judged = {"suggest": finding.suggest, "label": finding.label}
    detail = {"strategy": "content_model", "errcode": 0, "prob": 90, **judged}
    words = [{"strategy": "keyword", "errcode": 0, "keyword": finding.word, "level": 90, **judged}]
    return {"result": judged, "detail": [detail, *(words if finding.word else [])]}
