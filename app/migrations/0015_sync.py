"""Syncs with WeCom: runs, their steps and what they found different; departments."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.sync.states import DifferenceKind, Part, RunKind, RunStatus, StepStatus
from uuid import uuid4
from tortoise import fields

# One sync at a time; due ones are looked for every few seconds.
INDEXES = """
CREATE UNIQUE INDEX sync_runs_one_running ON sync_runs (status) WHERE status = 'running';
"""
UNDO_INDEXES = "DROP INDEX sync_runs_one_running"


class Migration(OneStep):
    dependencies = [("db", "0014_losses")]

    initial = False

    operations = [
        ops.CreateModel(
            name='Department',
            fields=[
                ('id', fields.BigIntField(primary_key=True, generated=False, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=64)),
                ('parent_id', fields.BigIntField(db_index=True)),
                ('position', fields.BigIntField(default=0)),
            ],
            options={'table': 'departments', 'app': 'db', 'pk_attr': 'id', 'table_description': "A department at WeCom, by the platform's own number. Among its siblings the greater `position` comes first."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SyncDifference',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('run_id', fields.UUIDField(db_index=True)),
                ('kind', fields.CharEnumField(description='STAFF_MISSING_HERE: staff_missing_here\nSTAFF_CHANGED: staff_changed\nSTAFF_GONE: staff_gone\nTAGS_DIFFERED: tags_differed\nCUSTOMER_MISSING_HERE: customer_missing_here\nCUSTOMER_CAME_BACK: customer_came_back\nCUSTOMER_GONE: customer_gone\nGROUP_MISSING_HERE: group_missing_here\nGROUP_CHANGED: group_changed\nGROUP_GONE: group_gone\nNOT_READ: not_read', enum_type=DifferenceKind, max_length=32)),
                ('name', fields.CharField(max_length=64)),
                ('detail', fields.CharField(default='', max_length=300)),
                ('fixed', fields.BooleanField(default=True)),
                ('found_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sync_differences', 'app': 'db', 'pk_attr': 'id', 'table_description': 'Something that was not here as it is at WeCom. `fixed`: now it is.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SyncRun',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='FULL: full\nNIGHTLY: nightly\nPART: part', enum_type=RunKind, max_length=16)),
                ('status', fields.CharEnumField(description='RUNNING: running\nDONE: done\nFAILED: failed', enum_type=RunStatus, max_length=16)),
                ('turn', fields.IntField(default=0)),
                ('attempts', fields.IntField(default=0)),
                ('waits_for', fields.CharField(default='', max_length=300)),
                ('failure', fields.CharField(null=True, max_length=300)),
                ('differences', fields.IntField(default=0)),
                ('started_by', fields.UUIDField(null=True)),
                ('started_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('heartbeat_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sync_runs', 'app': 'db', 'pk_attr': 'id', 'table_description': 'A sync. `turn` counts slices and belongs to one job at a time; at `due_at` a run that stands still goes on.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SyncStep',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('run_id', fields.UUIDField()),
                ('position', fields.SmallIntField()),
                ('part', fields.CharEnumField(description='STAFF: staff\nTAGS: tags\nCUSTOMERS: customers\nGROUPS: groups', enum_type=Part, max_length=16)),
                ('status', fields.CharEnumField(description='WAITING: waiting\nRUNNING: running\nDONE: done\nFAILED: failed', enum_type=StepStatus, max_length=16)),
                ('phase', fields.CharField(default='', max_length=16)),
                ('cursor', fields.TextField(default='', unique=False)),
                ('done', fields.IntField(default=0)),
                ('total', fields.IntField(null=True)),
                ('seen', fields.IntField(default=0)),
                ('new', fields.IntField(default=0)),
                ('changed', fields.IntField(default=0)),
                ('ended', fields.IntField(default=0)),
                ('unchanged', fields.IntField(default=0)),
                ('refused', fields.IntField(default=0)),
                ('started_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sync_steps', 'app': 'db', 'unique_together': (('run_id', 'position'),), 'pk_attr': 'id', 'table_description': 'One part of a run: how far it is. `total` is null until WeCom has said; it and `done` count guides or groups.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SyncTarget',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('run_id', fields.UUIDField()),
                ('part', fields.CharEnumField(description='STAFF: staff\nTAGS: tags\nCUSTOMERS: customers\nGROUPS: groups', enum_type=Part, max_length=16)),
                ('name', fields.CharField(max_length=64)),
                ('seen', fields.IntField(default=0)),
            ],
            options={'table': 'sync_targets', 'app': 'db', 'unique_together': (('run_id', 'part', 'name'),), 'pk_attr': 'id', 'table_description': "A guide or a group that a running step has still to read; `seen` counts the guide's rows so far."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Staff',
            name='department_id',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='Staff',
            name='read_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
    ]
