"""What each domain's gateway is bound to, on one page."""

from collections.abc import Awaitable, Callable

from app.campaigns.gateway import gateway as campaigns
from app.guides.gateway import gateway as guides
from app.http.sessions import Sessions, sessions
from app.integrations.miniprogram import MiniProgram
from app.integrations.wechat_pay import Merchant, WeChatPay
from app.kernel.personal import PersonalData, personal_data
from app.kernel.settings import Settings
from app.kernel.signing import LinkSigner, link_signer
from app.members.gateway import gateway as members
from app.payments.gateway import channel
from app.radar import record as radar_events
from app.staff.gateway import directory
from wecom.callbacks.crypto import CallbackKeys, callback_keys
from wecom.callbacks.inbox import arrivals
from wecom.client.corp import corp
from wecom.client.gateways import CampaignsOverWeCom, GuidesOverWeCom, StaffOverWeCom

_closing: list[Callable[[], Awaitable[None]]] = []


def bind(settings: Settings) -> None:
    """Bind every port. Called once in each process before any work."""
    sessions.bind(Sessions(settings.session_key.get_secret_value()))
    personal_data.bind(PersonalData(settings.personal_data_key.get_secret_value()))
    link_signer.bind(LinkSigner(settings.link_key.get_secret_value()))
    mini_program = MiniProgram(
        settings.miniprogram_base_url, settings.miniprogram_appid, settings.miniprogram_secret.get_secret_value()
    )
    members.bind(mini_program)
    _closing.append(mini_program.close)
    wechat_pay = WeChatPay(merchant(settings))
    channel.bind(wechat_pay)
    _closing.append(wechat_pay.close_client)
    _bind_wecom(settings)


def _bind_wecom(settings: Settings) -> None:
    token, aes_key = settings.wecom_callback_token, settings.wecom_callback_aes_key
    callback_keys.bind(CallbackKeys(token.get_secret_value(), aes_key.get_secret_value(), settings.wecom_corpid))
    our_corp = corp(settings)
    directory.bind(StaffOverWeCom(our_corp))
    guides.bind(GuidesOverWeCom(our_corp))
    campaigns.bind(CampaignsOverWeCom(our_corp))
    _closing.append(our_corp.close)


def merchant(settings: Settings) -> Merchant:
    """Who we are at WeChat Pay, by the settings."""
    return Merchant(
        base_url=settings.pay_base_url,
        appid=settings.miniprogram_appid,
        mchid=settings.pay_mchid,
        serial=settings.pay_merchant_serial,
        private_key_pem=settings.pay_merchant_private_key.get_secret_value(),
        apiv3_key=settings.pay_apiv3_key.get_secret_value(),
        public_key_id=settings.pay_public_key_id,
        public_key_pem=settings.pay_public_key,
        notify_url=f"{settings.public_url}/callbacks/pay",
    )


async def close() -> None:
    """Close what holds connections to outside platforms, once what waits in memory is stored."""
    await arrivals.close()
    await radar_events.close()
    while _closing:
        await _closing.pop()()
