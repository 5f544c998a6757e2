"""Tags, who has them, and where WeCom shows them; the remark of a friend."""

from app.kernel.one_step import OneStep
from tortoise.migrations import operations as ops
from app.tags.states import Origin, Source
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

# A member has a tag once; who has a tag.
LIVE = "CREATE UNIQUE INDEX member_tags_live ON member_tags (tag_id, member_id) WHERE removed_at IS NULL"
UNDO_LIVE = "DROP INDEX member_tags_live"


class Migration(OneStep):
    dependencies = [("db", "0011_guide_tasks")]

    initial = False

    operations = [
        ops.CreateModel(
            name='MemberTag',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('tag_id', fields.UUIDField()),
                ('source', fields.CharEnumField(description='MANUAL: manual\nRULE: rule\nWECOM: wecom\nCHANNEL_CODE: channel_code', enum_type=Source, max_length=16)),
                ('put_by', fields.UUIDField(null=True)),
                ('put_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('removed_source', fields.CharEnumField(null=True, description='MANUAL: manual\nRULE: rule\nWECOM: wecom\nCHANNEL_CODE: channel_code', enum_type=Source, max_length=16)),
                ('removed_by', fields.UUIDField(null=True)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'member_tags', 'app': 'db', 'indexes': [Index(fields=['member_id', 'tag_id'])], 'pk_attr': 'id', 'table_description': 'A tag on a member from `put_at` until `removed_at`. One row lives per member and tag; it counts while the tag'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Tag',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('group_id', fields.UUIDField(db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('priority', fields.BigIntField(default=0)),
                ('origin', fields.CharEnumField(description='OURS: ours\nWECOM: wecom', enum_type=Origin, max_length=8)),
                ('wecom_id', fields.CharField(null=True, unique=True, max_length=64)),
                ('owed_since', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failure', fields.CharField(null=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tags', 'app': 'db', 'pk_attr': 'id', 'table_description': 'A tag that members may have; mirrored when its group is. The other columns as in TagGroup.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TagGroup',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=30)),
                ('priority', fields.BigIntField(default=0)),
                ('mirrored', fields.BooleanField()),
                ('origin', fields.CharEnumField(description='OURS: ours\nWECOM: wecom', enum_type=Origin, max_length=8)),
                ('wecom_id', fields.CharField(null=True, unique=True, max_length=64)),
                ('owed_since', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('failure', fields.CharField(null=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tag_groups', 'app': 'db', 'pk_attr': 'id', 'table_description': 'A group of tags, here only or, with `mirrored`, at WeCom too.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TagMark',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('staff_id', fields.UUIDField()),
                ('tag_id', fields.UUIDField()),
                ('marked', fields.BooleanField()),
                ('taken_off_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('as_of', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tag_marks', 'app': 'db', 'unique_together': (('member_id', 'staff_id', 'tag_id'),), 'pk_attr': 'id', 'table_description': "A tag of the corp on one guide's customer, as WeCom has it. `taken_off_at`: when somebody there took it off;"},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TagMarking',
            fields=[
                ('member_id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('claim', fields.UUIDField()),
                ('claimed_until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tag_markings', 'app': 'db', 'pk_attr': 'member_id', 'table_description': "The one job that tells WeCom of a member's tags now."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TagReading',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('member_id', fields.UUIDField()),
                ('staff_id', fields.UUIDField()),
                ('read_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'tag_readings', 'app': 'db', 'unique_together': (('member_id', 'staff_id'),), 'pk_attr': 'id', 'table_description': "When what WeCom says of one guide's customer was read last; what was read before that is stale."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Follow',
            name='remark',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.RunSQL(LIVE, UNDO_LIVE),
    ]
