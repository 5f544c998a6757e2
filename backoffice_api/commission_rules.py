"""Commission rules: added, never edited."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.kernel.money import BASIS_POINTS
from app.referral.add_rule import add_rule


class NewRule(Body):
    guide_rate: int = Field(ge=0, le=BASIS_POINTS, description="导购佣金比例，单位万分之一，例如 500 即 5%")


class Rule(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    guide_rate: int
    created_at: datetime


async def create_rule(call: Call) -> Rule:
    return Rule.model_validate(await add_rule(call.body.guide_rate))
