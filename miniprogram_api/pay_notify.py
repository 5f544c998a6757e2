"""Where WeChat Pay tells what was paid and refunded: `/callbacks/pay`. No session: the signature says who speaks.

200 only after the effect is committed; anything else makes the platform send again. Its answer format is its own.
"""

import orjson
import structlog
from sanic.response import HTTPResponse

from app.http.routes import JSON, KIB, Call, Route
from app.kernel.errors import Error
from app.payments import settle

PREFIX = "/callbacks/pay"

log = structlog.get_logger(__name__)


async def take_notification(call: Call) -> HTTPResponse:
    try:
        outcome = await settle.by_notification(call.request.headers, call.request.body)
    except Error as refused:
        log.warning("pay_notification_answered_fail", code=refused.code, facts=refused.facts)
        body = orjson.dumps({"code": "FAIL", "message": refused.title})
        return HTTPResponse(body, refused.status, content_type=JSON)
    return HTTPResponse(orjson.dumps({"code": "SUCCESS", "message": outcome.value}), content_type=JSON)


PAY_ROUTES = [Route("POST", "", take_notification, max_body=64 * KIB, summary="微信支付通知")]
