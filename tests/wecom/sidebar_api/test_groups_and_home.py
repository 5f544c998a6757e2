"""What a guide sees beside a group chat, and of themselves."""

from datetime import datetime, time, timedelta

import httpx

from app.campaigns.models import Sop
from app.campaigns.states import SopStatus, TouchStatus
from app.guides.models import Follow, GroupChat, GroupMember
from app.kernel import clock
from app.kernel.clock import SHANGHAI
from app.kernel.ids import new_id
from app.ledger.models import Account
from app.ledger.states import AccountKind
from app.orders.states import OrderStatus
from tests.wecom.sidebar_api.factory import Person, desk, person
from tests.wecom.sidebar_api.test_customers import give_back

GROUPS, HOME = "/guide/v1/groups", "/guide/v1/home"


async def test_a_group_with_its_members_steps_and_orders(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    friend = await guide.customer("好友", belongs=False)
    belongs = await guide.customer("归属", friend=False)
    theirs = await other.customer("别人的客户")
    nobody, left = Person(new_id(), "wmnobody"), await person("已退群")
    chat_id = await guide.group(friend, belongs, theirs, nobody, left)
    await GroupMember.filter(external_userid=left.external_userid).update(left_at=clock.now())
    planned = await guide.touch(chat_id)
    await guide.touch(chat_id, TouchStatus.CREATED)
    await guide.touch(chat_id, TouchStatus.DELIVERED)
    await Sop.all().update(status=SopStatus.PAUSED)
    paid = await guide.order(friend, chat_id=chat_id, total=10_000)
    unpaid = await guide.order(theirs, chat_id=chat_id, total=1, status=OrderStatus.UNPAID, paid_at=None)
    await guide.order(friend)
    await give_back(friend, paid, 4_000)
    answer = await http.get(f"{GROUPS}/{chat_id}", headers=guide.headers)
    seen = answer.json()
    assert (seen["name"], answer.status_code) == ("李娜的群", 200)
    inside = {one["external_userid"]: (one["nickname"], one["member"], one["own"]) for one in seen["customers"]}
    assert inside == {
        friend.external_userid: ("好友", True, True),
        belongs.external_userid: ("归属", True, True),
        theirs.external_userid: ("别人的客户", True, False),
        "wmnobody": ("", False, False),
    }
    assert [(one["status"], one["sop_status"]) for one in seen["steps"]] == [
        ("planned", "paused"),
        ("created", "paused"),
    ]
    assert planned
    assert seen["brought"] == {"orders": 1, "buyers": 1, "paid": 10_000, "refunded": 4_000}
    assert [one["id"] for one in seen["orders"]] == [str(unpaid), str(paid)]


async def test_own_groups_in_pages_without_dismissed_ones(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    mine = sorted([await guide.group(await person("甲")), await guide.group(), await guide.group()])
    dismissed = await guide.group()
    await GroupChat.filter(chat_id=dismissed).update(dismissed_at=clock.now())
    await other.group()
    first = (await http.get(GROUPS, params={"limit": 2}, headers=guide.headers)).json()
    rest = (await http.get(GROUPS, params={"cursor": first["next_cursor"]}, headers=guide.headers)).json()
    listed = first["items"] + rest["items"]
    assert ([one["chat_id"] for one in listed], rest["next_cursor"]) == (mine, None)
    assert sum(one["inside"] for one in listed) == 1
    assert (await http.get(f"{GROUPS}/{dismissed}", headers=guide.headers)).status_code == 404


async def test_a_group_changes_hands_with_its_owner(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    chat_id = await guide.group()
    await GroupChat.filter(chat_id=chat_id).update(owner_userid=other.userid)
    assert (await http.get(f"{GROUPS}/{chat_id}", headers=guide.headers)).status_code == 404
    assert (await http.get(f"{GROUPS}/{chat_id}", headers=other.headers)).status_code == 200


async def test_performance_by_shanghai_days(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    who, second = await guide.customer(), await person("乙")
    midnight = datetime.combine(clock.now().astimezone(SHANGHAI).date(), time(), SHANGHAI)
    before = midnight - timedelta(seconds=1)
    # Placed before midnight and paid after it: today's.
    today = await guide.order(who, total=10_000, placed_at=before, paid_at=midnight)
    week = await guide.order(second, total=5_000, placed_at=before, paid_at=before)
    seventh = midnight - timedelta(days=6)
    month = await guide.order(who, total=700, placed_at=seventh, paid_at=seventh - timedelta(seconds=1))
    first = midnight - timedelta(days=29)
    await guide.order(who, total=8, placed_at=first - timedelta(seconds=1), paid_at=first)
    old = first - timedelta(seconds=1)
    await guide.order(who, total=90, placed_at=old, paid_at=old)
    await guide.order(who, total=33, status=OrderStatus.UNPAID, paid_at=None)
    await other.order(who, total=11)
    await give_back(who, today, 1_000)
    for order_id, fen, at in ((today, 300, midnight), (week, 50, before), (month, 7, seventh - timedelta(seconds=1))):
        await guide.commission(order_id, fen, accrued_at=at)
    await guide.commission(today, 100, reversed=40)
    await Account.create(id=new_id(), kind=AccountKind.COMMISSION_FROZEN, owner_id=guide.id, balance=417)
    await Follow.filter(member_id=who.id).update(followed_at=before)
    new = await person("丙")
    await Follow.create(
        id=new_id(), external_userid=new.external_userid, staff_id=guide.id, member_id=new.id,
        followed_at=midnight, ended_at=clock.now(),
    )  # fmt: skip
    seen = (await http.get(HOME, headers=guide.headers)).json()["performance"]
    assert (seen["friends"], seen["customers"], seen["commission_frozen"]) == (1, 1, 417)
    names = ("new_friends", "kept_friends", "orders", "buyers", "paid", "refunded", "commission")
    assert {period: tuple(seen[period][name] for name in names) for period in ("today", "days_7", "days_30")} == {
        "today": (1, 0, 1, 1, 10_000, 1_000, 360),
        "days_7": (2, 1, 2, 2, 15_000, 1_000, 410),
        "days_30": (2, 1, 4, 2, 15_708, 1_000, 417),
    }


async def test_home_tells_what_waits_and_what_was_told(http: httpx.AsyncClient) -> None:
    guide, other = await desk("李娜"), await desk("赵敏")
    chat_id = await guide.group()
    await guide.touch(chat_id)
    await guide.touch(chat_id, TouchStatus.CREATED)
    await other.touch(chat_id, TouchStatus.CREATED)
    for _ in range(21):
        await guide.notice()
    await other.notice()
    seen = (await http.get(HOME, headers=guide.headers)).json()
    assert [(one["sop"], one["groups"], one["text"]) for one in seen["to_confirm"]] == [("李娜的SOP", 1, "上新了")]
    assert len(seen["notices"]) == 20
    assert {one["content"] for one in seen["notices"]} == {"李娜有新动态"}
    moments = [one["created_at"] for one in seen["notices"]]
    assert moments == sorted(moments, reverse=True)
