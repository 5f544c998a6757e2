"""Migrations that change the schema in one step."""

from tortoise.migrations.migration import Migration
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class OneStep(Migration):
    """Applies all operations between two states of the models, instead of rebuilding every model for each of them.

    A fresh database is there in a second or two, not in half a minute. For generated migrations, whose operations do
    not depend on each other's half-way states.
    """

    async def apply(
        self,
        state: State,
        *,
        dry_run: bool = False,
        schema_editor: BaseSchemaEditor | None = None,
        collect_sql: bool = False,
    ) -> State:
        if dry_run or collect_sql or schema_editor is None:
            return await super().apply(state, dry_run=dry_run, schema_editor=schema_editor, collect_sql=collect_sql)
        before = state.clone()
        for operation in self.operations:
            operation.state_forward(self.app_label, state)
        for operation in self.operations:
            await operation.database_forward(self.app_label, before, state, schema_editor)
        state.validate_relations_initialized()
        return state
