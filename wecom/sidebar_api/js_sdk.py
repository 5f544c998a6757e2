"""What a page hands to WeCom's JS-SDK (page 90506)."""

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call
from wecom.client.jsapi import Signed
from wecom.sidebar_api.callers import guide_route
from wecom.sidebar_api.platform import sidebar_app


class Page(Body):
    url: str = Field(min_length=1, max_length=2048, description="当前页面地址，# 之后的部分不参与签名")


class Signature(BaseModel):
    timestamp: int
    nonce_str: str
    signature: str


class JsSdk(BaseModel):
    """`config` is for `wx.config`, `agent_config` for `wx.agentConfig`."""

    corp_id: str
    agent_id: int
    config: Signature
    agent_config: Signature


async def sign_page(call: Call) -> JsSdk:
    config, agent_config = await sidebar_app().signatures(call.query.url)
    return JsSdk(
        corp_id=sidebar_app().corpid,
        agent_id=sidebar_app().corp.agent_id,
        config=_signature(config),
        agent_config=_signature(agent_config),
    )


def _signature(signed: Signed) -> Signature:
    return Signature(timestamp=signed.timestamp, nonce_str=signed.noncestr, signature=signed.signature)


ROUTES = [guide_route("GET", "/js-sdk", sign_page, "JS-SDK 签名", query=Page, returns=JsSdk)]
