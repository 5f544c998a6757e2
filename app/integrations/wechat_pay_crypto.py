"""Signatures and decryption of WeChat Pay v3.

Source: pay.weixin.qq.com, merchant documentation v3: request signature, response verification, AEAD_AES_256_GCM.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from app.integrations.wechat_pay_messages import NotFromWeChatPay, NotificationUnreadable

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH_SECONDS = 300
# The platform sends wrong signatures with this head to see whether we check; the right one follows later.
PROBE = "WECHATPAY/SIGNTEST/"


def lines(*parts: str) -> bytes:
    """Signed texts end every line with LF, the last one too."""
    return "".join(f"{part}\n" for part in parts).encode()


def is_signed(key: RSAPublicKey, text: bytes, signature: str) -> bool:
    """Whether `signature` (base64) is the key's RSA-SHA256 signature of `text`. False for anything odd."""
    try:
        key.verify(b64decode(signature, validate=True), text, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def decrypt(apiv3_key: str, nonce: str, associated_data: str, ciphertext: str) -> bytes:
    """AEAD_AES_256_GCM of base64 text. `associated_data` may be empty. Raises NotificationUnreadable."""
    try:
        sealed = b64decode(ciphertext, validate=True)
        return AESGCM(apiv3_key.encode()).decrypt(nonce.encode(), sealed, associated_data.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise NotificationUnreadable(what="ciphertext") from error


class Signer:
    """The merchant's hand: signs requests and the parameters of `wx.requestPayment`."""

    def __init__(self, mchid: str, serial: str, private_key_pem: str) -> None:
        key = load_pem_private_key(private_key_pem.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the merchant's API key is an RSA key")
        self._key = key
        self._mchid = mchid
        self._serial = serial

    def authorization(self, method: str, target: str, body: bytes, timestamp: int, nonce: str) -> str:
        """The Authorization header. `target` is path and query exactly as sent, `body` the exact bytes."""
        signature = self._sign(lines(method, target, str(timestamp), nonce) + body + b"\n")
        return (
            f'{SCHEME} mchid="{self._mchid}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{timestamp}",serial_no="{self._serial}"'
        )

    def pay_params(self, appid: str, prepay_id: str, timestamp: int, nonce: str) -> dict[str, str]:
        """The arguments of `wx.requestPayment`."""
        package = f"prepay_id={prepay_id}"
        signature = self._sign(lines(appid, str(timestamp), nonce, package))
        return {
            "timeStamp": str(timestamp),
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": signature,
        }

    def _sign(self, text: bytes) -> str:
        return b64encode(self._key.sign(text, PKCS1v15(), SHA256())).decode()


def load_public_key(pem: str) -> RSAPublicKey:
    """WeChat Pay's public key. Raises ValueError or TypeError for anything but an RSA key."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("WeChat Pay's public key is an RSA key")
    return key


def check_fresh(headers: Mapping[str, str], now: float) -> None:
    """Raises NotFromWeChatPay for what was signed more than five minutes ago, or ahead."""
    timestamp = headers.get("wechatpay-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - int(timestamp[:12])) > FRESH_SECONDS:
        raise NotFromWeChatPay(reason="not fresh")


def check_signature(key: RSAPublicKey, headers: Mapping[str, str], body: bytes) -> None:
    """Check the `Wechatpay-*` headers over the exact body. Raises NotFromWeChatPay."""
    signature = headers.get("wechatpay-signature", "")
    text = lines(headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")) + body + b"\n"
    if signature.startswith(PROBE) or not is_signed(key, text, signature):
        raise NotFromWeChatPay(reason="probe" if signature.startswith(PROBE) else "signature")
