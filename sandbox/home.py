"""The page that shows the whole sandbox to a person.

A ``<form method="post">`` on it is sent by script as a control call: ``data-json`` is the body, and the page reloads
after the answer.
"""

from html import escape

from sanic import Blueprint, HTTPResponse, Request, html

from sandbox.clock import CHINA, Clock
from sandbox.pay import page as pay_page
from sandbox.people import Person
from sandbox.wecom import page as wecom_page
from sandbox.world import World, world_of

blueprint = Blueprint("home")

KINDS = {"payment": "支付", "welcome": "欢迎语", "broadcast": "群发", "subscription": "订阅消息", "transfer": "转接"}
PEOPLE_SHOWN = 50
MESSAGES_SHOWN = 20

STYLE = """
body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:1.5rem;color:#222;background:#f6f7f8}
section{background:#fff;border-radius:8px;padding:.6rem 1rem 1rem;margin:0 0 1rem}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:.3rem 0}h3{font-size:.95rem;margin:.6rem 0 .2rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #eee}
form{display:inline}button{cursor:pointer}code{color:#666}ul{margin:.2rem 0}
"""

SCRIPT = """
document.addEventListener("submit",async e=>{e.preventDefault();const f=e.target;
const r=await fetch(f.action,{method:"POST",headers:{"Content-Type":"application/json"},body:f.dataset.json||"{}"});
if(!r.ok)alert(await r.text());location.reload()});
"""


@blueprint.get("/_sandbox/", strict_slashes=False)
async def show(request: Request) -> HTTPResponse:
    return html(render(world_of(request)))


def render(world: World) -> str:
    parts = [_clock(world.clock), _people(world.people.all()), wecom_page.render(world), pay_page.render(world)]
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        f"<title>腾讯侧沙箱</title><style>{STYLE}</style></head><body><h1>腾讯侧沙箱</h1>"
        f"{''.join(parts)}<script>{SCRIPT}</script></body></html>"
    )


def _clock(clock: Clock) -> str:
    now = clock.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    buttons = "".join(
        f'<form method="post" action="/_sandbox/clock" data-json=\'{body}\'><button>{label}</button></form> '
        for label, body in (
            ("+1 小时", '{"advance_seconds":3600}'),
            ("+1 天", '{"advance_seconds":86400}'),
            ("复位", '{"reset":true}'),
        )
    )
    return f"<section><h2>时钟</h2><p>北京时间 {now}(偏移 {clock.offset_seconds:.0f} 秒) {buttons}</p></section>"


def _people(people: list[Person]) -> str:
    rows = "".join(_person(person) for person in people[-PEOPLE_SHOWN:])
    return (
        "<section><h2>顾客</h2><table><tr><th>编号</th><th>姓名</th><th>手机</th><th>标识</th><th>收到的消息</th></tr>"
        f"{rows}</table></section>"
    )


def _person(person: Person) -> str:
    inbox = "".join(
        f"<li>[{escape(KINDS.get(entry['kind'], entry['kind']))}] {escape(str(entry['from']))}:{escape(entry['text'])}"
        f"{_attachments(len(entry['attachments']))}</li>"
        for entry in person.inbox[-MESSAGES_SHOWN:]
    )
    return (
        f"<tr><td>{escape(person.id)}</td><td>{escape(person.name)}</td><td>{escape(person.phone)}</td>"
        f"<td><code>{escape(person.openid)}<br>{escape(person.external_userid)}</code></td><td><ul>{inbox}</ul></td></tr>"
    )


def _attachments(count: int) -> str:
    return f"(附件 {count} 个)" if count else ""
