"""Who opens a page inside WeCom (pages 91335, 91023)."""

from urllib.parse import urlencode

import msgspec

from wecom.client.api import Api

AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize"


class Visitor(msgspec.Struct):
    """A member has a `userid`; anybody else an `openid`, and an `external_userid` if a customer of the corp."""

    userid: str = ""
    openid: str = ""
    external_userid: str = ""
    user_ticket: str = ""


def address(corpid: str, agent_id: int, redirect_uri: str, state: str, page: str = AUTHORIZE) -> str:
    """Where a page inside WeCom sends its reader to come back with a `code`, without being asked anything.

    `state` holds at most 128 letters and digits and comes back unchanged: it must be checked there. The domain of
    `redirect_uri` must be one that the application trusts, or WeCom shows 50001. `page` is another platform's page.
    """
    query = {"appid": corpid, "redirect_uri": redirect_uri, "response_type": "code", "scope": "snsapi_base"}
    return f"{page}?{urlencode(query | {'state': state, 'agentid': str(agent_id)})}#wechat_redirect"


async def visitor(api: Api, code: str) -> Visitor:
    """Whose code this is. It serves once, for five minutes: PermanentFailure 40029, 42003 or 42022.

    A lost answer is a TemporaryFailure, but the code may be used up: the page asks for another one.
    """
    return await api.get(Visitor, "auth/getuserinfo", code=code)
