"""Content security of the mini-program. Wire rules: developers.weixin.qq.com, 文本内容安全识别 (msg_sec_check v2)."""

from dataclasses import dataclass
from enum import StrEnum

from app.integrations.miniprogram import MiniProgram
from app.kernel.errors import UnknownOutcome

CHECK = "/wxa/msg_sec_check"
VERSION = 2
COMMENT = 2
LONGEST = 2_500
# The platform judges only for users who used the mini-program within two hours.
USER_NOT_ACTIVE = 61010


class Suggestion(StrEnum):
    NORMAL = "pass"
    REVIEW = "review"
    RISKY = "risky"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`label`: 100 normal, 10001 ads, 20001 politics, 20002 porn, 20003 abuse, 20006 crime, 20008 fraud, 20012 vulgar,
    20013 copyright, 21000 other.
    """

    suggestion: Suggestion
    label: int


class MiniProgramSecurity:
    def __init__(self, mini_program: MiniProgram) -> None:
        self._mini_program = mini_program

    async def judge(self, openid: str, text: str) -> Verdict:
        """What the platform says of a comment of at most 2,500 characters. Asking again does no harm.

        Raises a SendFailed whose `code` is the platform's errcode.
        """
        body = {"content": text, "version": VERSION, "scene": COMMENT, "openid": openid}
        answer = await self._mini_program.call(CHECK, body)
        try:
            result = answer["result"]
            return Verdict(Suggestion(result["suggest"]), int(result["label"]))
        except (KeyError, TypeError, ValueError) as error:
            raise UnknownOutcome("miniprogram answered msg_sec_check without a verdict") from error
