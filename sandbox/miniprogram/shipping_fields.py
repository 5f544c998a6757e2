"""What the platform checks in a shipping report before it looks for the order.

Source: developers.weixin.qq.com, 发货信息录入接口, with its error codes.
"""

import re
from datetime import datetime
from typing import Any

from sandbox.miniprogram.refusals import refusal

MOST_PARCELS = 15
LONGEST_DESCRIPTION = 120
LONGEST_CODE = 128
EXPRESS, SELF_PICK_UP = 1, 4
UNIFIED, SPLIT = 1, 2
CARRIER_WITH_CONTACT = "SF"
UPLOAD_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")
MASKED = re.compile(r"[\d+-]*\*+\d{4}")


def check_report(body: dict[str, Any]) -> datetime:
    """The report's upload_time. Errors: the code of the first field that is wrong."""
    check_key(body.get("order_key"))
    way, mode = body.get("logistics_type"), body.get("delivery_mode")
    if not isinstance(way, int) or way not in range(EXPRESS, SELF_PICK_UP + 1):
        raise refusal(10060005)
    if not isinstance(mode, int) or mode not in (UNIFIED, SPLIT):
        raise refusal(268485224)
    if mode == SPLIT and way != EXPRESS:
        raise refusal(10060006)
    if mode == SPLIT and not isinstance(body.get("is_all_delivered"), bool):
        raise refusal(10060007)
    _check_parcels(body.get("shipping_list"), way, mode)
    if not (body.get("payer") or {}).get("openid"):
        raise refusal(10060014)
    if not UPLOAD_TIME.fullmatch(str(body.get("upload_time"))):
        raise refusal(268485216)
    return datetime.fromisoformat(body["upload_time"])


def check_key(key: Any) -> None:
    """Errors: 268485194 for another type than 1 and 2, 268485195..7 for what its type wants and is missing."""
    if not isinstance(key, dict) or key.get("order_number_type") not in (1, 2):
        raise refusal(268485194)
    if key["order_number_type"] == 2 and not key.get("transaction_id"):
        raise refusal(268485195)
    if key["order_number_type"] == 1:
        for name, missing in (("mchid", 268485196), ("out_trade_no", 268485197)):
            if not key.get(name):
                raise refusal(missing)


def _check_parcels(parcels: Any, way: int, mode: int) -> None:
    if not isinstance(parcels, list) or not parcels:
        raise refusal(10060014)
    if len(parcels) > MOST_PARCELS:
        raise refusal(10060024)
    if mode == UNIFIED and len(parcels) != 1:
        raise refusal(268485228)
    for parcel in parcels:
        _check_parcel(parcel, way)


def _check_parcel(parcel: dict[str, Any], way: int) -> None:
    if not parcel.get("item_desc"):
        raise refusal(10060008)
    if len(parcel["item_desc"]) > LONGEST_DESCRIPTION:
        raise refusal(10060009)
    if way != EXPRESS:
        return
    for name, missing, too_long in (("tracking_no", 268485226, 10060026), ("express_company", 268485227, 10060025)):
        if not parcel.get(name):
            raise refusal(missing)
        if len(parcel[name]) > LONGEST_CODE:
            raise refusal(too_long)
    if parcel["express_company"] == CARRIER_WITH_CONTACT:
        contact = parcel.get("contact") or {}
        numbers = [contact[name] for name in ("consignor_contact", "receiver_contact") if contact.get(name)]
        if not numbers or not all(MASKED.fullmatch(number) for number in numbers):
            raise refusal(10060014)
