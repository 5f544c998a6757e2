"""To whom an invoice is made out: personal data, sealed at rest."""

import re
from dataclasses import asdict, dataclass

import orjson

from app.invoices.errors import BuyerInvalid
from app.invoices.states import BuyerKind
from app.kernel.personal import personal_data

# 统一社会信用代码 has 18 (GB 32100-2015); older tax numbers 15 to 20.
TAX_NUMBER = re.compile(r"[0-9A-Z]{15,20}")


@dataclass(frozen=True, slots=True)
class Buyer:
    """`tax_number` only of a company. Raises BuyerInvalid when it does not go with the kind."""

    kind: BuyerKind
    title: str
    email: str
    tax_number: str = ""

    def __post_init__(self) -> None:
        wanted = TAX_NUMBER.fullmatch(self.tax_number) if self.kind is BuyerKind.COMPANY else not self.tax_number
        if not wanted:
            raise BuyerInvalid(kind=self.kind.value)

    def sealed(self) -> bytes:
        return personal_data().seal(orjson.dumps(asdict(self)).decode())


def unseal(sealed: bytes) -> Buyer:
    """The buyer that was sealed."""
    kept = orjson.loads(personal_data().open(sealed))
    return Buyer(**(kept | {"kind": BuyerKind(kept["kind"])}))
