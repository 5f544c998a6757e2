"""Temporary media (pages 90253, 90254), kept for three days and usable by all applications of a corp."""

import hashlib
from datetime import timedelta
from importlib import resources

import msgspec

from app.integrations.shared import Lease, Shared
from app.kernel import clock
from wecom.client.api import Api

KEPT = timedelta(days=2, hours=12)
NAME = "cover.png"


class Uploaded(msgspec.Struct):
    media_id: str


class Cover:
    """The picture on mini-program cards: uploaded once, its id shared until half a day before it lapses."""

    def __init__(self, api: Api, corpid: str) -> None:
        self._api = api
        self._content = (resources.files("wecom.client") / NAME).read_bytes()
        digest = hashlib.sha256(self._content).hexdigest()[:16]
        self._shared = Shared(f"wecom:media:{corpid}:{digest}", self._upload)

    async def media_id(self, failing: str | None = None) -> str:
        """The id; another one than `failing`, which the platform no longer knows."""
        return await self._shared.get(failing)

    async def _upload(self, _: str | None) -> Lease:
        uploaded = await self._api.upload(Uploaded, "media/upload", "image", NAME, self._content)
        return Lease(uploaded.media_id, (clock.now() + KEPT).timestamp())


async def content(api: Api, media_id: str) -> bytes:
    """A temporary file of this corp. PermanentFailure 40007 for none of ours, or 40145 after its three days."""
    return await api.download("media/get", media_id=media_id)
