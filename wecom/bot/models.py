"""Tables of the bot."""

from tortoise import fields
from tortoise.models import Model


class DigestRun(Model):
    """A digest that every guide was told, such as `daily:2026-05-01`."""

    key = fields.CharField(32, primary_key=True)
    finished_at = fields.DatetimeField()

    class Meta:
        table = "bot_digest_runs"
