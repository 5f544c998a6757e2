"""Lost customers, and who hears of them."""

from uuid import uuid4

from orjson import loads
from tortoise import fields
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from app.guides.states import EndedBy, NoticeKind
from app.kernel.one_step import OneStep

# What is due, a guide's and a store's losses in the order of the list, and those of some days.
INDEXES = """
CREATE INDEX guide_losses_due ON guide_losses (tell_at) WHERE tell_at IS NOT NULL;
CREATE INDEX guide_losses_of_guide ON guide_losses (staff_id, id);
CREATE INDEX guide_losses_of_store ON guide_losses (store_id, id) WHERE store_id IS NOT NULL;
CREATE INDEX guide_losses_by_day ON guide_losses (at);
CREATE INDEX guide_loss_warnings_due ON guide_loss_warnings (due_at) WHERE due_at IS NOT NULL;
"""
UNDO_INDEXES = """
DROP INDEX guide_losses_due, guide_losses_of_guide, guide_losses_of_store, guide_losses_by_day, guide_loss_warnings_due
"""


class Migration(OneStep):
    dependencies = [("db", "0013_codes")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Loss",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("follow_id", fields.UUIDField(db_index=True)),
                ("member_id", fields.UUIDField()),
                ("staff_id", fields.UUIDField()),
                ("store_id", fields.UUIDField(null=True)),
                (
                    "by",
                    fields.CharEnumField(
                        description="CUSTOMER: customer\nGUIDE: guide\nHANDED_OVER: handed_over",
                        enum_type=EndedBy,
                        max_length=16,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("friends_since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("orders", fields.IntField(null=True)),
                ("spent", fields.BigIntField(null=True)),
                ("reasons", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("recovered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("tell_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "guide_losses",
                "app": "db",
                "pk_attr": "id",
                "table_description": "A customer and a guide who are friends no more, by whom, and what the customer was worth until then.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LossAlertPolicy",
            fields=[
                ("id", fields.SmallIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ("terms", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "guide_loss_policy",
                "app": "db",
                "pk_attr": "id",
                "table_description": "One row, or none before the first edit. `terms` as `app/guides/loss_policy.py` says.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LossWarning",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("staff_id", fields.UUIDField()),
                ("day", fields.CharField(max_length=10)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "guide_loss_warnings",
                "app": "db",
                "unique_together": (("staff_id", "day"),),
                "pk_attr": "id",
                "table_description": "A guide deleted as many customers in a Shanghai day as head office wants to hear of. `due_at` null once told.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Follow",
            name="ended_by",
            field=fields.CharEnumField(
                null=True,
                description="CUSTOMER: customer\nGUIDE: guide\nHANDED_OVER: handed_over",
                enum_type=EndedBy,
                max_length=16,
            ),
        ),
        ops.AlterField(
            model_name="Notice",
            name="kind",
            field=fields.CharEnumField(
                description="RADAR: radar\nORDER_PAID: order_paid\nBROADCAST_TO_CONFIRM: broadcast_to_confirm\nFRIEND_LOST: friend_lost\nLOSS_WARNING: loss_warning",
                enum_type=NoticeKind,
                max_length=32,
            ),
        ),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
    ]
