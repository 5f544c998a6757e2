"""Refusals of the mini-program server, worded as the platform words them."""

import secrets

from sandbox.errors import PlatformError

MESSAGES = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    42001: "access_token expired",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, mustslower, retry next minute",
    47001: "data format error",
    47003: "argument invalid!",
    10060001: "pay order not exist",
    10060002: "pay order has been finished shipping",
    10060003: "pay order has used the chance of re-shipping",
    10060004: "pay order state can not ship",
    10060005: "invalid logistics_type",
    10060006: "split delivery mode only for express",
    10060007: "is_all_delivered needed in split delivery mode",
    10060008: "item_desc is empty",
    10060009: "item_desc is too long",
    10060011: "invalid last_index",
    10060014: "invalid parameter",
    10060023: "shipping info has not been changed",
    10060024: "shipping_list is too long",
    10060025: "express_company is too long",
    10060026: "tracking_no is too long",
    10060028: "order has not been shipped",
    10060029: "invalid received_time",
    10060030: "chance of notification has been used",
    10060031: "pay order does not belong to this openid",
    10060032: "only express order can be notified",
    268485194: "invalid order_number_type",
    268485195: "transaction_id is empty",
    268485196: "mchid is empty",
    268485197: "out_trade_no is empty",
    268485216: "invalid upload_time",
    268485224: "invalid delivery_mode",
    268485226: "tracking_no is empty",
    268485227: "express_company is empty",
    268485228: "unified delivery mode needs exactly one shipping",
    200012: "personal template count out of limit",
    200014: "invalid template tid",
    200020: "invalid kidList",
    200021: "invalid sceneDesc",
    61010: "code is expired",
    87007: "session_key is not existed or expired",
    87008: "invalid sig_method",
    87009: "invalid signature",
}


def refusal(errcode: int) -> PlatformError:
    """The error with its text and a request id, as in ``invalid code, rid: 6561f3b1-...``."""
    rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    return PlatformError(errcode, f"{MESSAGES[errcode]}, rid: {rid}")
