"""What the program is built on: pinned, declared, and told in docs/dependencies.md."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import source
from tests.support.source import ROOT

pytestmark = source.READ_TOGETHER
OURS = {"bot", "flows", "storage", "tests", "scripts", "benchmarks"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DECLARED = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
FOR_TESTS = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependency-groups"]["dev"]}


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"(?m)^([A-Za-z0-9][\w.-]*)==([^\s;]+)", (ROOT / lock).read_text())
    return {canonicalize_name(name): version for name, version in found}


def imported(*folders: str) -> set[str]:
    """The distributions that the modules of some folders import."""
    names = set()
    for folder in folders:
        for path in source.files(folder):
            for node in source.nodes(path):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.split(".")[0])
    known = packages_distributions()
    outside = names - OURS - set(sys.stdlib_module_names)
    return {canonicalize_name(distribution) for name in outside for distribution in known.get(name, [name])}


def test_everything_the_program_imports_is_declared() -> None:
    came_along = {"starlette", "yarl", "markupsafe"}  # of FastAPI, aiohttp, Jinja, in their version
    assert imported("bot", "flows", "storage") - DECLARED - came_along == set()


def test_everything_the_tests_import_is_declared() -> None:
    assert imported("tests") - DECLARED - FOR_TESTS - {"starlette", "yarl", "packaging"} == set()


def test_every_declared_dependency_is_pinned() -> None:
    assert set(pins("requirements.lock")) >= DECLARED
    assert set(pins("requirements-dev.lock")) >= DECLARED | FOR_TESTS


def test_what_is_tested_is_what_runs() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_every_pin_has_its_hashes() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / lock).read_text())[1:]
        assert [entry.split("=")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_told_with_its_purpose_and_licence() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    rows = {canonicalize_name(name) for name in re.findall(r"(?m)^\| `([^`]+)` \|(?: [^|]+ \|){4}", page)}
    assert rows == DECLARED | FOR_TESTS
