"""Personal data at rest: AES-256-GCM for reading back, a keyed hash for looking up. Neither goes to a log."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kernel.port import Port

NONCE = 12


class PersonalData:
    """Encrypts and hashes under one master key (32 bytes, hex); the two uses get keys of their own."""

    def __init__(self, master_hex: str) -> None:
        master = bytes.fromhex(master_hex)
        self._cipher = AESGCM(hmac.digest(master, b"encrypt", "sha256"))
        self._hash_key = hmac.digest(master, b"look-up", "sha256")

    def seal(self, text: str) -> bytes:
        """nonce ‖ ciphertext ‖ tag; two seals of one text differ."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """The text of a seal. Raises cryptography's InvalidTag when it was altered or the key is another."""
        return self._cipher.decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), None).decode()

    def fingerprint(self, text: str) -> str:
        """The same 64 hex digits for the same text, useless without the key."""
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()


personal_data: Port[PersonalData] = Port("personal data")
