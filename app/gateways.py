"""What each domain's gateway is bound to, on one page."""

from collections.abc import Awaitable, Callable

from app.acquisition.gateway import gateway as acquisition
from app.campaigns.gateway import gateway as campaigns
from app.content.gateway import codes, coupons
from app.fulfilment.gateway import couriers, shipping_reports
from app.guides.gateway import gateway as guides
from app.handover.gateway import gateway as handover
from app.http.sessions import Sessions, sessions
from app.integrations.couriers import CourierPlatform, NoCourierPlatform
from app.integrations.couriers_kuaidi100 import Kuaidi100
from app.integrations.miniprogram import MiniProgram
from app.integrations.miniprogram_codes import MiniProgramCodes
from app.integrations.miniprogram_messages import MiniProgramMessages
from app.integrations.miniprogram_security import MiniProgramSecurity
from app.integrations.miniprogram_shipping import MiniProgramShipping
from app.integrations.wechat_pay import Merchant, WeChatPay
from app.integrations.wechat_push_crypto import PushKeys
from app.kernel.personal import PersonalData, personal_data
from app.kernel.settings import Settings
from app.kernel.signing import LinkSigner, link_signer
from app.members.gateway import gateway as members
from app.notices.gateway import MessagePush, message_push, messages
from app.orders import place as placings
from app.orders.place_all import most_unpaid
from app.orders.settle import OrdersSettled
from app.payments import settle as settlements
from app.payments.gateway import channel
from app.payments.subjects import orders as payable_orders
from app.promotions.coupons.queries import CouponsToShow
from app.radar import record as radar_events
from app.reviews.gateway import content_security
from app.robots.gateway import gateway as robots
from app.staff.gateway import directory
from app.sync.gateway import gateway as sync
from app.sync.turn_due import nightly_at
from app.tags.gateway import gateway as tags
from app.tasks.publish import most_guides
from wecom.bot.menu import enterprise
from wecom.callbacks.crypto import CallbackKeys, callback_keys
from wecom.client.corp import corp
from wecom.client.gateways.acquisition import AcquisitionOverWeCom
from wecom.client.gateways.campaigns import CampaignsOverWeCom
from wecom.client.gateways.guides import GuidesOverWeCom
from wecom.client.gateways.handover import HandOverOverWeCom
from wecom.client.gateways.robots import RobotsOverWeCom
from wecom.client.gateways.staff import StaffOverWeCom
from wecom.client.gateways.sync import SyncOverWeCom
from wecom.client.gateways.tags import TagsOverWeCom
from wecom.inbox import keep as inbox
from wecom.sidebar_api.platform import sidebar_app, sidebar_app_of

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
    shipping_reports.bind(MiniProgramShipping(mini_program, settings.pay_mchid, settings.miniprogram_appid))
    messages.bind(MiniProgramMessages(mini_program))
    content_security.bind(MiniProgramSecurity(mini_program))
    codes.bind(MiniProgramCodes(mini_program))
    coupons.bind(CouponsToShow())
    message_push.bind(MessagePush(push_keys(settings)))
    _closing.append(mini_program.close)
    wechat_pay = WeChatPay(merchant(settings))
    channel.bind(wechat_pay)
    payable_orders.bind(OrdersSettled())
    _closing.append(wechat_pay.close_client)
    platform = courier_platform(settings)
    couriers.bind(platform)
    most_unpaid.bind(settings.most_unpaid_orders)
    most_guides.bind(settings.most_task_guides)
    _closing.append(platform.close)
    _bind_wecom(settings)


def _bind_wecom(settings: Settings) -> None:
    token, aes_key = settings.wecom_callback_token, settings.wecom_callback_aes_key
    callback_keys.bind(CallbackKeys(token.get_secret_value(), aes_key.get_secret_value(), settings.wecom_corpid))
    our_corp = corp(settings)
    directory.bind(StaffOverWeCom(our_corp))
    guides.bind(GuidesOverWeCom(our_corp))
    acquisition.bind(AcquisitionOverWeCom(our_corp))
    tags.bind(TagsOverWeCom(our_corp))
    handover.bind(HandOverOverWeCom(our_corp))
    campaigns.bind(CampaignsOverWeCom(our_corp))
    sidebar_app.bind(sidebar_app_of(settings, our_corp))
    enterprise.bind(our_corp)
    robots.bind(RobotsOverWeCom(our_corp.outbound))
    sync.bind(SyncOverWeCom(our_corp))
    nightly_at.bind(settings.nightly_sync_at)
    _closing.append(our_corp.close)


def courier_platform(settings: Settings) -> CourierPlatform:
    """Who watches parcels, by the settings: nobody when none is named."""
    if not settings.kuaidi100_customer:
        return NoCourierPlatform()
    return Kuaidi100(
        settings.kuaidi100_base_url,
        settings.kuaidi100_customer,
        settings.kuaidi100_key.get_secret_value(),
        f"{settings.public_url}/callbacks/kuaidi100",
    )


def push_keys(settings: Settings) -> PushKeys | None:
    """How the mini-program platform signs what it pushes, by the settings: None when no push is set up."""
    token, aes_key = settings.miniprogram_push_token, settings.miniprogram_push_aes_key
    if not token.get_secret_value():
        return None
    return PushKeys(token.get_secret_value(), aes_key.get_secret_value(), settings.miniprogram_appid)


def merchant(settings: Settings) -> Merchant:
    """Who we are at WeChat Pay, by the settings."""
    return Merchant(
        base_url=settings.pay_base_url,
        appid=settings.miniprogram_appid,
        mchid=settings.pay_mchid,
        serial=settings.pay_merchant_serial,
        private_key_pem=settings.pay_merchant_private_key.get_secret_value(),
        apiv3_key=settings.pay_apiv3_key.get_secret_value(),
        public_keys={
            key_id: pem
            for key_id, pem in (
                (settings.pay_public_key_id, settings.pay_public_key),
                (settings.pay_public_key_id_next, settings.pay_public_key_next),
            )
            if key_id
        },
        notify_url=f"{settings.public_url}/callbacks/pay",
    )


async def close() -> None:
    """Close what holds connections to outside platforms, once what waits in memory is stored."""
    await inbox.close()
    await placings.close()
    await settlements.close()
    await radar_events.close()
    while _closing:
        await _closing.pop()()
