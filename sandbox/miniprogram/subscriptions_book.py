"""What the platform knows of subscription messages: our templates, and which of them each member lets us send.

Source: developers.weixin.qq.com, 小程序订阅消息. The public templates are a few of our own making.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox.credentials import LETTERS, random_text
from sandbox.miniprogram.refusals import refusal
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World

MOST_TEMPLATES = 50
ONCE = 2
Keyword = tuple[str, str, str]

# tid → title and, by kid, (name, type, example).
LIBRARY: dict[str, tuple[str, dict[int, Keyword]]] = {
    "1001": (
        "订单支付成功通知",
        {
            1: ("订单编号", "character_string", "SY20261122001"),
            2: ("支付金额", "amount", "¥12.90"),
            3: ("支付时间", "time", "2026年11月22日 10:05"),
            4: ("订单状态", "phrase", "已支付"),
            5: ("温馨提示", "thing", "感谢惠顾"),
        },
    ),
    "1002": (
        "订单发货通知",
        {
            1: ("商品名称", "thing", "龙井 50 克"),
            2: ("快递公司", "thing", "中通快递"),
            3: ("快递单号", "character_string", "78123456789012"),
            4: ("发货时间", "date", "2026年11月22日 10:05"),
        },
    ),
    "1003": (
        "取货提醒",
        {
            1: ("取货门店", "thing", "外滩店"),
            2: ("取货码", "character_string", "12345678"),
            3: ("截止时间", "time", "2026年11月29日 10:05"),
            4: ("备注", "thing", "请凭码取货"),
        },
    ),
    "1004": (
        "退款通知",
        {
            1: ("退款金额", "amount", "¥12.90"),
            2: ("退款时间", "time", "2026年11月22日 10:05"),
            3: ("订单编号", "character_string", "SY20261122001"),
        },
    ),
    "1005": (
        "售后进度通知",
        {
            1: ("售后单号", "character_string", "AS20261122001"),
            2: ("当前进度", "phrase", "待寄回"),
            3: ("备注", "thing", "请寄回商品"),
        },
    ),
    "1006": ("优惠券过期提醒", {1: ("优惠券", "thing", "满百减十"), 2: ("过期时间", "date", "2026年11月23日")}),
}


@dataclass(frozen=True)
class Template:
    """A template of ours. `names` and `types` by key, as `thing1`."""

    id: str
    title: str
    names: dict[str, str]
    types: dict[str, str]
    examples: dict[str, str]

    def json(self) -> dict[str, Any]:
        return {
            "priTmplId": self.id,
            "title": self.title,
            "content": "".join(f"{name}:{{{{{key}.DATA}}}}\n" for key, name in self.names.items()),
            "example": "".join(f"{name}:{self.examples[key]}\n" for key, name in self.names.items()),
            "type": ONCE,
        }

    def text(self, values: dict[str, str]) -> str:
        return "\n".join(f"{name}:{values[key]}" for key, name in self.names.items())


class SubscriptionBook:
    def __init__(self, world: World) -> None:
        self._world = world
        self._templates: dict[str, Template] = {}
        self._left: Counter[tuple[str, str]] = Counter()
        self._numbers = count(2_000_000_000_000_000_001)

    def add(self, tid: str, kids: list[int]) -> Template:
        """Errors: 200012 full, 200014 unknown tid, 200020 for other than two to five of its keywords."""
        if len(self._templates) >= MOST_TEMPLATES:
            raise refusal(200012)
        if tid not in LIBRARY:
            raise refusal(200014)
        title, keywords = LIBRARY[tid]
        if not 2 <= len(kids) <= 5 or len(set(kids)) < len(kids) or not set(kids) <= keywords.keys():
            raise refusal(200020)
        chosen = {f"{keywords[kid][1]}{kid}": keywords[kid] for kid in kids}
        template = Template(
            random_text(43, LETTERS + "-_"),
            title,
            {key: name for key, (name, _, _) in chosen.items()},
            {key: type_ for key, (_, type_, _) in chosen.items()},
            {key: example for key, (_, _, example) in chosen.items()},
        )
        self._templates[template.id] = template
        return template

    def all(self) -> list[Template]:
        return list(self._templates.values())

    def get(self, template_id: Any) -> Template:
        """Errors: 40037."""
        if not isinstance(template_id, str) or template_id not in self._templates:
            raise refusal(40037)
        return self._templates[template_id]

    def remove(self, template_id: Any) -> None:
        """Errors: 40037."""
        del self._templates[self.get(template_id).id]

    def left(self, openid: str, template_id: str) -> int:
        return self._left[openid, template_id]

    def answer(self, person: Person, answers: dict[str, str]) -> None:
        """What a person answered when asked for up to three templates; each accept is leave for one message."""
        for template_id, answer in answers.items():
            self._left[person.openid, template_id] += answer == "accept"
        told = [
            {"TemplateId": template_id, "SubscribeStatusString": answer, "PopupScene": "2"}
            for template_id, answer in answers.items()
        ]
        self._world.pushes.emit("subscribe_msg_popup_event", person.openid, told)

    def switch_off(self, person: Person, template_id: str) -> None:
        """The person refuses all messages of a template in the settings."""
        self._left[person.openid, template_id] = 0
        told = [{"TemplateId": template_id, "SubscribeStatusString": "reject"}]
        self._world.pushes.emit("subscribe_msg_change_event", person.openid, told)

    def send(self, person: Person, template: Template, values: dict[str, str]) -> int:
        """The msgid. Errors: 43101 without leave."""
        if self._left[person.openid, template.id] <= 0:
            raise refusal(43101)
        self._left[person.openid, template.id] -= 1
        at, msgid = self._world.clock.now(), next(self._numbers)
        person.receive("subscription", template.title, at, template.text(values))
        told = [{"TemplateId": template.id, "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}]
        self._world.pushes.emit("subscribe_msg_sent_event", person.openid, told)
        return msgid
