"""Cards with buttons among guides' notices, and the bot's digests."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.guides.states import NoticeKind, NoticeStatus
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from uuid import uuid4
from tortoise import fields

class Migration(OneStep):
    dependencies = [("db", "0009_sidebar")]

    initial = False

    operations = [
        ops.CreateModel(
            name='DigestRun',
            fields=[
                ('key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ('finished_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'bot_digest_runs', 'app': 'db', 'pk_attr': 'key', 'table_description': 'A digest that every guide was told, such as `daily:2026-05-01`.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Mute',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('staff_id', fields.UUIDField()),
                ('member_id', fields.UUIDField()),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'guide_mutes', 'app': 'db', 'unique_together': (('staff_id', 'member_id'),), 'pk_attr': 'id', 'table_description': 'A guide wants to hear nothing of what a customer looks at until then.'},
            bases=['Model'],
        ),
        ops.AlterField(
            model_name='Notice',
            name='kind',
            field=fields.CharEnumField(description='RADAR: radar\nORDER_PAID: order_paid\nBROADCAST_TO_CONFIRM: broadcast_to_confirm\nANSWER: answer\nDIGEST: digest', enum_type=NoticeKind, max_length=32),
        ),
        ops.AlterField(
            model_name='Notice',
            name='status',
            field=fields.CharEnumField(default=NoticeStatus.WAITING, description='WAITING: waiting\nSENDING: sending\nSENT: sent\nFAILED: failed', enum_type=NoticeStatus, max_length=16),
        ),
        ops.AddField(
            model_name='Notice',
            name='answer',
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddField(
            model_name='Notice',
            name='answered_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Notice',
            name='buttons',
            field=fields.JSONField(default=list, db_default=SqlDefault("'[]'"), encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='Notice',
            name='member_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Notice',
            name='title',
            field=fields.CharField(default='', db_default='', max_length=26),
        ),
    ]
