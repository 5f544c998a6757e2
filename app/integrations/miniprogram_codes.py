"""Mini-program codes (小程序码). Wire rules: developers.weixin.qq.com, 获取不限制的小程序码 (getUnlimitedQRCode)."""

import re

from app.integrations.miniprogram import MiniProgram
from app.kernel.errors import PermanentFailure

UNLIMITED = "/wxa/getwxacodeunlimit"
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
PAGE = re.compile(r"[^/?][^?]*")
WIDTH = 430


class MiniProgramCodes:
    def __init__(self, mini_program: MiniProgram) -> None:
        self._mini_program = mini_program

    async def unlimited(self, scene: str, page: str) -> bytes:
        """The code's picture, 430 pixels wide. `scene`: 1 to 32 of the characters the platform knows; `page` of the
        released version, without a leading slash and without a query. At most 5,000 a minute.

        Asking again does no harm. Raises a SendFailed whose `code` is the platform's errcode.
        """
        if not SCENE.fullmatch(scene) or not PAGE.fullmatch(page):
            raise PermanentFailure("scene or page that the platform would refuse")
        return await self._mini_program.picture(UNLIMITED, {"scene": scene, "page": page, "width": WIDTH})
