"""The keys by which WeChat Pay is known: its public keys, and platform certificates, which come and go by themselves.

Source: pay.weixin.qq.com, merchant documentation v3: 下载平台证书, 平台证书更换, 微信支付公钥.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from app.integrations.wechat_pay_crypto import check_fresh, check_signature, decrypt, load_public_key
from app.integrations.wechat_pay_messages import NotFromWeChatPay, NotificationUnreadable
from app.kernel import clock, redis
from app.kernel.errors import SendFailed

# A forged serial must not make us call the platform each time.
PAUSE = timedelta(minutes=1)
KEPT_SECONDS = 12 * 3600
PUBLIC_KEY = "PUB_KEY_ID_"
NEVER = datetime.max.replace(tzinfo=UTC)

Download = Callable[[], Awaitable[httpx.Response]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the moment after which nothing signed by it is believed."""

    key: RSAPublicKey
    until: datetime


class PlatformKeys:
    """Verifies what WeChat Pay signs, by the key that `Wechatpay-Serial` names.

    `public_keys` (id → PEM) never end; during a rotation there are two. A certificate's serial that is not known makes
    one download, at most one a minute; the answer, which only our APIv3 key opens, is shared through Redis as it came.
    """

    def __init__(
        self,
        name: str,
        public_keys: Mapping[str, str],
        apiv3_key: str,
        download: Callable[[], Awaitable[httpx.Response]],
    ) -> None:
        self._keys = {key_id: Key(load_public_key(pem), NEVER) for key_id, pem in public_keys.items()}
        self._wanted = next(iter(public_keys), None)
        self._apiv3_key = apiv3_key
        self._download = download
        self._shared = f"pay:certificates:{name}"
        self._renewing = asyncio.Lock()
        self._renewed_at: datetime | None = None

    def wanted(self) -> str | None:
        """The serial by which answers should be signed: the first public key, else the youngest certificate known."""
        return self._wanted or max(self._keys, key=lambda serial: self._keys[serial].until, default=None)

    async def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the `Wechatpay-*` headers over the exact body. Raises NotFromWeChatPay with a `reason` fact."""
        check_fresh(headers, clock.now().timestamp())
        serial = headers.get("wechatpay-serial", "")
        if serial not in self._keys and not serial.startswith(PUBLIC_KEY):
            await self._renew(serial)
        self._check(serial, headers, body)

    def _check(self, serial: str, headers: Mapping[str, str], body: bytes) -> None:
        known = self._keys.get(serial)
        if known is None or known.until < clock.now():
            raise NotFromWeChatPay(reason="unknown key")
        check_signature(known.key, headers, body)

    async def _renew(self, serial: str) -> None:
        """Learn the certificates of now: from what another process downloaded, else from the platform."""
        async with self._renewing:
            if serial in self._keys or serial in self._learn(await self._shared_answer()):
                return
            now = clock.now()
            if self._renewed_at is not None and abs(now - self._renewed_at) < PAUSE:
                return
            self._renewed_at = now
            try:
                answer = await self._download()
                self._learn(answer.content)
                # The answer may be signed by a certificate that it brings itself; only our APIv3 key opens that.
                self._check(answer.headers.get("wechatpay-serial", ""), answer.headers, answer.content)
            except (SendFailed, NotFromWeChatPay) as failure:
                log.warning("pay_certificates_not_renewed", error=repr(failure))
                return
            await redis.soft(redis.client().set(self._shared, answer.text, ex=KEPT_SECONDS), None)

    async def _shared_answer(self) -> bytes:
        kept = await redis.soft(redis.client().get(self._shared), None)
        return str(kept).encode() if kept else b""

    def _learn(self, answer: bytes) -> set[str]:
        """Take over the certificates of an answer; their serials. What our APIv3 key does not open is left out."""
        try:
            entries = orjson.loads(answer)["data"] if answer else []
            found = dict(_certificate(self._apiv3_key, entry) for entry in entries)
        except (KeyError, TypeError, ValueError, NotificationUnreadable) as error:
            log.error("pay_certificates_unreadable", error=repr(error))
            return set()
        self._keys.update(found)
        return set(found)


def _certificate(apiv3_key: str, entry: Mapping[str, Mapping[str, str] | str]) -> tuple[str, Key]:
    sealed, serial = entry["encrypt_certificate"], str(entry["serial_no"])
    if isinstance(sealed, str):
        raise TypeError("encrypt_certificate is an object")
    associated = sealed.get("associated_data") or ""
    certificate = load_pem_x509_certificate(decrypt(apiv3_key, sealed["nonce"], associated, sealed["ciphertext"]))
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or certificate.serial_number != int(serial, 16):
        raise ValueError("a platform certificate holds an RSA key and names its own serial")
    return serial, Key(key, certificate.not_valid_after_utc)
