"""Proposals of guides, and losses by customer."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.content.states import MaterialKind
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

# The cards of a proposal (app/analytics/proposals.py); how a guide last lost a customer (app/guides/losses.py).
INDEXES = """
CREATE INDEX content_sends_of_proposal ON content_sends (subject_id) WHERE kind = 'proposal';
CREATE INDEX guide_losses_of_member ON guide_losses (member_id, staff_id);
"""
UNDO_INDEXES = "DROP INDEX content_sends_of_proposal, guide_losses_of_member"
KINDS = (
    "TEXT: text\nIMAGE: image\nARTICLE: article\nFILE: file\nVIDEO: video\nPRODUCT: product\nCOUPON: coupon\n"
    "PROPOSAL: proposal"
)


class Migration(OneStep):
    dependencies = [("db", "0016_hand_over")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Proposal",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("staff_id", fields.UUIDField()),
                ("store_id", fields.UUIDField(null=True)),
                ("member_id", fields.UUIDField()),
                ("lines", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("note", fields.CharField(max_length=200)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "content_proposals",
                "app": "db",
                "indexes": [Index(fields=["staff_id", "id"])],
                "pk_attr": "id",
                "table_description": "What a guide put together for one customer (代客下单): `lines` of {sku_id, quantity}, never a price.",
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="ContentSend",
            name="kind",
            field=fields.CharEnumField(description=KINDS, enum_type=MaterialKind, max_length=16),
        ),
        ops.AlterField(
            model_name="Material",
            name="kind",
            field=fields.CharEnumField(description=KINDS, enum_type=MaterialKind, max_length=16),
        ),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
    ]
