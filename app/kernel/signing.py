"""Short signed tokens for links: what they say can be read by anyone and changed by nobody."""

import base64
import hashlib
import hmac

from app.kernel.port import Port

TAG_BYTES = 12


class LinkSigner:
    """Signs short ASCII payloads with HMAC-SHA256 cut to 96 bits: enough against guessing, short enough for a card."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def sign(self, payload: str) -> str:
        return f"{payload}.{self._tag(payload)}"

    def verify(self, token: str) -> str | None:
        """The payload, or None when the token was not made here."""
        payload, _, tag = token.rpartition(".")
        if not payload or not token.isascii():
            return None
        return payload if hmac.compare_digest(tag, self._tag(payload)) else None

    def _tag(self, payload: str) -> str:
        digest = hmac.new(self._key, payload.encode(), hashlib.sha256).digest()[:TAG_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


link_signer: Port[LinkSigner] = Port("link signer")
