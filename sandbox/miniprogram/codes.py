"""Mini-program codes: POST /weixin/wxa/getwxacodeunlimit.

Source: developers.weixin.qq.com, 获取不限制的小程序码. The picture is a plain PNG of the asked width whose colour comes
from scene and page; the header X-Sandbox-Scene says what it stands for.
"""

import hashlib
import re
import struct
import zlib
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request, raw

from sandbox.bodies import platform_object
from sandbox.miniprogram.refusals import refusal
from sandbox.world import world_of

blueprint = Blueprint("miniprogram_codes", url_prefix="/weixin")

LONGEST_SCENE = 32
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
VERSIONS = ("release", "trial", "develop")
NARROWEST, WIDEST, USUAL = 280, 1280, 430
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@blueprint.post("/wxa/getwxacodeunlimit")
async def getwxacodeunlimit(request: Request) -> HTTPResponse:
    """Errors: token errors, 40129 scene, 40169 its length, 40159 page, 41030 no such page, 40097 anything else.

    With check_path (usually) a page must be in the released version: here one below `pages/`.
    """
    world_of(request).miniprogram.tokens.check(request.args.get("access_token", ""))
    body = platform_object(request)
    _check_scene(body.get("scene"))
    _check_page(body.get("page", "pages/index/index"), body.get("check_path", True))
    width = body.get("width", USUAL)
    if type(width) is not int or body.get("env_version", "release") not in VERSIONS:
        raise refusal(40097)
    target = f"{body['scene']} {body.get('page', '')}"
    # The platform does not refuse other widths, it draws the nearest one.
    picture = _png(min(max(width, NARROWEST), WIDEST), hashlib.sha256(target.encode()).digest()[:3])
    return raw(picture, content_type="image/png", headers={"X-Sandbox-Scene": quote(target)})


def _check_scene(scene: Any) -> None:
    if not isinstance(scene, str):
        raise refusal(40097)
    if not 1 <= len(scene) <= LONGEST_SCENE:
        raise refusal(40169)
    if not SCENE.fullmatch(scene):
        raise refusal(40129)


def _check_page(page: Any, checked: Any) -> None:
    if not isinstance(page, str) or not isinstance(checked, bool):
        raise refusal(40097)
    if page.startswith("/") or "?" in page:
        raise refusal(40159)
    if checked and not re.fullmatch(r"pages/[\w/-]+", page):
        raise refusal(41030)


def _png(width: int, colour: bytes) -> bytes:
    """A square of one colour with a white rim."""
    rim = width // 10
    empty = b"\0" + b"\xff\xff\xff" * width
    line = b"\0" + b"\xff\xff\xff" * rim + colour * (width - 2 * rim) + b"\xff\xff\xff" * rim
    rows = empty * rim + line * (width - 2 * rim) + empty * rim
    head = struct.pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)
    return PNG_HEAD + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
