"""Materials, scripts, and what guides send of them."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.content.states import MaterialKind, MaterialStatus, SendStatus
from app.radar.states import EntranceKind
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

# Who came and who bought by a guide's sending: few among all entrances and orders.
INDEXES = """
CREATE INDEX radar_entrances_by_send ON radar_entrances (source_id, member_id) WHERE kind = 'guide';
CREATE INDEX orders_by_send ON orders (entrance_source_id) WHERE entrance_kind = 'guide';
"""
UNDO_INDEXES = "DROP INDEX radar_entrances_by_send, orders_by_send"


class Migration(OneStep):
    dependencies = [("db", "0007_channel_codes")]

    initial = False

    operations = [
        ops.CreateModel(
            name='ContentSend',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('staff_id', fields.UUIDField()),
                ('store_id', fields.UUIDField(null=True)),
                ('kind', fields.CharEnumField(description='TEXT: text\nIMAGE: image\nARTICLE: article\nFILE: file\nVIDEO: video\nPRODUCT: product\nCOUPON: coupon', enum_type=MaterialKind, max_length=16)),
                ('title', fields.CharField(max_length=128)),
                ('material_id', fields.UUIDField(null=True)),
                ('material_version', fields.IntField(null=True)),
                ('subject_id', fields.UUIDField(null=True)),
                ('member_id', fields.UUIDField(null=True)),
                ('chat_id', fields.CharField(null=True, max_length=64)),
                ('status', fields.CharEnumField(default=SendStatus.PREPARED, description='PREPARED: prepared\nSENT: sent', enum_type=SendStatus, max_length=16)),
                ('prepared_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'content_sends', 'app': 'db', 'indexes': [Index(fields=['staff_id', 'prepared_at'])], 'pk_attr': 'id', 'table_description': 'A guide hands something out: to a member, to a group, or to whoever sees a poster or link (both null).'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Material',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='TEXT: text\nIMAGE: image\nARTICLE: article\nFILE: file\nVIDEO: video\nPRODUCT: product\nCOUPON: coupon', enum_type=MaterialKind, max_length=16)),
                ('title', fields.CharField(max_length=64)),
                ('body', fields.TextField(default='', unique=False)),
                ('address', fields.CharField(default='', max_length=512)),
                ('cover', fields.CharField(default='', max_length=512)),
                ('subject_id', fields.UUIDField(null=True)),
                ('category_id', fields.UUIDField(null=True, db_index=True)),
                ('store_ids', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('valid_from', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('valid_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('status', fields.CharEnumField(default=MaterialStatus.DRAFT, description='DRAFT: draft\nPUBLISHED: published\nARCHIVED: archived', enum_type=MaterialStatus, max_length=16)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'materials', 'app': 'db', 'pk_attr': 'id', 'table_description': 'Something guides send. `address` is where a picture, PDF, video or foreign article lies; `subject_id` a product'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MaterialCategory',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('parent_id', fields.UUIDField(null=True, db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('position', fields.IntField(default=0)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'material_categories', 'app': 'db', 'pk_attr': 'id', 'table_description': "A node of the library's tree, of at most three levels."},
            bases=['Model'],
        ),
        ops.AlterField(
            model_name='Entrance',
            name='kind',
            field=fields.CharEnumField(description='CHANNEL: channel\nSOP: sop\nSTORE: store\nGROUP: group\nPOSTER: poster\nAD: ad\nLIVE: live\nARTICLE: article\nVIDEO: video\nSHARE: share\nGUIDE: guide', enum_type=EntranceKind, max_length=16),
        ),
        ops.AlterField(
            model_name='EntranceSource',
            name='kind',
            field=fields.CharEnumField(description='CHANNEL: channel\nSOP: sop\nSTORE: store\nGROUP: group\nPOSTER: poster\nAD: ad\nLIVE: live\nARTICLE: article\nVIDEO: video\nSHARE: share\nGUIDE: guide', enum_type=EntranceKind, max_length=16),
        ),
        ops.RunSQL(INDEXES, reverse_sql=UNDO_INDEXES),
    ]
