"""The source of the program as a tree, parsed once for all the tests of a process that read it. They belong to one
group (``pytestmark = READ_TOGETHER``), so that one process has it."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ_TOGETHER = pytest.mark.xdist_group("source")


def files(folder: str, ending: str = "py") -> list[Path]:
    """The files below a folder of the project that end so."""
    return sorted((ROOT / folder).rglob(f"*.{ending}"))


@cache
def tree(path: Path) -> ast.Module:
    """A module."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module, as `ast.walk` gives them."""
    return tuple(ast.walk(tree(path)))
