"""Where the courier platform pushes the way of parcels: `/callbacks/kuaidi100`. Its signature says who speaks.

Anything but `result: true` makes it push again: in half an hour, three times. Its answer format is its own.
"""

import orjson
from sanic.response import HTTPResponse

from app.fulfilment.errors import PushRefused
from app.fulfilment.take_journey import take_push
from app.http.routes import JSON, KIB, Call, Route

PREFIX = "/callbacks/kuaidi100"


async def take_courier_push(call: Call) -> HTTPResponse:
    try:
        await take_push(call.request.body)
    except PushRefused as refused:
        return _answer(False, "500", refused.title, refused.status)
    return _answer(True, "200", "成功")


def _answer(result: bool, code: str, message: str, status: int = 200) -> HTTPResponse:
    body = orjson.dumps({"result": result, "returnCode": code, "message": message})
    return HTTPResponse(body, status, content_type=JSON)


COURIER_ROUTES = [Route("POST", "", take_courier_push, max_body=256 * KIB, summary="快递100 物流推送")]
