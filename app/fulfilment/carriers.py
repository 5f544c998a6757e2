"""The couriers we send with, by the codes of WeChat's get_delivery_list (运力id列表)."""

import re
from dataclasses import dataclass

from app.fulfilment.errors import CarrierUnknown, TrackingNumberBad

TRACKING_NUMBER = re.compile(r"[0-9A-Za-z-]{6,32}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """`needs_phone`: asked about a parcel, it wants the receiver's number too."""

    code: str
    name: str
    needs_phone: bool = False


CARRIERS: dict[str, Carrier] = {
    carrier.code: carrier
    for carrier in (
        Carrier("SF", "顺丰速运", needs_phone=True),
        Carrier("ZTO", "中通快递"),
        Carrier("YTO", "圆通速递"),
        Carrier("STO", "申通快递"),
        Carrier("YD", "韵达速递"),
        Carrier("JTSD", "极兔速递"),
        Carrier("JD", "京东快递"),
        Carrier("EMS", "EMS"),
        Carrier("YZPY", "邮政快递包裹"),
        Carrier("DBL", "德邦快递"),
    )
}


def checked(code: str, tracking_no: str) -> tuple[str, str]:
    """The courier's code and the number in capitals without blanks. Raises CarrierUnknown or TrackingNumberBad."""
    if code not in CARRIERS:
        raise CarrierUnknown(carriers=sorted(CARRIERS))
    number = "".join(tracking_no.split()).upper()
    if not TRACKING_NUMBER.fullmatch(number):
        raise TrackingNumberBad
    return code, number


def name_of(code: str | None) -> str | None:
    """What people call it; the store's own people and flash partners are called by what was typed."""
    return CARRIERS[code].name if code in CARRIERS else code
