"""Guide tasks: what guides are asked for, who is asked, and what counted. Broadcasts say when they were confirmed."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.guides.states import NoticeKind
from app.tasks.states import Audience, RowStatus, TaskKind, TaskStatus
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields

# What happens finds the rows of a guide; ticks find what is due; a return finds what its order counted.
INDEXES = """
CREATE INDEX guide_task_rows_of_guide ON guide_task_rows (staff_id, task_id);
CREATE INDEX guide_task_rows_untold ON guide_task_rows (staff_id) WHERE status = 'open' AND told_at IS NULL;
CREATE INDEX guide_task_rows_reminders ON guide_task_rows (remind_at) WHERE status = 'open' AND remind_at IS NOT NULL;
CREATE INDEX guide_task_rows_heirs ON guide_task_rows (heir_id) WHERE heir_id IS NOT NULL;
CREATE INDEX guide_task_facts_of_order ON guide_task_facts (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX guide_tasks_open ON guide_tasks (status, deadline_at) WHERE status IN ('published', 'running');
CREATE INDEX guide_tasks_to_escalate ON guide_tasks (escalate_at) WHERE escalate_at IS NOT NULL;
"""
UNDO_INDEXES = """
DROP INDEX guide_task_rows_of_guide, guide_task_rows_untold, guide_task_rows_reminders, guide_task_rows_heirs,
    guide_task_facts_of_order, guide_tasks_open, guide_tasks_to_escalate
"""
CHECKS = """
ALTER TABLE guide_tasks ADD CONSTRAINT guide_tasks_terms CHECK (
    target > 0 AND least_amount >= 0 AND (status IN ('draft', 'cancelled') OR starts_at < deadline_at));
ALTER TABLE guide_task_rows ADD CONSTRAINT guide_task_rows_progress CHECK (
    progress >= 0 AND (status = 'done') = (done_at IS NOT NULL) AND (heir_id IS NULL OR status = 'cancelled'));
"""
UNDO_CHECKS = """
ALTER TABLE guide_tasks DROP CONSTRAINT guide_tasks_terms;
ALTER TABLE guide_task_rows DROP CONSTRAINT guide_task_rows_progress;
"""


class Migration(OneStep):
    dependencies = [("db", "0010_guide_bot")]

    initial = False

    operations = [
        ops.CreateModel(
            name='GuideTask',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('title', fields.CharField(max_length=40)),
                ('description', fields.CharField(max_length=1000)),
                ('kind', fields.CharEnumField(description='NEW_FRIENDS: new_friends\nMEMBERS_JOINED: members_joined\nORDERS: orders\nSALES: sales\nBROADCASTS: broadcasts\nCONTENT_SENT: content_sent', enum_type=TaskKind, max_length=16)),
                ('target', fields.BigIntField()),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('deadline_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('audience', fields.CharEnumField(description='EVERYONE: everyone\nSTORES: stores\nGUIDES: guides', enum_type=Audience, max_length=16)),
                ('store_ids', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('staff_ids', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('product_id', fields.UUIDField(null=True)),
                ('channel_code_id', fields.UUIDField(null=True)),
                ('least_amount', fields.BigIntField(default=0)),
                ('remind_before', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('escalate_to', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('status', fields.CharEnumField(default=TaskStatus.DRAFT, description='DRAFT: draft\nPUBLISHED: published\nRUNNING: running\nENDED: ended\nCANCELLED: cancelled', enum_type=TaskStatus, max_length=16)),
                ('escalate_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('idempotency_key', fields.CharField(max_length=64)),
                ('request_hash', fields.CharField(max_length=64)),
                ('created_by', fields.UUIDField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'guide_tasks', 'app': 'db', 'unique_together': (('created_by', 'idempotency_key'),), 'pk_attr': 'id', 'table_description': 'What guides are asked for. Counted is what happened from `starts_at` on and before `deadline_at`.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TaskFact',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('row_id', fields.UUIDField()),
                ('source_ref', fields.CharField(max_length=80)),
                ('order_id', fields.UUIDField(null=True)),
                ('amount', fields.BigIntField()),
                ('pieces', fields.BigIntField(default=0)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'guide_task_facts', 'app': 'db', 'unique_together': (('row_id', 'source_ref'),), 'pk_attr': 'id', 'table_description': "What counted for a row, by its name, once. `amount` in the task's unit, negative for what was taken back."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TaskRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('task_id', fields.UUIDField()),
                ('staff_id', fields.UUIDField()),
                ('store_id', fields.UUIDField(null=True)),
                ('status', fields.CharEnumField(default=RowStatus.OPEN, description='OPEN: open\nDONE: done\nMISSED: missed\nCANCELLED: cancelled', enum_type=RowStatus, max_length=16)),
                ('progress', fields.BigIntField(default=0)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('told_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('remind_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('heir_id', fields.UUIDField(null=True)),
            ],
            options={'table': 'guide_task_rows', 'app': 'db', 'unique_together': (('task_id', 'staff_id'),), 'pk_attr': 'id', 'table_description': "One guide's part in a task. `heir_id`: the row of whoever took it over, which counts instead of this one."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Broadcast',
            name='confirmed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterField(
            model_name='Notice',
            name='kind',
            field=fields.CharEnumField(description='RADAR: radar\nORDER_PAID: order_paid\nBROADCAST_TO_CONFIRM: broadcast_to_confirm\nTASK_ASSIGNED: task_assigned\nTASK_REMINDER: task_reminder\nTASK_LATE: task_late', enum_type=NoticeKind, max_length=32),
        ),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
        ops.RunSQL(CHECKS, UNDO_CHECKS),
    ]
