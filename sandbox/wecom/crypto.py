"""Callback crypto (official page 90968): SHA-1 signature, AES-256-CBC with 32-byte PKCS#7 padding."""

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Lower-case hex SHA-1 of the four parts sorted bytewise."""
    parts = sorted(part.encode() for part in (token, timestamp, nonce, encrypted))
    return hashlib.sha1(b"".join(parts)).hexdigest()


def encrypt(aes_key: str, receive_id: str, plain: str, random16: bytes | None = None) -> str:
    """Base64 of 16 random bytes | big-endian length | message | receiver, encrypted with the 43-character key."""
    message = plain.encode()
    head = secrets.token_bytes(16) if random16 is None else random16
    data = head + len(message).to_bytes(4, "big") + message + receive_id.encode()
    pad = BLOCK - len(data) % BLOCK
    key = _key(aes_key)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(data + bytes([pad]) * pad) + encryptor.finalize()).decode()


def decrypt(aes_key: str, encrypted: str) -> tuple[str, str]:
    """`(message, receive_id)`; ValueError when the padding or the length does not fit."""
    key = _key(aes_key)
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    data = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    pad = data[-1]
    if not 1 <= pad <= BLOCK or data[-pad:] != bytes([pad]) * pad:
        raise ValueError("bad padding")
    data = data[:-pad]
    length = int.from_bytes(data[16:20], "big")
    if len(data) < 20 + length:
        raise ValueError("bad length")
    return data[20 : 20 + length].decode(), data[20 + length :].decode()


def _key(aes_key: str) -> bytes:
    key = base64.b64decode(aes_key + "=")
    if len(key) != BLOCK:
        raise ValueError("EncodingAESKey must be 43 characters")
    return key
