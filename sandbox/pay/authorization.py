"""Who may call Pay v3: the ``Authorization`` header and the other headers the platform insists on."""

import re
from dataclasses import dataclass
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from sanic import Request

from sandbox.credentials import Credentials
from sandbox.errors import PayError
from sandbox.pay.crypto import SCHEME, is_signed, request_text
from sandbox.pay.platform_keys import PlatformKey, PlatformKeys

SKEW_SECONDS = 300
NONCE_LIMIT = 32
ITEMS = frozenset({"mchid", "nonce_str", "signature", "timestamp", "serial_no"})
ITEM = re.compile(r'\s*(\w+)="([^"]*)"\s*')


@dataclass(frozen=True)
class Authorization:
    mchid: str
    nonce_str: str
    signature: str
    timestamp: str
    serial_no: str


def parse(header: str) -> Authorization | None:
    """The five items in any order, or None when the header is malformed."""
    scheme, _, rest = header.partition(" ")
    matches = [ITEM.fullmatch(part) for part in rest.split(",")]
    items = {match[1]: match[2] for match in matches if match}
    if scheme != SCHEME or None in matches or len(matches) != len(ITEMS) or items.keys() != ITEMS:
        return None
    return Authorization(**items)


def verify(request: Request, credentials: Credentials, merchant_key: RSAPublicKey, now: int) -> None:
    """Errors: 401 SIGN_ERROR, 400 PARAM_ERROR for missing headers."""
    accept = request.headers.get("accept", "")
    if not request.headers.get("user-agent") or not ("application/json" in accept or "*/*" in accept):
        raise PayError(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent")
    given = parse(request.headers.get("authorization", ""))
    if given is None or len(given.nonce_str) > NONCE_LIMIT or not given.timestamp.isdigit():
        _refuse("Http头Authorization值格式错误,请参考《微信支付商户REST API签名规则》")
    if given.mchid != credentials.mchid:
        _refuse("商户号不存在或与证书序列号不匹配")
    if given.serial_no != credentials.merchant_serial:
        _refuse("商户证书序列号有误,请核实后再试")
    if abs(now - int(given.timestamp)) > SKEW_SECONDS:
        _refuse("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    target = request.raw_url.decode("latin-1")
    text = request_text(request.method, target, given.timestamp, given.nonce_str, request.body)
    if not is_signed(merchant_key, text, given.signature):
        _refuse("错误的签名,验签失败")


def answering_key(request: Request, keys: PlatformKeys) -> PlatformKey:
    """Which key signs the answer: the one that ``Wechatpay-Serial`` names. Errors: 404 for a foreign one."""
    serial = request.headers.get("wechatpay-serial")
    key = keys.find(serial) if serial else keys.signing
    if key is None:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "平台证书序列号Wechatpay-Serial错误")
    return key


def _refuse(message: str) -> NoReturn:
    raise PayError(401, "SIGN_ERROR", message)
