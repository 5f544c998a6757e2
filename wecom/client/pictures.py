"""Pictures of the library as temporary media (page 90253), which is how the JS-SDK sends a picture."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from app.integrations.outbound import Outbound
from app.integrations.shared import Lease, Shared
from app.kernel import clock
from app.kernel.errors import PermanentFailure, TemporaryFailure
from wecom.client.api import Api
from wecom.client.media import Uploaded

KEPT = timedelta(days=2, hours=12)
MOST_BYTES = 10 * 1024 * 1024
ENDINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8": "jpg"}
OK, ERROR = 200, 500


class PictureRefused(PermanentFailure):
    """Not at a place we fetch from, not there, too big, or neither PNG nor JPEG."""


class Pictures:
    """Uploads what lies at an address once for all processes, until half a day before WeCom forgets it.

    People type addresses, so only those below the `origins` (scheme and host) of the settings are asked, without
    following redirects: no request of ours reaches a place that its operator has not named.
    """

    def __init__(self, api: Api, corpid: str, origins: Iterable[str]) -> None:
        self._api = api
        self._corpid = corpid
        self._origins = tuple(f"{origin.strip().rstrip('/')}/" for origin in origins if origin.strip())
        self._outbound = Outbound("pictures", "")

    async def media_id(self, address: str) -> str:
        """Raises PictureRefused, and the SendFailed family."""
        # Compared as text with the slash behind the host, as a browser's address is.
        plain = address.isascii() and address.isprintable() and "\\" not in address
        if not plain or not address.startswith(self._origins):
            raise PictureRefused("not below one of SIYU_PICTURE_ORIGINS")

        async def upload(_: str | None) -> Lease:
            return await self._upload(address)

        digest = hashlib.sha256(address.encode()).hexdigest()
        return await Shared(f"wecom:picture:{self._corpid}:{digest}", upload).get()

    async def close(self) -> None:
        await self._outbound.close()

    async def _upload(self, address: str) -> Lease:
        status, content = await self._outbound.fetch(address, MOST_BYTES)
        if status >= ERROR:
            raise TemporaryFailure(f"the picture's server answers {status}")
        ending = next((ending for start, ending in ENDINGS.items() if content.startswith(start)), None)
        if status != OK or ending is None or len(content) > MOST_BYTES:
            raise PictureRefused(f"no PNG or JPEG of at most {MOST_BYTES} bytes, status {status}")
        uploaded = await self._api.upload(Uploaded, "media/upload", "image", f"picture.{ending}", content)
        return Lease(uploaded.media_id, (clock.now() + KEPT).timestamp())
