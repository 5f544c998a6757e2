"""Temporary media (official page 90253): kept for three days, usable by every application of the corp."""

import secrets
from dataclasses import dataclass

from sandbox.wecom.errors import WeComError

LIFETIME = 3 * 24 * 3600
LEAST_BYTES = 5
MB = 1024 * 1024
# type: largest size in bytes and the endings of the names it takes; "file" takes any.
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "image": (10 * MB, (".jpg", ".jpeg", ".png")),
    "voice": (2 * MB, (".amr",)),
    "video": (10 * MB, (".mp4",)),
    "file": (20 * MB, ()),
}
MAGIC = {".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG\r\n\x1a\n", ".amr": b"#!AMR"}


@dataclass(frozen=True)
class Media:
    media_id: str
    kind: str
    filename: str
    content: bytes
    created_at: int


class MediaShelf:
    """All uploaded media, the expired ones too, so that they can be told from unknown ids."""

    def __init__(self) -> None:
        self._kept: dict[str, Media] = {}

    def put(self, kind: str, filename: str, content: bytes, now: int) -> Media:
        """40004 for an unknown type or content that is not of it, 44001 below 5 bytes, 45001 above the limit."""
        if kind not in KINDS:
            raise WeComError(40004, kind)
        if len(content) <= LEAST_BYTES:
            raise WeComError(44001)
        most, endings = KINDS[kind]
        if len(content) > most:
            raise WeComError(45001)
        ending = "." + filename.rpartition(".")[2].lower()
        if (endings and ending not in endings) or (kind != "file" and not content.startswith(MAGIC.get(ending, b""))):
            raise WeComError(40004, filename)
        media = Media(secrets.token_urlsafe(48), kind, filename, content, now)
        self._kept[media.media_id] = media
        return media

    def get(self, media_id: str, now: int) -> Media:
        """40007 for an unknown id, 40145 three days after the upload."""
        media = self._kept.get(media_id)
        if media is None:
            raise WeComError(40007, media_id)
        if now >= media.created_at + LIFETIME:
            raise WeComError(40145, media_id)
        return media

    def expect(self, media_id: str, kind: str, now: int) -> Media:
        """A living media of this kind; 40004 for one of another kind."""
        media = self.get(media_id, now)
        if media.kind != kind:
            raise WeComError(40004, media.kind)
        return media
