"""WeCom's part of the doctor: each thing that must be set in its admin console, and where to set it."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from app.doctor.check import Amiss, Check, look
from app.integrations.outbound import Outbound
from app.kernel import clock, db
from app.kernel.clock import SHANGHAI
from app.kernel.errors import SendFailed
from app.kernel.settings import Settings
from wecom.callbacks.crypto import CallbackKeys
from wecom.callbacks.seen import PROBE, seen
from wecom.client import customers
from wecom.client.corp import Corp, corp
from wecom.client.error_codes import MEANINGS
from wecom.client.gateways.staff import StaffOverWeCom

ADMIN = "请管理员登录企业微信管理后台（work.weixin.qq.com）"
APP = f"{ADMIN}，在「应用管理 → 该应用"
CONTACT = f"{ADMIN}，在「客户与上下游 → 客户联系"
RECEIVER = f"{APP} → 接收消息 → 设置 API 接收」"
PATH = "/callbacks/wecom"
# Whose customers are looked at for a unionid; each costs a call.
SAMPLED_MEMBERS, SAMPLED_CUSTOMERS = 20, 3
WECHAT_USER = 1
RECENT = timedelta(days=7)
NOT_LINKED = (90206, 90207)
# $1 since when. The latest greeting of a code with a card says whether the mini-program may be shown.
LATEST_WELCOME = """
SELECT status, failure FROM guide_welcomes WHERE status IN ('sent', 'refused') AND deadline_at >= $1
ORDER BY deadline_at DESC LIMIT 1
"""
LATEST_CALLBACK = "SELECT max(received_at) FROM wecom_inbox"
REST = "按提示处理后再次运行 siyu doctor"


async def wecom_checks(settings: Settings) -> list[Check]:
    """Look at everything that is set at WeCom. Changes nothing there and here."""
    looks = {
        "企业微信应用": _directory,
        "企业微信客户联系": _customer_contact,
        "企业微信客户 unionid": _unionid,
        "企业微信关联小程序": _mini_program,
        "企业微信回调 EncodingAESKey": _aes_key,
        # Before our own knock, which is refused like any other when the keys differ.
        "企业微信回调验证": _verified,
        "企业微信回调地址": _callback_url,
    }
    return [await look(name, at, settings, REST) for name, at in looks.items()]


async def _directory(settings: Settings) -> str:
    async with _corp(settings) as ours:
        members = await StaffOverWeCom(ours).members()
    if not members:
        raise Amiss("应用的可见范围内没有任何成员", f"{APP} → 可见范围」加入使用本系统的部门或成员")
    return f"应用凭证正确，可见成员 {len(members)} 位"


async def _customer_contact(settings: Settings) -> str:
    async with _corp(settings) as ours:
        members = await customers.follow_users(ours.contact)
    if not members:
        raise Amiss("没有成员可以添加客户", f"{CONTACT} → 权限配置」的使用范围里加入导购")
    return f"客户联系凭证正确，可添加客户的成员 {len(members)} 位"


async def _unionid(settings: Settings) -> str:
    """Only a customer shows it. Customers who use WeCom themselves never have one."""
    async with _corp(settings) as ours:
        sampled = 0
        for userid in (await customers.follow_users(ours.contact))[:SAMPLED_MEMBERS]:
            for external_userid in (await customers.customer_ids(ours.contact, userid))[:SAMPLED_CUSTOMERS]:
                found = await customers.customer(ours.contact, external_userid)
                if found.type == WECHAT_USER and found.unionid:
                    return "客户带有 unionid，可与小程序会员合并"
                sampled += found.type == WECHAT_USER
    if not sampled:
        return "还没有微信客户，暂时无法判断是否带有 unionid"
    raise Amiss(
        f"抽查 {sampled} 位微信客户都没有 unionid，企业未绑定微信开发者 ID，客户无法与小程序会员合并",
        f"{CONTACT} → API → 微信开发者 ID」绑定小程序所属的微信开放平台账号",
    )


async def _mini_program(settings: Settings) -> str:
    """WeCom says it only to who shows a card, so the latest greeting is asked."""
    latest = await db.fetch_one(LATEST_WELCOME, clock.now() - RECENT)
    if latest is None:
        return f"近 {RECENT.days} 天没有发过欢迎语，暂时无法判断小程序 {settings.miniprogram_appid} 是否已关联"
    for code in NOT_LINKED:
        if f"(code {code})" in (latest["failure"] or ""):
            raise Amiss(f"{MEANINGS[code].what}（错误码 {code}），带小程序卡片的欢迎语发不出去", MEANINGS[code].remedy)
    return "最近的欢迎语没有因小程序被拒"


async def _aes_key(settings: Settings) -> str:
    try:
        _keys(settings)
    except ValueError:
        raise Amiss(
            "EncodingAESKey 不是有效的 43 位密钥", f"{RECEIVER}查看，改正环境变量 SIYU_WECOM_CALLBACK_AES_KEY"
        ) from None
    return "格式正确"


async def _callback_url(settings: Settings) -> str:
    """Ask our own public address as WeCom would: whether it leads to a server that has these keys."""
    challenge = f"{PROBE}{secrets.randbelow(10**12)}"
    outside, url = Outbound("self", settings.public_url), f"{settings.public_url}{PATH}"
    try:
        answer = await outside.send("GET", PATH, params=_keys(settings).challenge(challenge))
    except SendFailed as failed:
        raise Amiss(
            f"无法访问 {url}：{failed.reason}",
            "请确认 siyu serve 正在运行，域名解析、HTTPS 证书和反向代理正确，SIYU_PUBLIC_URL 与公网地址一致",
        ) from None
    finally:
        await outside.close()
    if answer.status_code in (400, 403):
        raise Amiss(
            f"{url} 拒绝了本机密钥的签名，服务器使用的 Token、EncodingAESKey 或企业 ID 与本机设置不同",
            "请核对服务器与本机的 SIYU_WECOM_CALLBACK_TOKEN、SIYU_WECOM_CALLBACK_AES_KEY、SIYU_WECOM_CORPID 后重启服务",
        )
    if (answer.status_code, answer.text) != (200, challenge):
        raise Amiss(
            f"{url} 没有原样返回验证内容（HTTP {answer.status_code}）",
            f"请确认反向代理把 {PATH} 转给 siyu serve，没有登录页、跳转或改写内容",
        )
    return f"{url} 能收到并解开企业微信的请求"


async def _verified(settings: Settings) -> str:
    """Whether WeCom itself ever came, and what we last refused that says it comes from there."""
    kept, known = await db.fetch_value(LATEST_CALLBACK), await seen()
    good = max((at for at in (kept, known.verified_at) if at), default=None)
    if known.refused_at and (good is None or known.refused_at > good):
        raise Amiss(
            f"{_moment(known.refused_at)} 的回调被拒绝：{known.refused}",
            f"如果是企业微信发来的：{RECEIVER}核对 Token 与 EncodingAESKey，与 SIYU_WECOM_CALLBACK_TOKEN、"
            "SIYU_WECOM_CALLBACK_AES_KEY 一致",
        )
    if good is None:
        raise Amiss(
            "回调地址还没有通过企业微信的验证，也没有收到过任何事件",
            f"{RECEIVER}填写 URL {settings.public_url}{PATH}、Token 与 EncodingAESKey 并保存；"
            "再在「客户与上下游 → 客户联系 → API → 接收事件服务器」勾选该应用",
        )
    return f"最近一次来自企业微信：{_moment(good)}"


def _keys(settings: Settings) -> CallbackKeys:
    token, aes_key = settings.wecom_callback_token, settings.wecom_callback_aes_key
    return CallbackKeys(token.get_secret_value(), aes_key.get_secret_value(), settings.wecom_corpid)


@asynccontextmanager
async def _corp(settings: Settings) -> AsyncIterator[Corp]:
    """A client that has not been refused yet. What the platform refuses is said in its own words for people."""
    ours = corp(settings)
    try:
        yield ours
    except SendFailed as failed:
        meaning = MEANINGS.get(failed.code) if isinstance(failed.code, int) else None
        if meaning is None:
            raise
        seen_ip = f"，企业微信看到的 IP 是 {failed.ip}" if failed.ip else ""
        raise Amiss(f"{meaning.what}（错误码 {failed.code}）{seen_ip}", meaning.remedy) from failed
    finally:
        await ours.close()


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
