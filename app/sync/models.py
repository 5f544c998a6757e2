"""Tables of syncs. Private to this domain."""

from tortoise import fields
from tortoise.models import Model

from app.sync.states import DifferenceKind, Part, RunKind, RunStatus, StepStatus


class SyncRun(Model):
    """A sync. `turn` counts slices and belongs to one job at a time; at `due_at` a run that stands still goes on.

    At most one is running: a partial unique index. `differences` counts also those beyond what is kept.
    """

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharEnumField(RunKind, max_length=16)
    status = fields.CharEnumField(RunStatus, max_length=16)
    turn = fields.IntField(default=0)
    attempts = fields.IntField(default=0)
    waits_for = fields.CharField(300, default="")
    failure = fields.CharField(300, null=True)
    differences = fields.IntField(default=0)
    started_by = fields.UUIDField(null=True)
    started_at = fields.DatetimeField(db_index=True)
    heartbeat_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sync_runs"


class SyncStep(Model):
    """One part of a run: how far it is. `total` is null until WeCom has said; it and `done` count guides or groups.

    `phase` and `cursor` are the place where the next slice begins. The counts are of rows.
    """

    id = fields.UUIDField(primary_key=True)
    run_id = fields.UUIDField()
    position = fields.SmallIntField()
    part = fields.CharEnumField(Part, max_length=16)
    status = fields.CharEnumField(StepStatus, max_length=16)
    phase = fields.CharField(16, default="")
    cursor = fields.TextField(default="")
    done = fields.IntField(default=0)
    total = fields.IntField(null=True)
    seen = fields.IntField(default=0)
    new = fields.IntField(default=0)
    changed = fields.IntField(default=0)
    ended = fields.IntField(default=0)
    unchanged = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sync_steps"
        unique_together = (("run_id", "position"),)


class SyncTarget(Model):
    """A guide or a group that a running step has still to read; `seen` counts the guide's rows so far."""

    id = fields.UUIDField(primary_key=True)
    run_id = fields.UUIDField()
    part = fields.CharEnumField(Part, max_length=16)
    name = fields.CharField(64)
    seen = fields.IntField(default=0)

    class Meta:
        table = "sync_targets"
        unique_together = (("run_id", "part", "name"),)


class SyncDifference(Model):
    """Something that was not here as it is at WeCom. `fixed`: now it is."""

    id = fields.UUIDField(primary_key=True)
    run_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(DifferenceKind, max_length=32)
    name = fields.CharField(64)
    detail = fields.CharField(300, default="")
    fixed = fields.BooleanField(default=True)
    found_at = fields.DatetimeField()

    class Meta:
        table = "sync_differences"
