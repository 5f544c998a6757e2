"""WeCom's error answers: HTTP 200 with an `errcode` and an `errmsg` nobody should match on."""

import secrets
from typing import Any

from sandbox.errors import PlatformError

ERRMSG = {
    0: "ok",
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media type",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40029: "invalid code",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40068: "invalid tagid",
    40071: "tag name already exists",
    40093: "invalid jsapi signature",
    40096: "invalid external userid",
    40097: "user has not resigned",
    40100: "external user is already in transfer",
    40126: "exceed max corp tag count",
    40128: "transfer too frequently",
    40129: "external user is in transfer",
    40130: "handover and takeover are the same",
    40131: "handover is not the follow user",
    40145: "media expired",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41041: "exceed max user count in contact way",
    41044: "invalid contact way config_id",
    41045: "exceed max contact way count",
    41046: "missing msgid",
    41047: "invalid msgid",
    41048: "no customer to send",
    41050: "invalid welcome_code",
    41051: "externaluser has started chatting",
    41054: "user has not been activated",
    41063: "message is being dispatched",
    41064: "attachments count exceed limit",
    41065: "invalid attachment type",
    41091: "exceed max group count in join way",
    41093: "msg template already cancelled",
    41094: "remind count exceed limit",
    41096: "welcome message is being sent",
    42001: "access_token expired",
    42003: "code expired",
    42022: "code has been used",
    43001: "require GET method",
    43002: "require POST method",
    43012: "callback url must be configured",
    44001: "empty media data",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45009: "api freq out of limit",
    46004: "user no exist",
    47001: "data format error",
    46003: "menu no exist",
    48002: "api forbidden",
    50001: "redirect_uri domain not trusted",
    50100: "invalid cursor",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60123: "department not found",
    81011: "no privilege to access/modify tag",
    81013: "user & party & tag all invalid",
    81017: "query result too large",
    82001: "touser & toparty & totag all empty",
    84061: "not external contact",
    84074: "no external contact privilege",
    90207: "invalid miniprogram appid",
    90500: "group owner has not resigned",
    90501: "chat is not a customer group chat",
    90502: "group owner has resigned",
    91040: "invalid ticket type",
    93000: "invalid webhook url",
    301019: "media md5 not match",
}

Answer = dict[str, Any]


class WeComError(PlatformError):
    """A refusal with the platform's own `errcode`; `detail` names the offending parameter."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        text = message_of(errcode)
        if detail:
            text = f"{text}: {detail}"
        hint = f"hint: [{secrets.token_hex(16)}], from ip: 127.0.0.1"
        more = f"more info at https://open.work.weixin.qq.com/devtool/query?e={errcode}"
        super().__init__(errcode, f"{text}, {hint}, {more}")


def message_of(errcode: int) -> str:
    """The code in a few words."""
    return ERRMSG.get(errcode, "error")


def ok(**fields: Any) -> Answer:
    """A success answer carrying `fields`."""
    return {"errcode": 0, "errmsg": "ok", **fields}
