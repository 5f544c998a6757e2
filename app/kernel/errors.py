"""What can go wrong in business terms. Five kinds decide the HTTP status; `code` is stable for programs.

Each business error picks one kind as its base and sets `code`, a Chinese `title` (what went wrong) and a Chinese
`remedy` (what to do). Anything that is not an `Error` is a bug and answers 500.
"""

from datetime import datetime
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")


class Error(Exception):
    """A business error. `facts` are safe to show: ids and numbers, never personal data."""

    status: ClassVar[int] = 500
    code: str = "error"
    title: str = "出错了"
    remedy: str = "请稍后重试"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotFound(Error):
    """The thing does not exist, or not for this caller (the two are not told apart)."""

    status = 404
    code = "not_found"
    title = "内容不存在"
    remedy = "请返回上一页后重试"


class Forbidden(Error):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"
    title = "没有权限"
    remedy = "请联系管理员开通权限"


class Unauthenticated(Error):
    """The caller is not known: no session, an expired or a forged one."""

    status = 401
    code = "unauthenticated"
    title = "登录已失效"
    remedy = "请重新登录"


class Conflict(Error):
    """The request is well formed and the state of things does not allow it now."""

    status = 409
    code = "conflict"
    title = "当前状态不允许此操作"
    remedy = "请刷新后重试"


class Invalid(Error):
    """The request itself is wrong; sending it again will not help."""

    status = 422
    code = "invalid"
    title = "提交的内容有误"
    remedy = "请检查后重新提交"


class Malformed(Invalid):
    """The bytes are not a request of ours: broken JSON, NUL bytes, wrong media type."""

    status = 400
    code = "malformed"
    title = "请求格式有误"
    remedy = "请按接口文档提交"


class Unavailable(Error):
    """Something we need is down or full; nothing was changed and the same request may be sent again."""

    status = 503
    code = "unavailable"
    title = "服务繁忙"
    remedy = "请稍后重试"


class TooMany(Unavailable):
    """The caller is over a rate limit, or a queue is full."""

    status = 429
    code = "too_many_requests"
    title = "操作太频繁"
    remedy = "请稍后再试"


class SendFailed(Exception):
    """An outside platform refused or could not be reached. `unknown`: it may have acted; never repeat it blindly."""

    def __init__(self, reason: str, *, code: int | str | None = None) -> None:
        super().__init__(f"{reason} (code {code})" if code is not None else reason)
        self.reason = reason
        self.code = code
        # From where the platform saw us come, if it said so.
        self.ip = ""


class PermanentFailure(SendFailed):
    """Trying again cannot help: bad input, a state that does not come back."""


class TemporaryFailure(SendFailed):
    """Nothing was done; trying again may help."""


class QuotaExceeded(SendFailed):
    """A platform quota is used up; try again when it renews, which is at `retry_at` where that is known."""

    def __init__(self, reason: str, *, code: int | str | None = None, retry_at: datetime | None = None) -> None:
        super().__init__(reason, code=code)
        self.retry_at = retry_at


class Misconfigured(SendFailed):
    """Our configuration at the platform is wrong; a person must mend it."""


class UnknownOutcome(SendFailed):
    """The answer was lost: the platform may or may not have acted."""


def is_final(error: Exception) -> bool:
    """Whether doing the same again must fail the same way: business refusals and permanent ones of a platform."""
    if isinstance(error, Unavailable):
        return False
    return isinstance(error, Error | PermanentFailure)


def valid(outcome: T | Error) -> T:
    """The outcome of one of several that were done at once. Raises it when it is an error."""
    if isinstance(outcome, Error):
        raise outcome
    return outcome
