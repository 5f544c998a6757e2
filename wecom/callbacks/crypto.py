"""Signature and encryption of callbacks (page 90968), by wechatpy; what it does not guard is guarded here.

wechatpy compares signatures in variable time and lets garbage end in IndexError, struct.error and the like.
"""

import base64
import hmac
import struct
from collections.abc import Mapping

from wechatpy.utils import WeChatSigner
from wechatpy.work.crypto import PrpCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from app.kernel.port import Port
from wecom.callbacks.errors import CallbackForged, CallbackMalformed


class CallbackKeys:
    """What a callback URL is configured with. `aes_key` is the 43-character EncodingAESKey."""

    def __init__(self, token: str, aes_key: str, corpid: str) -> None:
        self._token = token
        self._corpid = corpid
        self._cipher = PrpCrypto(base64.b64decode(aes_key + "="))

    def open(self, query: Mapping[str, str], encrypted: str) -> str:
        """The plain text of what `query` signs. Raises CallbackForged, CallbackMalformed."""
        signer = WeChatSigner()
        signer.add_data(self._token, query.get("timestamp", ""), query.get("nonce", ""), encrypted)
        if not hmac.compare_digest(signer.signature.encode(), query.get("msg_signature", "").encode()):
            raise CallbackForged
        try:
            return str(self._cipher.decrypt(encrypted, self._corpid))
        except InvalidCorpIdException:
            raise CallbackForged from None
        except (ValueError, IndexError, struct.error):
            raise CallbackMalformed from None


callback_keys: Port[CallbackKeys] = Port("callback keys")
