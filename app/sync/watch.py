"""A run as lines of text, for those who watch it in a terminal."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from app.sync.queries import RunProgress, StepProgress, difference_counts, differences_page, run_progress
from app.sync.states import DifferenceKind, Part, RunKind, RunStatus, StepStatus

PARTS = {Part.STAFF: "员工", Part.TAGS: "标签", Part.CUSTOMERS: "客户", Part.GROUPS: "客户群"}
STATUSES = {RunStatus.RUNNING: "进行中", RunStatus.DONE: "已完成", RunStatus.FAILED: "失败"}
KINDS = {
    DifferenceKind.STAFF_MISSING_HERE: "员工缺失",
    DifferenceKind.STAFF_CHANGED: "员工资料不同",
    DifferenceKind.STAFF_GONE: "员工已离开",
    DifferenceKind.TAGS_DIFFERED: "标签库不同",
    DifferenceKind.CUSTOMER_MISSING_HERE: "客户缺失",
    DifferenceKind.CUSTOMER_CAME_BACK: "客户重新添加",
    DifferenceKind.CUSTOMER_GONE: "客户已不在名单",
    DifferenceKind.GROUP_MISSING_HERE: "客户群缺失",
    DifferenceKind.GROUP_CHANGED: "客户群资料不同",
    DifferenceKind.GROUP_GONE: "客户群已解散",
    DifferenceKind.NOT_READ: "未能读取",
}
EXAMPLES = 20


async def followed(run_id: UUID, pause: Callable[[], Awaitable[object]]) -> AsyncIterator[str]:
    """A line whenever the run has come further, until its end. Raises SyncRunNotFound."""
    told = ""
    while True:
        run = await run_progress(run_id)
        if (line := progress_line(run)) != told:
            yield (told := line)
        if run.status is not RunStatus.RUNNING:
            return
        await pause()


def progress_line(run: RunProgress) -> str:
    """One line: how far, and what is being read or waited for."""
    steps = "，".join(_step(step) for step in run.steps if step.status is not StepStatus.WAITING)
    line = f"{STATUSES[run.status]} {run.percent}% {steps}".rstrip()
    return f"{line}（等待：{run.waits_for}）" if run.waits_for else line


async def report(run_id: UUID) -> list[str]:
    """What became of a run and what it found different: the counts, and the first ones by name."""
    run = await run_progress(run_id)
    lines = [_counts(step) for step in run.steps]
    if run.failure:
        lines.append(f"失败原因：{run.failure}")
    # Other runs write down only what they could not read: that they wrote nothing does not mean nothing was different.
    if run.kind is not RunKind.NIGHTLY and not run.differences:
        return lines
    lines.append(f"差异共 {run.differences} 条")
    lines += [
        f"  {KINDS[one.kind]} {one.count} 条{'' if one.fixed else '（需处理）'}"
        for one in await difference_counts(run_id)
    ]
    first = await differences_page(run_id, None, EXAMPLES)
    return lines + [f"    {KINDS[one.kind]} {one.name} {one.detail}".rstrip() for one in first]


def _counts(step: StepProgress) -> str:
    """What became of a part's rows. Customers who came just now are nothing yet: their callbacks are on the way."""
    line = f"{PARTS[step.part]}：新增 {step.new}，变更 {step.changed}，结束 {step.ended}，未变 {step.unchanged}"
    fresh = step.seen - step.new - step.changed - step.unchanged
    if step.part is Part.CUSTOMERS and fresh > 0:
        line += f"，刚添加（等待回调）{fresh}"
    return f"{line}，未能读取 {step.refused}" if step.refused else line


def _step(step: StepProgress) -> str:
    line = f"{PARTS[step.part]} {step.done}/{'?' if step.total is None else step.total}"
    if step.part is Part.CUSTOMERS:
        line += f"（{step.seen} 位）"
    if step.status is StepStatus.RUNNING and step.eta_seconds is not None:
        line += f" 每秒 {step.rate:g}，约剩 {step.eta_seconds} 秒"
    return line
