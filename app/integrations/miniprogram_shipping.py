"""Telling WeChat how an order was shipped. Wire rules: developers.weixin.qq.com, 小程序发货信息管理服务."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from app.integrations.miniprogram import MiniProgram
from app.kernel.clock import SHANGHAI

MOST_PARCELS = 15
LONGEST_DESCRIPTION = 120
BY_OUT_TRADE_NO = 1
UNIFIED, SPLIT = 1, 2

# What an errcode means for a report of ours.
SAID_ALREADY = frozenset({10060002, 10060023})
TOO_EARLY = frozenset({10060001})
BUSY = frozenset({-1, 10060012, 10060019})


class LogisticsType(IntEnum):
    EXPRESS = 1
    SAME_CITY = 2
    VIRTUAL = 3
    PICK_UP = 4


@dataclass(frozen=True, slots=True)
class ReportedParcel:
    """`carrier` and `tracking_no` only for express. `phone`: the receiver's, masked here, told where SF carries it."""

    description: str
    carrier: str | None = None
    tracking_no: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ShippingReport:
    """The shipping of one paid order. `split` is for express only and stays once it was said.

    `uploaded_at` must be later than that of every report before.
    """

    out_trade_no: str
    openid: str
    logistics: LogisticsType
    split: bool
    everything_sent: bool
    parcels: tuple[ReportedParcel, ...]
    uploaded_at: datetime


class MiniProgramShipping:
    """Calls raise a SendFailed whose `code` is the platform's errcode."""

    def __init__(self, mini_program: MiniProgram, mchid: str, appid: str) -> None:
        self._mini_program = mini_program
        self._mchid = mchid
        self._appid = appid

    async def report(self, report: ShippingReport) -> None:
        await self._mini_program.call("/wxa/sec/order/upload_shipping_info", body_of(report, self._mchid))

    async def is_managed(self) -> bool:
        """Whether this mini-program must report every paid order; until it does, their money is kept back."""
        answer = await self._mini_program.call("/wxa/sec/order/is_trade_managed", {"appid": self._appid})
        return bool(answer.get("is_trade_managed"))


def body_of(report: ShippingReport, mchid: str) -> dict[str, Any]:
    """The request as the platform documents it; times in China's zone with milliseconds."""
    body: dict[str, Any] = {
        "order_key": {
            "order_number_type": BY_OUT_TRADE_NO,
            "mchid": mchid,
            "out_trade_no": report.out_trade_no,
        },
        "logistics_type": int(report.logistics),
        "delivery_mode": SPLIT if report.split else UNIFIED,
        "shipping_list": [_parcel(parcel) for parcel in report.parcels[:MOST_PARCELS]],
        "upload_time": report.uploaded_at.astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
        "payer": {"openid": report.openid},
    }
    return body | ({"is_all_delivered": report.everything_sent} if report.split else {})


def masked(phone: str) -> str:
    """First three and last four digits: `189****1234`; the platform wants the last four to be seen."""
    return f"{phone[:3]}****{phone[-4:]}"


def _parcel(parcel: ReportedParcel) -> dict[str, Any]:
    told: dict[str, Any] = {"item_desc": parcel.description[:LONGEST_DESCRIPTION]}
    if parcel.tracking_no:
        told |= {"tracking_no": parcel.tracking_no, "express_company": parcel.carrier}
    if parcel.phone:
        told["contact"] = {"receiver_contact": masked(parcel.phone)}
    return told
