"""Two contract kinds for import-linter that also hold for packages which are not there yet."""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OwnedContract(Contract):
    """The `owned` packages, ours or libraries, are imported directly only by their `owners`, if they have any."""

    type_name = "owned"

    owned = fields.ListField(subfield=fields.StringField())
    owners = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        owned = _names(self.owned)
        homes = {module: owned for module in graph.modules if _is_inside(module, owned)}
        return _verdict(graph, homes, _names(self.owners))

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)


class PrivateContract(Contract):
    """Every module named `private_name` is imported only inside its own package, and by `allowed_importers`."""

    type_name = "private"

    private_name = fields.StringField()
    allowed_importers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        private = [module for module in graph.modules if module.rpartition(".")[2] == str(self.private_name)]
        homes = {module: [module.rpartition(".")[0]] for module in private}
        return _verdict(graph, homes, _names(self.allowed_importers))

    def render_broken_contract(self, check: ContractCheck) -> None:
        _render(check)


def _names(field: object) -> list[str]:
    return cast(list[str] | None, field) or []


def _is_inside(module: str, packages: list[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _verdict(graph: ImportGraph, homes: dict[str, list[str]], owners: list[str]) -> ContractCheck:
    wrong = [
        (importer, module)
        for module, home in sorted(homes.items())
        for importer in sorted(graph.find_modules_that_directly_import(module))
        if not _is_inside(importer, home + owners)
    ]
    return ContractCheck(kept=not wrong, metadata={"wrong": wrong})


def _render(check: ContractCheck) -> None:
    for importer, module in check.metadata["wrong"]:
        output.print_error(f"{importer} may not import {module}", bold=False)
    output.new_line()
