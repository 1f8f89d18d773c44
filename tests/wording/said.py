"""Which texts the program can say, read from its own source: the keys it names, and those it puts together while it
runs. Nothing is listed here by hand."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.wording.enumerate import needed
from bot.wording.recordings import RECORDED
from flows.model import Structure
from tests.support.source import files, tree

_ANY = r"[a-zA-Z0-9_]+"
"""A part of a key that is only known while the program runs."""
_KEY = re.compile(r"[a-z_]+(?:\.[a-zA-Z0-9_]+)+")
_QUOTED = re.compile(r"""["']([a-z_]+(?:\.[a-zA-Z0-9_]+)*)["']""")
_BEGUN = re.compile(r"""["']([a-z_]+_)["'] \+""")
_PAGE = "web."
"""What keys of the chat's page begin with; its script leaves that out."""
_Constants = dict[str, set[str]]


@dataclass(frozen=True)
class Said:
    """``named``: keys that stand in the source. ``built``: patterns of keys that are put together, from their first
    part on. ``endings``: patterns of what is put behind the key of a question."""

    named: frozenset[str]
    built: frozenset[str]
    endings: frozenset[str]

    def left_over(self, keys: Iterable[str], structure: Structure) -> list[str]:
        """Those of these keys that nothing says."""
        built, asked = re.compile("|".join(sorted(self.built))), self._of_questions(structure)
        ended = re.compile(f"(.+?)(?:{'|'.join(sorted(self.endings))})")

        def is_said(key: str) -> bool:
            if key in self.named or key in asked:
                return True
            if key.partition(".")[0] in structure.flows:
                found = ended.fullmatch(key)
                return found is not None and found[1] in asked
            return built.fullmatch(key) is not None

        return [key for key in keys if not is_said(key)]

    def _of_questions(self, structure: Structure) -> set[str]:
        found = {text.key for text in needed(structure)}
        found |= {f"{flow.id}.{step.id}.example" for flow, step in structure.steps() if step.kind.asks}
        return found | {f"{name}.ask" for name in self.named if name.partition(".")[0] in structure.flows}


@cache
def said() -> Said:
    """What the program's code, its templates and its pages say."""
    trees = _trees("bot") + _trees("flows")
    constants = _constants(trees + _trees("storage"))
    named, built, endings = {*RECORDED}, set(), set()
    for node in (node for module in trees for node in _without_docstrings(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value):
            named.add(node.value)
        elif isinstance(node, ast.JoinedStr | ast.BinOp):
            pattern = _pattern(node, constants)
            if _begins_fixed(node, constants):
                built.add(pattern)
            elif pattern.startswith(f"{_ANY}_") and pattern.count(_ANY) == 1:
                endings.add(pattern.removeprefix(_ANY))
    for path in files("bot", "html"):
        named |= {key for key in _QUOTED.findall(path.read_text("utf-8")) if "." in key}
    for path in [*files("bot/channels/web/static", "js"), *files("bot/channels/web/templates", "html")]:
        page = path.read_text("utf-8")
        named |= {_PAGE + word for word in _QUOTED.findall(page)}
        built |= {re.escape(_PAGE + begun) + _ANY for begun in _BEGUN.findall(page)}
    return Said(frozenset(named), frozenset(built), frozenset(endings))


def _trees(folder: str) -> list[ast.Module]:
    return [tree(path) for path in files(folder)]


def _constants(trees: Collection[ast.Module]) -> _Constants:
    """Names that stand for a fixed text, in any module, with what they stand for."""
    found: _Constants = {}
    for node in (node for module in trees for node in module.body):
        if isinstance(node, ast.Assign):
            for name, value in (pair for target in node.targets for pair in _pairs(target, node.value)):
                found.setdefault(name, set()).add(value)
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, other)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield target.id, value.value


def _without_docstrings(module: ast.Module) -> Iterator[ast.AST]:
    """Every node but texts that are a statement of their own."""
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
                waiting.append(child)


def _pattern(node: ast.expr, constants: _Constants) -> str:
    """What an expression can come to, as a regular expression."""
    match node:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(_pattern(part, constants) for part in parts)
        case ast.FormattedValue(value=inner):
            return _pattern(inner, constants)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _pattern(left, constants) + _pattern(right, constants)
        case ast.IfExp(body=yes, orelse=no):
            return f"(?:{_pattern(yes, constants)}|{_pattern(no, constants)})"
        case ast.Name(id=name) if name in constants:
            return _either(constants[name])
        case _:
            return _ANY


def _either(texts: Collection[str]) -> str:
    escaped = [re.escape(text) for text in sorted(texts)]
    return escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})"


def _begins_fixed(node: ast.expr, constants: _Constants) -> bool:
    """Whether it is known what the expression begins with: a pattern that begins with anything would fit any key."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first, op=ast.Add()) | ast.FormattedValue(value=first):
            return _begins_fixed(first, constants)
        case ast.IfExp(body=yes, orelse=no):
            return _begins_fixed(yes, constants) and _begins_fixed(no, constants)
        case ast.Name(id=name):
            return name in constants
        case _:
            return False
