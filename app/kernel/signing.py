"""Short signed tokens for links: what they say can be read by anyone and changed by nobody."""

import base64
import hashlib
import hmac

from app.kernel.port import Port

TAG_BYTES = 12
SHORT_TAG_BYTES = 6


class LinkSigner:
    """Signs short ASCII payloads with HMAC-SHA256 cut to 96 bits: enough against guessing, short enough for a card."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def sign(self, payload: str) -> str:
        return f"{payload}.{self._tag(payload)}"

    def sign_short(self, payload: str) -> str:
        """With 48 bits, for the 32 characters of a mini-program code's scene. A payload holds no `~`.

        Each guess costs an attacker a request; these tokens say where somebody came from and open nothing.
        """
        return f"{payload}~{self._short_tag(payload)}"

    def verify(self, token: str) -> str | None:
        """The payload, or None when the token was not made here."""
        short = "~" in token
        payload, _, tag = token.rpartition("~" if short else ".")
        if not payload or not token.isascii():
            return None
        expected = self._short_tag(payload) if short else self._tag(payload)
        return payload if hmac.compare_digest(tag, expected) else None

    def _short_tag(self, payload: str) -> str:
        # Another message than the long tag's: the beginning of a long one makes no short one.
        digest = hmac.new(self._key, f"short {payload}".encode(), hashlib.sha256).digest()[:SHORT_TAG_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _tag(self, payload: str) -> str:
        digest = hmac.new(self._key, payload.encode(), hashlib.sha256).digest()[:TAG_BYTES]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


link_signer: Port[LinkSigner] = Port("link signer")
