"""Fixtures of robot tests: a robot in a group at the sandbox, on our books."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.robots.register import register
from tests.app.guides.conftest import enterprise, impatient
from tests.wecom.enterprise import Enterprise

__all__ = ["enterprise", "impatient"]


@dataclass(frozen=True)
class Speaker:
    """A robot by our id and by its key."""

    id: UUID
    key: str
    enterprise: Enterprise

    async def heard(self) -> list[str]:
        """What the group has heard, oldest first."""
        said: list[Any] = await self.enterprise.get(f"/wecom/robots/{self.key}/messages")
        return [one[one["msgtype"]].get("content", one["msgtype"]) for one in said]


@pytest.fixture
async def robot(enterprise: Enterprise) -> Speaker:
    made = await enterprise.post("/wecom/robots", name="播报")
    webhook = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={made['key']}"
    return Speaker(await register("播报", webhook), made["key"], enterprise)
