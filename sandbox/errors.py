"""Refusals, one class per door; the application turns each into the answer that door gives."""

from typing import Any


class PlatformError(Exception):
    """WeCom and mini-program refusal: HTTP 200 with ``{"errcode", "errmsg"}``."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errcode, errmsg)
        self.errcode = errcode
        self.errmsg = errmsg


class PayError(Exception):
    """Pay v3 refusal: HTTP 4xx/5xx with ``{"code", "message"}`` and, for a bad field, ``detail``."""

    def __init__(self, status: int, code: str, message: str, detail: dict[str, Any] | None = None) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.detail is not None:
            body["detail"] = self.detail
        return body


class ControlError(Exception):
    """Refusal of the control API: HTTP ``status`` with ``{"error": message}``."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
