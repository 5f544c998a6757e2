"""Group codes, store codes, acquisition links and group robots; by what of ours friends and group members came."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.acquisition.states import Standing, StoreCodeMode
from app.guides.states import CameByKind, NoticeKind
from app.robots.states import RobotStatus, SpeechStatus
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

# Until now friends came by channel codes only.
CAME_BY = """
UPDATE guide_follows SET came_by_kind = 'channel_code', came_by_id = channel_code_id WHERE channel_code_id IS NOT NULL
"""
# The ticks that look at codes and links and count customers; friends by what they came by, group members by their code.
INDEXES = """
CREATE INDEX group_codes_due ON group_codes (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX acquisition_links_due ON acquisition_links (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX guide_follows_came_by ON guide_follows (came_by_id, followed_at) WHERE came_by_id IS NOT NULL;
CREATE INDEX group_members_by_state ON group_members (state, joined_at) WHERE state <> '';
"""
UNDO_INDEXES = "DROP INDEX group_codes_due, acquisition_links_due, guide_follows_came_by, group_members_by_state"


class Migration(OneStep):
    dependencies = [("db", "0012_tags")]

    initial = False

    operations = [
        ops.CreateModel(
            name='GroupCode',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('status', fields.CharEnumField(default=Standing.REQUESTED, description='REQUESTED: requested\nCREATING: creating\nLIVE: live\nFAILED: failed\nDELETING: deleting\nDELETED: deleted\nLOST: lost', enum_type=Standing, max_length=16)),
                ('remote_id', fields.CharField(null=True, unique=True, max_length=64)),
                ('told', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('look', fields.BooleanField(default=False)),
                ('claim', fields.UUIDField(null=True)),
                ('claimed_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lost_answers', fields.IntField(default=0)),
                ('failure', fields.CharField(null=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('chat_ids', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('groups_now', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('auto_create', fields.BooleanField(default=True)),
                ('base_name', fields.CharField(default='', max_length=40)),
                ('base_id', fields.IntField(default=1)),
                ('state', fields.CharField(unique=True, max_length=30)),
                ('qr_code', fields.CharField(null=True, max_length=512)),
                ('store_id', fields.UUIDField(null=True)),
                ('campaign', fields.CharField(default='', max_length=64)),
            ],
            options={'table': 'group_codes', 'app': 'db', 'pk_attr': 'id', 'table_description': 'A QR code (群活码) that leads into the first of its groups with room. `state` comes back with each who joins.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Link',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('status', fields.CharEnumField(default=Standing.REQUESTED, description='REQUESTED: requested\nCREATING: creating\nLIVE: live\nFAILED: failed\nDELETING: deleting\nDELETED: deleted\nLOST: lost', enum_type=Standing, max_length=16)),
                ('remote_id', fields.CharField(null=True, unique=True, max_length=64)),
                ('told', fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('look', fields.BooleanField(default=False)),
                ('claim', fields.UUIDField(null=True)),
                ('claimed_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('lost_answers', fields.IntField(default=0)),
                ('failure', fields.CharField(null=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('staff_ids', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('departments', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('skip_verify', fields.BooleanField(default=True)),
                ('url', fields.CharField(null=True, max_length=512)),
                ('count_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'acquisition_links', 'app': 'db', 'pk_attr': 'id', 'table_description': 'An acquisition link (获客链接). `count_at`: when its customers are read next.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LinkChannel',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('link_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('store_id', fields.UUIDField(null=True)),
                ('campaign', fields.CharField(default='', max_length=64)),
                ('ad', fields.CharField(default='', max_length=64)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'acquisition_link_channels', 'app': 'db', 'pk_attr': 'id', 'table_description': 'One use of a link (customer_channel): whoever comes by its address is known by it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LinkCustomer',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('link_id', fields.UUIDField()),
                ('channel_id', fields.UUIDField(null=True, db_index=True)),
                ('external_userid', fields.CharField(max_length=64)),
                ('userid', fields.CharField(max_length=64)),
                ('chatted', fields.BooleanField(default=False)),
                ('seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'acquisition_link_customers', 'app': 'db', 'unique_together': (('link_id', 'external_userid', 'userid'),), 'pk_attr': 'id', 'table_description': 'A customer who came by a link, as WeCom counts them. `channel_id` null for an address without one of ours.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LinkQuota',
            fields=[
                ('id', fields.SmallIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('total', fields.IntField()),
                ('balance', fields.IntField()),
                ('expiring', fields.IntField(default=0)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('read_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'acquisition_quota', 'app': 'db', 'pk_attr': 'id', 'table_description': 'The one row (id 1) of how many customers links may still win, as it was at `read_at`.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Robot',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('key_sealed', fields.BinaryField()),
                ('key_hash', fields.CharField(null=True, unique=True, max_length=64)),
                ('status', fields.CharEnumField(default=RobotStatus.WORKING, description='WORKING: working\nBROKEN: broken\nREMOVED: removed', enum_type=RobotStatus, max_length=16)),
                ('failure', fields.CharField(null=True, max_length=200)),
                ('claim', fields.UUIDField(null=True)),
                ('claimed_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('quiet_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'robots', 'app': 'db', 'pk_attr': 'id', 'table_description': 'A robot of a group. Its key is a secret: sealed, and found again by its fingerprint.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Speech',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('robot_id', fields.UUIDField()),
                ('content', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('status', fields.CharEnumField(default=SpeechStatus.WAITING, description='WAITING: waiting\nSENDING: sending\nSENT: sent\nFAILED: failed\nUNSURE: unsure\nTAKEN_BACK: taken_back', enum_type=SpeechStatus, max_length=16)),
                ('tries', fields.IntField(default=0)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failure', fields.CharField(null=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'robot_speeches', 'app': 'db', 'indexes': [Index(fields=['robot_id', 'status', 'due_at'])], 'pk_attr': 'id', 'table_description': 'What a robot is to say, as in speech_terms.py; in order of `due_at` and then of `id`.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StoreCode',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('mode', fields.CharEnumField(description='GUIDE: guide\nGROUP: group', enum_type=StoreCodeMode, max_length=8)),
                ('fallback_id', fields.UUIDField(null=True)),
                ('far_text', fields.CharField(max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'store_codes', 'app': 'db', 'pk_attr': 'id', 'table_description': "A code (门店活码) of the chain or a region that leads to the nearest store's guides or group."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StoreCodeEntry',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('code_id', fields.UUIDField()),
                ('store_id', fields.UUIDField()),
                ('target_id', fields.UUIDField()),
                ('radius_m', fields.IntField()),
            ],
            options={'table': 'store_code_entries', 'app': 'db', 'unique_together': (('code_id', 'store_id'),), 'pk_attr': 'id', 'table_description': 'A store of a store code: the channel code or group code it leads to, and up to which distance.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Follow',
            name='came_by_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Follow',
            name='came_by_kind',
            field=fields.CharEnumField(null=True, description='CHANNEL_CODE: channel_code\nLINK: link', enum_type=CameByKind, max_length=16),
        ),
        ops.AlterModelOptions(
            name='GroupMember',
            options={'table': 'group_members', 'app': 'db', 'unique_together': (('chat_id', 'external_userid'),), 'pk_attr': 'id', 'table_description': 'A customer in a group. `left_at` null while inside; `state` is that of the join way they came by.'},
        ),
        ops.AddField(
            model_name='GroupMember',
            name='state',
            field=fields.CharField(default='', db_default='', max_length=30),
        ),
        ops.AlterField(
            model_name='Notice',
            name='kind',
            field=fields.CharEnumField(description='RADAR: radar\nORDER_PAID: order_paid\nBROADCAST_TO_CONFIRM: broadcast_to_confirm\nLINKS: links', enum_type=NoticeKind, max_length=32),
        ),
        ops.RunSQL(CAME_BY, "SELECT 1"),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
    ]
