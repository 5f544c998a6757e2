"""The `state` of a login: proof that the page that comes back is the page that went away.

The page makes a random verifier, keeps it in its tab and hands us its SHA-256 before it leaves. The state binds that,
so a code that somebody else obtained cannot be pushed into a guide's browser, nor a guide's code be used elsewhere.
"""

import hashlib
import hmac

from app.kernel import clock

LIFETIME_SECONDS = 600
EXPIRY_DIGITS, TAG_DIGITS = 8, 32


class LoginStates:
    """Makes and checks states of 40 hex digits; WeCom takes at most 128 letters and digits (page 91335)."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def issue(self, challenge: str) -> str:
        """A state for the page whose verifier has this SHA-256 in hex; good for ten minutes."""
        expiry = f"{int(clock.now().timestamp()) + LIFETIME_SECONDS:0{EXPIRY_DIGITS}x}"
        return expiry + self._tag(expiry, challenge)

    def accepts(self, state: str, verifier: str) -> bool:
        """Whether the state was made here for the holder of this verifier, and is not too old."""
        expiry, tag = state[:EXPIRY_DIGITS], state[EXPIRY_DIGITS:]
        challenge = hashlib.sha256(verifier.encode()).hexdigest()
        if not state.isascii() or not hmac.compare_digest(tag, self._tag(expiry, challenge)):
            return False
        return int(expiry, 16) > clock.now().timestamp()

    def _tag(self, expiry: str, challenge: str) -> str:
        said = f"guide log-in:{expiry}:{challenge}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()[:TAG_DIGITS]
