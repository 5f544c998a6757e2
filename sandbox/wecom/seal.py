"""Encrypted and signed callback requests."""

import secrets
import time
from dataclasses import dataclass

from sandbox.credentials import Credentials, random_text
from sandbox.wecom import crypto
from sandbox.wecom.events import cdata


@dataclass(frozen=True)
class Sealed:
    """A callback request: `query` of the URL and XML `body` (empty for the verification by GET)."""

    query: dict[str, str]
    body: str


class Seal:
    """Signs and encrypts with the callback Token and EncodingAESKey of the one application."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def post(self, plain: str, receive_id: str | None = None) -> Sealed:
        """The request for an event; `receive_id` other than the corp's makes one that is not meant for the receiver."""
        keys = self._credentials
        encrypted = crypto.encrypt(keys.wecom_callback_aes_key, receive_id or keys.wecom_corpid, plain)
        body = (
            f"<xml><ToUserName>{cdata(keys.wecom_corpid)}</ToUserName>"
            f"<AgentID>{cdata(str(keys.wecom_agent_id))}</AgentID><Encrypt>{cdata(encrypted)}</Encrypt></xml>"
        )
        return Sealed(self._signed(encrypted), body)

    def echo(self, plain: str) -> Sealed:
        """The request by which the console checks a callback URL before it saves it."""
        keys = self._credentials
        encrypted = crypto.encrypt(keys.wecom_callback_aes_key, keys.wecom_corpid, plain)
        return Sealed({**self._signed(encrypted), "echostr": encrypted}, "")

    def replayed(self, sealed: Sealed, plain: str, variant: str) -> Sealed:
        """An earlier request again: `same`, `bad_signature`, `tampered` or `wrong_receiver`; KeyError otherwise."""
        variants = {
            "same": lambda: sealed,
            "bad_signature": lambda: Sealed({**sealed.query, "msg_signature": secrets.token_hex(20)}, sealed.body),
            "tampered": lambda: Sealed(sealed.query, _tampered(sealed.body)),
            "wrong_receiver": lambda: self.post(plain, "ww" + random_text(16)),
        }
        return variants[variant]()

    def _signed(self, encrypted: str) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        signed = crypto.signature(self._credentials.wecom_callback_token, timestamp, nonce, encrypted)
        return {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}


def _tampered(body: str) -> str:
    """One character inside the encrypted text changed, the signature left as it was."""
    place = body.index("<Encrypt><![CDATA[") + len("<Encrypt><![CDATA[") + 30
    return body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
