"""Tables of guide tasks (导购任务). Private to this domain."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from app.tasks.states import Audience, RowStatus, TaskKind, TaskStatus


class GuideTask(Model):
    """What guides are asked for. Counted is what happened from `starts_at` on and before `deadline_at`.

    `starts_at` is null only in a draft that starts when it is published. `remind_before` in minutes before the
    deadline. `least_amount` in fen. `escalate_at`: when who is late is told to `escalate_to`, null before and after.
    """

    id = fields.UUIDField(primary_key=True)
    title = fields.CharField(40)
    description = fields.CharField(1000)
    kind = fields.CharEnumField(TaskKind, max_length=16)
    target = fields.BigIntField()
    starts_at = fields.DatetimeField(null=True)
    deadline_at = fields.DatetimeField()
    audience = fields.CharEnumField(Audience, max_length=16)
    store_ids: fields.Field[list[Any]] = fields.JSONField(default=list)
    staff_ids: fields.Field[list[Any]] = fields.JSONField(default=list)
    product_id = fields.UUIDField(null=True)
    channel_code_id = fields.UUIDField(null=True)
    least_amount = fields.BigIntField(default=0)
    remind_before: fields.Field[list[Any]] = fields.JSONField(default=list)
    escalate_to: fields.Field[list[Any]] = fields.JSONField(default=list)
    status = fields.CharEnumField(TaskStatus, max_length=16, default=TaskStatus.DRAFT)
    escalate_at = fields.DatetimeField(null=True)
    idempotency_key = fields.CharField(64)
    request_hash = fields.CharField(64)
    created_by = fields.UUIDField()
    created_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "guide_tasks"
        unique_together = (("created_by", "idempotency_key"),)


class TaskRow(Model):
    """One guide's part in a task. `heir_id`: the row of whoever took it over, which counts instead of this one.

    `told_at` null: the guide has not heard of it yet. `remind_at`: the next reminder.
    """

    id = fields.UUIDField(primary_key=True)
    task_id = fields.UUIDField()
    staff_id = fields.UUIDField()
    store_id = fields.UUIDField(null=True)
    status = fields.CharEnumField(RowStatus, max_length=16, default=RowStatus.OPEN)
    progress = fields.BigIntField(default=0)
    done_at = fields.DatetimeField(null=True)
    told_at = fields.DatetimeField(null=True)
    remind_at = fields.DatetimeField(null=True)
    heir_id = fields.UUIDField(null=True)

    class Meta:
        table = "guide_task_rows"
        unique_together = (("task_id", "staff_id"),)


class TaskFact(Model):
    """What counted for a row, by its name, once. `amount` in the task's unit, negative for what was taken back.

    `pieces` of the goods the task is about, for what comes from an order, negative for returned ones.
    """

    id = fields.BigIntField(primary_key=True)
    row_id = fields.UUIDField()
    source_ref = fields.CharField(80)
    order_id = fields.UUIDField(null=True)
    amount = fields.BigIntField()
    pieces = fields.BigIntField(default=0)
    at = fields.DatetimeField()

    class Meta:
        table = "guide_task_facts"
        unique_together = (("row_id", "source_ref"),)
