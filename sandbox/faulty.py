"""The middleware around every vendor path: applies injected faults and records the calls."""

from typing import Any

from sanic import HTTPResponse, Request, json, text

from sandbox.faults import Fault
from sandbox.world import world_of

VENDOR_PATHS = ("/qyapi/", "/weixin/", "/v3/", "/kuaidi100/")

# Pay v3 answers a refusal with the HTTP status that belongs to its code.
PAY_STATUSES = {
    "SIGN_ERROR": 401,
    "NO_AUTH": 403,
    "NOT_ENOUGH": 403,
    "RULE_LIMIT": 403,
    "TRADE_ERROR": 403,
    "ACCOUNT_ERROR": 403,
    "OUT_TRADE_NO_USED": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
    "ORDER_NOT_EXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "FREQUENCY_LIMITED": 429,
    "SYSTEM_ERROR": 500,
    "BANK_ERROR": 500,
}


def install(app: Any) -> None:
    app.register_middleware(before_call, "request")
    app.register_middleware(after_call, "response")


async def before_call(request: Request) -> HTTPResponse | None:
    """Answers instead of the handler for ``errcode`` and ``http`` faults, waits for ``hang_before``."""
    if not request.path.startswith(VENDOR_PATHS):
        return None
    fault = request.ctx.fault = world_of(request).faults.take(request.path)
    if fault is None or fault.kind == "hang_after":
        return None
    if fault.kind == "hang_before":
        await fault.hang()
        return None
    return _errcode_answer(request.path, fault) if fault.kind == "errcode" else _http_answer(request.path, fault)


async def after_call(request: Request, response: HTTPResponse) -> None:
    """Records the call as soon as it is done, before ``hang_after`` holds the answer back."""
    if not request.path.startswith(VENDOR_PATHS):
        return
    world = world_of(request)
    world.calls.record(request, response, world.clock.now().isoformat())
    fault: Fault | None = getattr(request.ctx, "fault", None)
    if fault is not None and fault.kind == "hang_after":
        await fault.hang()


def _errcode_answer(path: str, fault: Fault) -> HTTPResponse:
    if path.startswith("/v3/"):
        code = str(fault.errcode)
        return json({"code": code, "message": "沙箱注入的错误"}, status=PAY_STATUSES.get(code, 400))
    if path.startswith("/kuaidi100/"):
        return json({"result": False, "returnCode": str(fault.errcode), "message": "injected by the sandbox"})
    return json({"errcode": fault.errcode, "errmsg": "injected by the sandbox"})


def _http_answer(path: str, fault: Fault) -> HTTPResponse:
    if path.startswith("/v3/") and fault.status in (429, 500):
        code = "FREQUENCY_LIMITED" if fault.status == 429 else "SYSTEM_ERROR"
        return json({"code": code, "message": "系统异常,请稍后重试"}, status=fault.status)
    return text("", status=fault.status)
