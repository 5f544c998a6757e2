"""Callbacks as they should not be: seeded, so that what was found is found again."""

import base64
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.wecom.callbacks.sealing import PATH, Sender, envelope, event

LONG_AGO = 1_700_000_000
KINDS = [
    ("change_external_contact", "add_external_contact"),
    ("change_external_contact", "del_follow_user"),
    ("change_external_chat", "dismiss"),
    ("change_external_chat", "update"),
    ("change_external_tag", "create"),
    ("template_card_event", ""),
    ("brand_new", "happened"),
    ("change_external_contact", "add_half_external_contact"),
    ("change_external_contact", "edit_external_contact"),
    ("change_external_contact", "del_external_contact"),
    ("change_external_contact", "transfer_fail"),
    ("change_external_tag", "delete"),
    ("change_external_tag", "shuffle"),
    ("customer_acquisition", "friend_request"),
    ("customer_acquisition", "customer_start_chat"),
    ("customer_acquisition", "delete_link"),
    ("customer_acquisition", "link_unavailable"),
    ("customer_acquisition", "balance_low"),
    ("customer_acquisition", "quota_expire_soon"),
    ("change_contact", "update_user"),
    ("change_contact", "update_party"),
    ("click", ""),
    ("text", ""),
]
# What one or another kind of event has besides.
MORE = {
    "FromUserName": "lina",
    "TagType": "tag",
    "Id": "et1",
    "LinkId": "cawc1",
    "EventKey": "today",
    "TaskId": "task1",
    "ResponseCode": "code1",
    "Content": "今日",
    "Source": "DELETE_BY_TRANSFER",
    "FailReason": "customer_refused",
    "ExpireTime": LONG_AGO,
    "ExpireQuotaNum": 5,
}
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "{}">]>'.format("&a;" * 100)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7", "cp037")
ODD_VALUES = ("", "%", "%zz", "%00", "%ff%fe", "%ED%A0%80", "+", "a=b", "&", "é", "A" * 7_000, "'", "\x7f")
ODD_TIMES = ("", "-1", "0", "99999999999999", "9" * 400, "1e9", "٣٣", "x", "253402300800")


@dataclass
class Case:
    """A request, and the only text that it may bring into the inbox."""

    what: str
    body: bytes
    query: str
    truth: str
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def unreadable(self) -> bool:
        """Whether the URL is none: it has a control character."""
        return "\x7f" in self.query

    @property
    def raw(self) -> bytes:
        length = {} if self.headers else {"Content-Length": str(len(self.body))}
        head = {"Host": "siyu", "Content-Type": "text/xml"} | length | self.headers
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        return (
            f"{self.method} {PATH}?".encode() + self.query.encode() + f" HTTP/1.1\r\n{lines}\r\n".encode() + self.body
        )


class Mutations:
    """Endless cases of one seed, for a platform with these keys."""

    def __init__(self, seed: int, platform: Sender) -> None:
        self._random = random.Random(seed)
        self._platform = platform
        self._number = 0
        key = base64.b64decode(platform.aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def case(self) -> Case:
        family = self._random.choice([self._bodies, self._queries, self._frames, self._plains, self._whole])
        return self._random.choice(family())()

    def _bodies(self) -> list[Callable[[], Case]]:
        return [self._bits, self._cut, self._doubled, self._noise, self._encoding, self._bomb, self._broken_base64]

    def _queries(self) -> list[Callable[[], Case]]:
        return [self._dropped, self._odd_parameter, self._doubled_parameter, self._query_bits, self._shuffled]

    def _frames(self) -> list[Callable[[], Case]]:
        return [self._length, self._padding, self._receiver, self._blocks, self._other_keys]

    def _plains(self) -> list[Callable[[], Case]]:
        return [
            self._plain_bits,
            self._plain_cut,
            self._plain_time,
            self._plain_long,
            self._plain_doubled,
            self._bombed,
        ]

    def _whole(self) -> list[Callable[[], Case]]:
        return [self._untouched, self._method, self._chunked, self._foreign_signature]

    # Requests to start from.

    def _event(self) -> str:
        self._number += 1
        name, change = self._random.choice(KINDS)
        ids = {"UserID": "lina", "ExternalUserID": f"wm{self._number}", "ChatId": f"wr{self._number}"}
        return event(
            name, change, CreateTime=LONG_AGO, Serial=self._number, State="新品", MsgId=self._number, **ids, **MORE
        )

    def _sealed(self, what: str, plain: str, sealed: str | None = None) -> Case:
        """A whole and rightly signed request."""
        encrypted = self._platform.seal(plain) if sealed is None else sealed
        return Case(what, envelope(encrypted).encode(), self._signed(encrypted), plain)

    def _signed(self, encrypted: str, token: str | None = None) -> str:
        timestamp, nonce = str(LONG_AGO), str(self._random.randrange(10**10))
        joined = "".join(sorted([token or self._platform.token, timestamp, nonce, encrypted]))
        return f"msg_signature={hashlib.sha1(joined.encode()).hexdigest()}&timestamp={timestamp}&nonce={nonce}"

    def _start(self, what: str) -> Case:
        return self._sealed(what, self._event())

    def _place(self, text: bytes | str) -> int:
        return self._random.randrange(len(text))

    def _flip(self, raw: bytes, times: int) -> bytes:
        spoilt = bytearray(raw)
        for _ in range(times):
            spoilt[self._place(raw)] ^= 1 << self._random.randrange(8)
        return bytes(spoilt)

    # The envelope.

    def _bits(self) -> Case:
        case = self._start("bits of the body")
        case.body = self._flip(case.body, self._random.randint(1, 4))
        return case

    def _cut(self) -> Case:
        case = self._start("cut body")
        begin, end = sorted((self._place(case.body), self._place(case.body)))
        case.body = self._random.choice([case.body[:end], case.body[begin:], case.body[:begin] + case.body[end:]])
        return case

    def _doubled(self) -> Case:
        case = self._start("doubled sealed part")
        other = f"<Encrypt><![CDATA[{self._platform.seal('<xml/>')}]]></Encrypt>".encode()
        if self._random.random() < 0.5:
            case.body = case.body.replace(b"<Encrypt>", other + b"<Encrypt>")
        else:
            case.body = case.body.replace(b"</xml>", other + b"</xml>")
        return case

    def _noise(self) -> Case:
        case = self._start("noise in the body")
        place, size = self._place(case.body), self._random.choice([1, 3, 100, 140_000])
        case.body = case.body[:place] + self._random.randbytes(size) + case.body[place:]
        return case

    def _encoding(self) -> Case:
        case, encoding = self._start("other encoding"), self._random.choice(ENCODINGS)
        declared = f'<?xml version="1.0" encoding="{encoding}"?>' if self._random.random() < 0.5 else ""
        case.body = (declared + case.body.decode()).encode(encoding)
        return case

    def _bomb(self) -> Case:
        case = self._start("entities in the envelope")
        case.body = self._random.choice([BOMB, OUTSIDE]).encode() + case.body
        if self._random.random() < 0.5:
            case.body = (
                BOMB.encode() + b"<xml><Encrypt>" + b"&b;" * self._random.randint(1, 9_000) + b"</Encrypt></xml>"
            )
        return case

    def _broken_base64(self) -> Case:
        plain = self._event()
        sealed = self._platform.seal(plain)
        ways = [sealed[:-1], sealed[:-4], sealed[:-22], sealed + "=a", "=" + sealed, sealed.replace("+", "-"), ""]
        ways += [
            f"{sealed[:40]}\n{sealed[40:]}",
            f" {sealed}",
            sealed[:60] + "=" + sealed[60:],
            sealed + "é",
            sealed * 2,
        ]
        case = self._sealed("broken base64", plain, self._random.choice(ways))
        return case

    # The query.

    def _dropped(self) -> Case:
        case = self._start("dropped parameter")
        parts = case.query.split("&")
        case.query = "&".join(self._random.sample(parts, self._random.randrange(len(parts))))
        return case

    def _odd_parameter(self) -> Case:
        case, odd = self._start("odd parameter"), self._random.choice(ODD_VALUES)
        parts = [part.partition("=")[0::2] for part in case.query.split("&")]
        chosen = self._random.randrange(len(parts))
        case.query = "&".join(f"{k}={odd if i == chosen else v}" for i, (k, v) in enumerate(parts))
        return case

    def _doubled_parameter(self) -> Case:
        case = self._start("doubled parameter")
        twin = self._random.choice(case.query.split("&")).partition("=")[0] + "=1"
        case.query = self._random.choice([f"{twin}&{case.query}", f"{case.query}&{twin}"])
        return case

    def _query_bits(self) -> Case:
        case = self._start("changed query")
        place = self._place(case.query)
        case.query = case.query[:place] + chr(self._random.randint(33, 126)) + case.query[place + 1 :]
        return case

    def _shuffled(self) -> Case:
        case = self._start("shuffled and escaped query")
        parts = case.query.split("&")
        self._random.shuffle(parts)
        case.query = "&".join(f"{part.partition('=')[0]}={quote(part.partition('=')[2])}" for part in parts)
        return case

    # What is sealed, by someone who has the keys.

    def _frame(self, what: str, plain: str, framed: bytes) -> Case:
        encryptor = self._cipher.encryptor()
        return self._sealed(what, plain, base64.b64encode(encryptor.update(framed) + encryptor.finalize()).decode())

    def _framed(self, plain: str, length: int | None = None, receiver: str | None = None) -> bytes:
        text = plain.encode()
        size = (len(text) if length is None else length) % 2**32
        corpid = self._platform.corpid if receiver is None else receiver
        return self._random.randbytes(16) + size.to_bytes(4, "big") + text + corpid.encode()

    @staticmethod
    def _padded(framed: bytes) -> bytes:
        size = 32 - len(framed) % 32
        return framed + bytes([size]) * size

    def _length(self) -> Case:
        plain = self._event()
        right = len(plain.encode())
        wrong = [0, -1, 1, right - 1, right + 1, right + 5, 2**31, 2**32 - 1, self._random.randrange(2**32)]
        return self._frame("wrong length", plain, self._padded(self._framed(plain, self._random.choice(wrong))))

    def _padding(self) -> Case:
        plain = self._event()
        framed = self._framed(plain)
        room = -len(framed) % 16 or 16
        tail = self._random.choice([bytes(room), b"\xff" * room, bytes(range(room)), bytes([room - 1]) * room])
        return self._frame("wrong padding", plain, framed + tail)

    def _receiver(self) -> Case:
        plain, corpid = self._event(), self._platform.corpid
        other = self._random.choice(["", corpid[:-1], corpid + "x", corpid.upper() + "_", "\x00" * 18, corpid * 20])
        return self._frame("wrong receiver", plain, self._padded(self._framed(plain, receiver=other)))

    def _blocks(self) -> Case:
        plain, count = self._event(), self._random.choice([0, 1, 2, 3, 50])
        raw = self._random.randbytes(16 * count + self._random.choice([0, 0, 1, 15]))
        return self._sealed("random blocks", plain, base64.b64encode(raw).decode())

    def _other_keys(self) -> Case:
        plain = self._event()
        other = Sender(self._platform.token, self._platform.aes_key[::-1], self._platform.corpid)
        return self._sealed("sealed with another key", plain, other.seal(plain))

    # Plain texts that are rightly sealed and signed: what the platform says is true, however odd.

    def _plain_bits(self) -> Case:
        text = self._event()
        place = self._place(text)
        return self._sealed(
            "odd letter", text[:place] + chr(self._random.choice([0, 9, 38, 60, 0xFFFE, 0x1F600])) + text[place:]
        )

    def _plain_cut(self) -> Case:
        text = self._event()
        return self._sealed("cut text", text[: self._place(text)])

    def _plain_time(self) -> Case:
        return self._sealed("odd time", self._event().replace(str(LONG_AGO), self._random.choice(ODD_TIMES)))

    def _plain_long(self) -> Case:
        size = self._random.choice([65, 129, 300, 60_000])
        tag = self._random.choice(["ChatId", "UserID", "ExternalUserID", "Event", "ChangeType", "State", "Extra"])
        return self._sealed("long field", self._event().replace("</xml>", f"<{tag}>{'长' * (size // 3)}</{tag}></xml>"))

    def _plain_doubled(self) -> Case:
        tag = self._random.choice(["ChatId", "UserID", "Event", "CreateTime", "ChangeType"])
        return self._sealed("doubled field", self._event().replace("</xml>", f"<{tag}><x>1</x></{tag}></xml>"))

    def _bombed(self) -> Case:
        return self._sealed("entities inside", self._random.choice([BOMB, OUTSIDE]) + self._event())

    # The rest.

    def _untouched(self) -> Case:
        return self._start("untouched")

    def _method(self) -> Case:
        case = self._start("other method")
        case.method = self._random.choice(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
        return case

    def _chunked(self) -> Case:
        case = self._start("chunked")
        case.headers = {"Transfer-Encoding": "chunked"}
        case.body = f"{len(case.body):x}\r\n".encode() + case.body + b"\r\n0\r\n\r\n"
        return case

    def _foreign_signature(self) -> Case:
        case = self._start("signed with another token")
        sealed = case.body.partition(b"<![CDATA[")[2].partition(b"<![CDATA[")[2].partition(b"]]>")[0].decode()
        case.query = self._signed(sealed, "guessed")
        return case
