"""One enterprise at WeCom: its two applications and what they share."""

from dataclasses import dataclass

from app.integrations.outbound import Outbound
from app.kernel.settings import Settings
from wecom.client.api import Api
from wecom.client.budgets import Budgets
from wecom.client.jsapi import Tickets
from wecom.client.media import Cover
from wecom.client.pictures import Pictures
from wecom.client.tokens import AccessToken


@dataclass(frozen=True, slots=True)
class Corp:
    """`agent` is the self-built application, which talks to members; `contact` may talk to customers."""

    outbound: Outbound
    agent: Api
    contact: Api
    agent_id: int
    miniprogram_appid: str
    cover: Cover
    tickets: Tickets
    pictures: Pictures

    async def close(self) -> None:
        await self.outbound.close()
        await self.pictures.close()


def corp(settings: Settings) -> Corp:
    """The enterprise of the settings. Opens no connection yet."""
    outbound = Outbound("wecom", settings.wecom_base_url)
    corpid = settings.wecom_corpid
    budgets = Budgets(corpid)
    agent = Api(outbound, AccessToken(outbound, corpid, settings.wecom_agent_secret.get_secret_value()), budgets)
    contact = Api(outbound, AccessToken(outbound, corpid, settings.wecom_contact_secret.get_secret_value()), budgets)
    return Corp(
        outbound,
        agent,
        contact,
        settings.wecom_agent_id,
        settings.miniprogram_appid,
        Cover(contact, corpid),
        Tickets(agent, corpid, settings.wecom_agent_id),
        Pictures(agent, corpid, settings.picture_origins.split(",")),
    )
