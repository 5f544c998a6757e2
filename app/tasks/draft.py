"""Write a task down and change it before anybody is asked."""

import hashlib
from typing import Any
from uuid import UUID

import orjson

from app.catalog import queries as catalog
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff import queries as staff
from app.stores import queries as stores
from app.tasks import sql
from app.tasks.errors import TaskKeyReused, TaskNotFound, TaskStateConflict, UnknownAssignees, UnknownTaskProduct
from app.tasks.models import GuideTask
from app.tasks.terms import TaskTerms


@atomic
async def draft(terms: TaskTerms, by: UUID, key: str) -> UUID:
    """The id of a new draft, or of the one this member of staff made with the same `key` and terms.

    Raises TaskKeyReused for other terms under the key, UnknownAssignees, UnknownTaskProduct.
    """
    await _check(terms)
    request_hash = hashlib.sha256(terms.model_dump_json().encode()).hexdigest()
    values = (new_id(), *_columns(terms), key, request_hash, by, clock.now())
    made: UUID | None = await db.fetch_value(sql.ADD_DRAFT, *values)
    if made is not None:
        return made
    before = await GuideTask.get(created_by=by, idempotency_key=key)
    if before.request_hash != request_hash:
        raise TaskKeyReused
    return before.id


@atomic
async def edit(task_id: UUID, terms: TaskTerms) -> None:
    """Replace a draft. Raises TaskNotFound, TaskStateConflict once it is published, and what draft raises of terms."""
    await _check(terms)
    if not await db.execute(sql.EDIT_DRAFT, task_id, *_columns(terms)):
        raise await refusal(task_id)


async def refusal(task_id: UUID) -> TaskNotFound | TaskStateConflict:
    """Why a change found no task in the state that it needs."""
    task = await GuideTask.get_or_none(id=task_id)
    return TaskStateConflict(status=task.status.value) if task else TaskNotFound()


async def _check(terms: TaskTerms) -> None:
    named = await staff.staff_by_ids([*terms.staff_ids, *terms.escalate_to])
    unknown = {each for each in (*terms.staff_ids, *terms.escalate_to) if each not in named or not named[each].active}
    unknown |= set(terms.store_ids) - set(await stores.names(set(terms.store_ids)))
    if unknown:
        raise UnknownAssignees(ids=sorted(map(str, unknown)))
    if terms.product_id and terms.product_id not in await catalog.titles([terms.product_id]):
        raise UnknownTaskProduct


def _columns(terms: TaskTerms) -> tuple[Any, ...]:
    return (
        terms.title,
        terms.description,
        terms.kind.value,
        terms.target,
        terms.starts_at,
        terms.deadline_at,
        terms.audience.value,
        _json(terms.store_ids),
        _json(terms.staff_ids),
        terms.product_id,
        terms.channel_code_id,
        terms.least_amount,
        _json(terms.remind_before),
        _json(terms.escalate_to),
    )


def _json(values: list[Any]) -> str:
    return orjson.dumps(values).decode()
