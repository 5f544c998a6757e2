"""What `siyu sync --watch` prints."""

from uuid import UUID

from app.sync.start import start
from app.sync.states import DifferenceKind, Part, RunKind, RunStatus
from app.sync.watch import KINDS, PARTS, STATUSES, followed, report
from tests.app.sync.factory import Company, synced
from tests.conftest import Drain


async def lines(run_id: UUID, drain: Drain) -> list[str]:
    """All that is printed of a run; its jobs are done in the first pause."""
    return [line async for line in followed(run_id, drain)]


async def test_a_run_is_followed_to_its_end_and_told_by_part(company: Company, drain: Drain) -> None:
    await company.at.hire("lina")
    await company.seed(30, 2, tags=2)
    run_id, _ = await start(RunKind.FULL)
    assert await lines(run_id, drain) == [
        "进行中 0%",
        "已完成 100% 员工 1/1，标签 1/1，客户 3/3（30 位），客户群 0/0",
    ]
    assert await report(run_id) == [
        "员工：新增 3，变更 0，结束 0，未变 0",
        "标签：新增 3，变更 0，结束 0，未变 0",
        "客户：新增 30，变更 0，结束 0，未变 0",
        "客户群：新增 0，变更 0，结束 0，未变 0",
    ]


async def test_who_came_just_now_is_left_to_the_callbacks_and_told_so(company: Company, drain: Drain) -> None:
    await company.at.post("/wecom/seed", customers=5, members=1)
    run = await synced(drain, RunKind.PART, Part.STAFF, Part.CUSTOMERS)
    assert (await report(run.id))[1] == "客户：新增 0，变更 0，结束 0，未变 0，刚添加（等待回调）5"


async def test_a_night_tells_what_was_different_and_no_other_run_claims_that_nothing_was(
    company: Company, drain: Drain
) -> None:
    await company.at.hire("lina")
    await synced(drain)
    person = await company.befriended("lina")
    await company.settle()
    run = await synced(drain, RunKind.NIGHTLY)
    assert (await report(run.id))[-3:] == [
        "差异共 1 条",
        "  客户缺失 1 条",
        f"    客户缺失 {person['external_userid']} lina",
    ]
    assert not [line for line in await report((await synced(drain)).id) if "差异" in line]
    quiet = await synced(drain, RunKind.NIGHTLY)
    assert (await report(quiet.id))[-1] == "差异共 0 条"


async def test_what_could_not_be_read_is_told_of_every_run(company: Company, drain: Drain) -> None:
    await company.seed(10, 1)
    await company.at.fault("externalcontact/batch/get_by_user", "errcode", errcode=84061, times=1)
    run = await synced(drain)
    told = await report(run.id)
    assert "客户：新增 0，变更 0，结束 0，未变 0，未能读取 1" in told
    assert "  未能读取 1 条（需处理）" in told
    assert told[-1].startswith("    未能读取 seed1 ")


async def test_a_failed_run_says_why(company: Company, drain: Drain) -> None:
    await company.at.hire("lina")
    await company.at.fault("externalcontact/get_follow_user_list", "errcode", errcode=48002, times=1)
    run_id, _ = await start(RunKind.FULL)
    assert (await lines(run_id, drain))[-1].startswith("失败 ")
    assert any(line.startswith("失败原因：") and "可调用应用" in line for line in await report(run_id))


def test_every_kind_of_difference_has_a_name() -> None:
    assert (set(KINDS), set(PARTS), set(STATUSES)) == (set(DifferenceKind), set(Part), set(RunStatus))
