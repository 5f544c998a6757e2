"""Leave to send messages (订阅消息): what to ask for, and what the member answered."""

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call, Route
from app.http.sessions import SessionInvalid
from app.notices import consent, queries
from app.notices.states import Consent
from miniprogram_api.callers import member_route


class TemplateIds(BaseModel):
    """Template ids for wx.requestSubscribeMessage by the moment of asking, at most three each; empty: do not ask."""

    order: list[str]
    pick_up: list[str]
    after_sale: list[str]
    coupon: list[str]


class Answer(Body):
    """One template's result, as the client got it."""

    template_id: str = Field(min_length=1, max_length=64)
    result: Consent


async def show_templates(_: Call) -> TemplateIds:
    return TemplateIds(**await queries.template_ids())


async def take_answer(call: Call) -> None:
    if call.session is None or call.session.openid is None:
        raise SessionInvalid
    await consent.say(call.session.openid, call.body.template_id, call.body.result)


ROUTES: list[Route] = [
    member_route("GET", "/notices/templates", show_templates, "可订阅的消息模板", returns=TemplateIds),
    member_route("POST", "/notices/consents", take_answer, "上报订阅授权结果", body=Answer, status=204),
]
