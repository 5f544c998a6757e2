"""What members need from the mini-program platform."""

from typing import Protocol

from app.kernel.port import Port


class MembersGateway(Protocol):
    """Calls whose caller waits for the answer. They raise the SendFailed family; PermanentFailure: the code is void."""

    async def log_in(self, code: str) -> tuple[str, str | None]:
        """(openid, unionid) behind a login code; unionid is None when the platform knows none."""
        ...

    async def phone_number(self, code: str, openid: str | None) -> str:
        """The phone number behind a phone code, which must be this openid's. Each call costs money."""
        ...


gateway: Port[MembersGateway] = Port("members")
