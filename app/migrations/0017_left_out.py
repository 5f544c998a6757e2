"""Guides whom WeCom allows no customers stand in no code's way."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields


class Migration(OneStep):
    dependencies = [("db", "0016_hand_over")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ChannelCode",
            name="left_out",
            field=fields.JSONField(default=list, db_default=SqlDefault("'[]'"), encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
