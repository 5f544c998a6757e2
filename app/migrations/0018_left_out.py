"""Guides whom WeCom allows no customers stand in no code's way; friends may have come by a hand-over."""

from app.guides.states import CameByKind
from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields


class Migration(OneStep):
    dependencies = [("db", "0017_sidebar_sends")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ChannelCode",
            name="left_out",
            field=fields.JSONField(default=list, db_default=SqlDefault("'[]'"), encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AlterField(
            model_name="Follow",
            name="came_by_kind",
            field=fields.CharEnumField(
                null=True,
                description="CHANNEL_CODE: channel_code\nLINK: link\nHAND_OVER: hand_over",
                enum_type=CameByKind,
                max_length=16,
            ),
        ),
    ]
