"""Channel codes of many guides with hours, caps and rotation; their nightly comparison with WeCom."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from app.acquisition.states import ChannelCodeStatus, DifferenceKind, Rotation
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields

# Codes of before had one guide, always on duty, and a way made for one.
GUIDES = "UPDATE channel_codes SET guides = jsonb_build_array(jsonb_build_object('staff_id', staff_id))"
FIRST_GUIDE = """
ALTER TABLE channel_codes ADD staff_id uuid;
UPDATE channel_codes SET staff_id = (guides->0->>'staff_id')::uuid;
ALTER TABLE channel_codes ALTER staff_id SET NOT NULL;
"""
DUE = "UPDATE channel_codes SET due_at = now() WHERE status = 'live'"
# The tick that turns codes; the friends of a day that count against caps, and with the welcomes all of a code.
INDEXES = """
CREATE INDEX channel_codes_due ON channel_codes (due_at) WHERE status = 'live';
CREATE INDEX guide_follows_by_code ON guide_follows (channel_code_id, followed_at) WHERE channel_code_id IS NOT NULL;
CREATE INDEX guide_welcomes_by_code ON guide_welcomes (channel_code_id, deadline_at);
"""
UNDO_INDEXES = "DROP INDEX channel_codes_due, guide_follows_by_code, guide_welcomes_by_code"


class RemoveStaff(ops.RemoveField):
    """Undone, it is filled before it may not be null: codes do not lose their first guide."""

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        if state_editor:
            await state_editor.client.execute_script(FIRST_GUIDE)


class Migration(OneStep):
    dependencies = [("db", "0006_cards")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ChannelCodeCheck",
            fields=[
                ("day", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=10)),
                ("ways", fields.IntField()),
                ("gone", fields.IntField()),
                ("orphans", fields.IntField()),
                ("finished_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "channel_code_checks",
                "app": "db",
                "pk_attr": "day",
                "table_description": "A night's comparison of our codes with the ways at WeCom.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChannelCodeDifference",
            fields=[
                ("config_id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="GONE: gone\nORPHAN: orphan\nDUPLICATE: duplicate\nFOREIGN: foreign",
                        enum_type=DifferenceKind,
                        max_length=16,
                    ),
                ),
                ("channel_code_id", fields.UUIDField(null=True)),
                ("state", fields.CharField(default="", max_length=64)),
                ("found_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("resolved_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "channel_code_differences",
                "app": "db",
                "pk_attr": "config_id",
                "table_description": "A way at WeCom and a code here that do not belong together. Found once; `resolved_at` when it was settled.",
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="ChannelCode",
            options={
                "table": "channel_codes",
                "app": "db",
                "pk_attr": "id",
                "table_description": "A contact-way QR code of guides. `state` (≤ 30 characters) comes back in the friend-added callback.",
            },
        ),
        ops.AlterField(
            model_name="ChannelCode",
            name="status",
            field=fields.CharEnumField(
                default=ChannelCodeStatus.REQUESTED,
                description="REQUESTED: requested\nCREATING: creating\nLIVE: live\nFAILED: failed\nDISABLING: disabling\nDISABLED: disabled\nDELETING: deleting\nDELETED: deleted\nLOST: lost",
                enum_type=ChannelCodeStatus,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="ad",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="campaign",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="claim",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="claimed_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="due_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="exclusive",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="guides",
            field=fields.JSONField(default=list, db_default=SqlDefault("'[]'"), encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="multi",
            field=fields.BooleanField(default=True, db_default=False),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="remark_template",
            field=fields.CharField(default="", db_default="", max_length=60),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="rotation",
            field=fields.CharEnumField(
                default=Rotation.TOGETHER,
                description="TOGETHER: together\nROUND_ROBIN: round_robin\nWEIGHTED: weighted",
                db_default=Rotation.TOGETHER,
                enum_type=Rotation,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="store_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="tag_ids",
            field=fields.JSONField(default=list, db_default=SqlDefault("'[]'"), encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="told",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="ChannelCode",
            name="welcomes",
            field=fields.JSONField(default=list, db_default=SqlDefault("'[]'"), encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.RunSQL(GUIDES, "SELECT 1"),
        ops.RunSQL(DUE, "SELECT 1"),
        RemoveStaff(model_name="ChannelCode", name="staff_id"),
        ops.AddField(
            model_name="Welcome",
            name="userid",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
    ]
