"""Who is whose customer: one relation per member and consumer."""

from dataclasses import dataclass, field

from sandbox.wecom.errors import WeComError

ADD_WAY_QR = 1
ADD_WAY_GROUP = 4
ADD_WAY_LINK = 16
ADD_WAY_ASSIGNED = 202


@dataclass(slots=True)
class Relation:
    """A customer in a member's address book; times are Unix seconds.

    A customer who deleted the member stays listed (`deleted_by_customer`), as the platform keeps showing such a
    customer to the member; a member who deletes the customer ends the relation.
    """

    userid: str
    external_userid: str
    createtime: int
    add_way: int
    remark: str
    state: str = ""
    description: str = ""
    remark_corp_name: str = ""
    remark_mobiles: list[str] = field(default_factory=list)
    tag_ids: set[str] = field(default_factory=set)
    waiting: bool = False
    chatting: bool = False
    last_chat_at: int = 0
    deleted_by_customer: bool = False

    @property
    def last_contact(self) -> tuple[int, int]:
        return self.last_chat_at, self.createtime

    @property
    def can_receive(self) -> bool:
        return not self.deleted_by_customer and not self.waiting


class Relations:
    """All relations, oldest first for each member. Those still waiting for the member's consent are hidden."""

    def __init__(self) -> None:
        self._by_member: dict[str, dict[str, Relation]] = {}
        self._by_customer: dict[str, dict[str, Relation]] = {}

    def put(self, relation: Relation) -> None:
        self._by_member.setdefault(relation.userid, {})[relation.external_userid] = relation
        self._by_customer.setdefault(relation.external_userid, {})[relation.userid] = relation

    def drop(self, relation: Relation) -> None:
        del self._by_member[relation.userid][relation.external_userid]
        del self._by_customer[relation.external_userid][relation.userid]

    def find(self, userid: str, external_userid: str) -> Relation | None:
        return self._by_member.get(userid, {}).get(external_userid)

    def get(self, userid: str, external_userid: str) -> Relation:
        """The relation; 84061 when the consumer is not this member's customer."""
        relation = self.find(userid, external_userid)
        if relation is None or relation.waiting:
            raise WeComError(84061)
        return relation

    def of_member(self, userid: str) -> list[Relation]:
        return [one for one in self._by_member.get(userid, {}).values() if not one.waiting]

    def of_customer(self, external_userid: str) -> list[Relation]:
        return [one for one in self._by_customer.get(external_userid, {}).values() if not one.waiting]

    def all(self) -> list[Relation]:
        """Those waiting for consent too."""
        return [one for relations in self._by_member.values() for one in relations.values()]
