"""The platform's own keys: public keys without end, certificates that rotate, and which of them signs what.

Source: pay.weixin.qq.com, 获取平台证书列表, 平台证书切换成微信支付公钥: notifications change over bit by bit, answers
are signed by the key that the request's ``Wechatpay-Serial`` names.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.clock import Clock, rfc3339
from sandbox.credentials import Credentials, public_pem, random_text
from sandbox.errors import ControlError, PayError
from sandbox.pay.crypto import load_private_key, seal

CERTIFICATE_LIFE = timedelta(days=5 * 365)
KINDS = ("public_key", "new_public_key", "certificate", "new_certificate")


@dataclass(frozen=True)
class PlatformKey:
    """``certificate`` is PEM; None for a public key."""

    serial: str
    private: rsa.RSAPrivateKey
    certificate: str | None = None
    effective: str = ""
    expires: str = ""


class PlatformKeys:
    """``signing`` signs notifications, and answers to requests that name no key."""

    def __init__(self, clock: Clock, credentials: Credentials) -> None:
        self._clock = clock
        self._credentials = credentials
        private = load_private_key(credentials.wechatpay_private_key_pem)
        self.signing = PlatformKey(credentials.wechatpay_public_key_id, private)
        self._known = {self.signing.serial: self.signing}

    def find(self, serial: str) -> PlatformKey | None:
        return self._known.get(serial)

    def sign_with(self, kind: str) -> dict[str, str]:
        """Change over to the first key of a kind, or to a new one. What a merchant's console would show of it.

        Errors: ControlError 400 for an unknown kind.
        """
        if kind not in KINDS:
            raise ControlError(400, f"with must be one of {KINDS}")
        of_certificates = kind.endswith("certificate")
        fitting = [key for key in self._known.values() if (key.certificate is not None) == of_certificates]
        self.signing = self._make(of_certificates) if kind.startswith("new_") or not fitting else fitting[0]
        return {"serial": self.signing.serial, "public_key_pem": public_pem(self.signing.private.public_key())}

    def certificates(self) -> list[dict[str, Any]]:
        """The answer's ``data``. Errors: 404 RESOURCE_NOT_EXISTS for a merchant that has public keys only."""
        found = [key for key in self._known.values() if key.certificate is not None]
        if not found:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书,请使用微信支付公钥验签")
        return [self._sealed(key) for key in found]

    def _sealed(self, key: PlatformKey) -> dict[str, Any]:
        nonce = random_text(12)
        return {
            "serial_no": key.serial,
            "effective_time": key.effective,
            "expire_time": key.expires,
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM",
                "nonce": nonce,
                "associated_data": "certificate",
                "ciphertext": seal(self._credentials.apiv3_key, nonce, "certificate", (key.certificate or "").encode()),
            },
        }

    def _make(self, of_certificates: bool) -> PlatformKey:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if of_certificates:
            key = self._certificate(private)
        else:
            mchid = self._credentials.mchid
            key = PlatformKey(f"PUB_KEY_ID_01{mchid}" + random_text(22, "0123456789"), private)
        self._known[key.serial] = key
        return key

    def _certificate(self, private: rsa.RSAPrivateKey) -> PlatformKey:
        since = self._clock.now() - timedelta(days=1)
        until = since + CERTIFICATE_LIFE
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com sign")])
        built = (
            x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number(), since, until)
        ).sign(private, SHA256())
        pem = built.public_bytes(Encoding.PEM).decode()
        return PlatformKey(f"{built.serial_number:040X}", private, pem, rfc3339(since), rfc3339(until))
