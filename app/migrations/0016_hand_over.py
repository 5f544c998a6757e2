"""Attribution by rules, with locks; hand-overs of customers and groups."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.campaigns.states import BroadcastStatus
from app.guides.states import AttributionMode, NoticeKind, Performance, WhichFriend
from app.handover.states import Commission, Split, TransferState
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

# Who has a guide keeps the guide, as before: a bond by a first friendship is locked for a hundred years.
LOCKED = "UPDATE guide_attributions SET locked_until = since + interval '36500 days'"
# A customer or a group is on its way once. The tick; the store's guides, of whom the first gets orders nobody else gets.
INDEXES = """
CREATE UNIQUE INDEX hand_over_customers_open ON hand_over_customers (external_userid)
    WHERE state IN ('planned', 'begun', 'waiting');
CREATE UNIQUE INDEX hand_over_groups_open ON hand_over_groups (chat_id) WHERE state IN ('planned', 'begun', 'waiting');
CREATE INDEX hand_over_pairs_due ON hand_over_pairs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX staff_by_store ON staff (store_id, created_at) WHERE active;
"""
UNDO_INDEXES = "DROP INDEX hand_over_customers_open, hand_over_groups_open, hand_over_pairs_due, staff_by_store"


class Migration(OneStep):
    dependencies = [("db", "0015_sync")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AttributionRules",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("version", fields.IntField(unique=True)),
                (
                    "mode",
                    fields.CharEnumField(description="ONE: one\nMANY: many", enum_type=AttributionMode, max_length=16),
                ),
                (
                    "friends",
                    fields.CharEnumField(
                        description="FIRST: first\nFIRST_OF_STORE: first_of_store\nLATEST: latest",
                        enum_type=WhichFriend,
                        max_length=16,
                    ),
                ),
                ("entry_days", fields.IntField()),
                ("friend_days", fields.IntField()),
                ("purchase_days", fields.IntField()),
                (
                    "performance",
                    fields.CharEnumField(
                        description="NONE: none\nOWN: own\nOWN_OR_LINK: own_or_link\nOWN_OR_STORE: own_or_store",
                        enum_type=Performance,
                        max_length=16,
                    ),
                ),
                ("created_by", fields.UUIDField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "guide_attribution_rules",
                "app": "db",
                "pk_attr": "id",
                "table_description": "A version of whose customer a member becomes, and who gets an order. Never edited, a new one is added.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CommissionMove",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("hand_over_id", fields.UUIDField()),
                ("member_id", fields.UUIDField(db_index=True)),
                ("from_staff_id", fields.UUIDField()),
                ("to_staff_id", fields.UUIDField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "commission_moves",
                "app": "db",
                "unique_together": (("hand_over_id", "member_id"),),
                "pk_attr": "id",
                "table_description": "From `at` on, commission of the member's earlier orders that this guide would get is another's.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HandOver",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("from_staff_id", fields.UUIDField(db_index=True)),
                ("resigned", fields.BooleanField()),
                (
                    "split",
                    fields.CharEnumField(description="EVEN: even\nBY_STORE: by_store", enum_type=Split, max_length=16),
                ),
                (
                    "commission",
                    fields.CharEnumField(description="KEEP: keep\nMOVE: move", enum_type=Commission, max_length=16),
                ),
                ("message", fields.CharField(default="", max_length=200)),
                ("created_by", fields.UUIDField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("cancelled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hand_overs",
                "app": "db",
                "pk_attr": "id",
                "table_description": "Customers and groups of one guide for one or several successors. `resigned`: the guide had left when it began.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HandOverPair",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("hand_over_id", fields.UUIDField(db_index=True)),
                ("to_staff_id", fields.UUIDField()),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hand_over_pairs",
                "app": "db",
                "unique_together": (("hand_over_id", "to_staff_id"),),
                "pk_attr": "id",
                "table_description": "What one successor gets. `due_at`: when something is to be sent or asked again; null when all is over.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HandedCustomer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("hand_over_id", fields.UUIDField()),
                ("pair_id", fields.UUIDField()),
                ("external_userid", fields.CharField(max_length=64)),
                ("member_id", fields.UUIDField(null=True)),
                (
                    "state",
                    fields.CharEnumField(
                        description="PLANNED: planned\nBEGUN: begun\nWAITING: waiting\nDONE: done\nREFUSED: refused\nLIMIT: limit\nFAILED: failed\nCANCELLED: cancelled",
                        enum_type=TransferState,
                        max_length=16,
                    ),
                ),
                ("reason", fields.CharField(default="", db_default="", max_length=200)),
                ("begun_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("takeover_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hand_over_customers",
                "app": "db",
                "indexes": [Index(fields=["hand_over_id", "id"]), Index(fields=["pair_id", "state"])],
                "pk_attr": "id",
                "table_description": "One customer on the way. `reason` is WeCom's, in Chinese. `member_id` null: WeCom knows them, we do not.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HandedGroup",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("hand_over_id", fields.UUIDField()),
                ("pair_id", fields.UUIDField(db_index=True)),
                ("chat_id", fields.CharField(max_length=64)),
                (
                    "state",
                    fields.CharEnumField(
                        description="PLANNED: planned\nBEGUN: begun\nWAITING: waiting\nDONE: done\nREFUSED: refused\nLIMIT: limit\nFAILED: failed\nCANCELLED: cancelled",
                        enum_type=TransferState,
                        max_length=16,
                    ),
                ),
                ("reason", fields.CharField(default="", db_default="", max_length=200)),
                ("begun_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hand_over_groups",
                "app": "db",
                "indexes": [Index(fields=["hand_over_id", "id"])],
                "pk_attr": "id",
                "table_description": "One customer group on the way; it changes hands at once or not at all.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Unassigned",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("userid", fields.CharField(max_length=64)),
                ("external_userid", fields.CharField(max_length=64)),
                ("left_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "hand_over_unassigned",
                "app": "db",
                "unique_together": (("userid", "external_userid"),),
                "pk_attr": "id",
                "table_description": "A customer whose guide has left and who was given to nobody, as of the last night (待分配).",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="Attribution",
            options={
                "table": "guide_attributions",
                "app": "db",
                "pk_attr": "member_id",
                "table_description": "The one guide a member belongs to, by the rules in force. Until `locked_until` no event gives the member to",
            },
        ),
        ops.AddField(
            model_name="Attribution",
            name="locked_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterModelOptions(
            name="AttributionChange",
            options={
                "table": "guide_attribution_changes",
                "app": "db",
                "pk_attr": "id",
                "table_description": "Every change of a member's guide, and why. `by_staff_id` and `note`: who changed it by hand, and what for.",
            },
        ),
        ops.AddField(
            model_name="AttributionChange",
            name="by_staff_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="AttributionChange",
            name="hand_over_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="AttributionChange",
            name="note",
            field=fields.CharField(default="", db_default="", max_length=200),
        ),
        ops.AlterField(
            model_name="Broadcast",
            name="status",
            field=fields.CharEnumField(
                default=BroadcastStatus.PLANNED,
                description="PLANNED: planned\nCREATING: creating\nCREATED: created\nDONE: done\nFAILED: failed\nCANCELLED: cancelled",
                enum_type=BroadcastStatus,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="EntranceSource",
            name="staff_id",
            field=fields.UUIDField(null=True),
        ),
        # Words of kinds that earlier parts have added to each other's lists.
        ops.AlterField(
            model_name="Notice",
            name="kind",
            field=fields.CharEnumField(
                description="RADAR: radar\nORDER_PAID: order_paid\nBROADCAST_TO_CONFIRM: broadcast_to_confirm\nANSWER: answer\nDIGEST: digest\nTASK_ASSIGNED: task_assigned\nTASK_REMINDER: task_reminder\nTASK_LATE: task_late\nLINKS: links\nFRIEND_LOST: friend_lost\nLOSS_WARNING: loss_warning",
                enum_type=NoticeKind,
                max_length=32,
            ),
        ),
        ops.RunSQL(LOCKED, "SELECT 1"),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
    ]
