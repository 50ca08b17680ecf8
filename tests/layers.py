"""Reading imports: which room of the project knows which, and where an arrow points up."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GROUND = {"types", "errors", "translation", "config"}
ENTRIES = {"broker", "cli", "commands", "environment", "jobs", "opening", "processes", "sample"} | {
    "serving",
    "starting",
    "terminal",
    "working",
    "__main__",
}
"""What starts processes and commands. Only these and the web read clock and environment."""

MAY_USE = {
    **dict.fromkeys(GROUND, GROUND),
    "": set[str](),
    "tables": GROUND,
    "db": GROUND,
    "gitstore": GROUND,
    "formats": GROUND | {"tables"},
    "presenting": GROUND | {"tables"},
    "index": GROUND | {"tables"},
    "accounts": GROUND | {"db"},
    "outbound": GROUND | {"db"},
    "workflow": GROUND | {"tables", "gitstore", "index", "accounts", "outbound", "formats", "db"},
    "hooks": GROUND,
}
"""For each room below the entry points, the rooms that it may know beside itself."""

ONLY_IN = {
    "dulwich": {"gitstore"},
    "subprocess": {"gitstore", *ENTRIES},
    "duckdb": {"index"},
    "pandas": {"formats"},
    "flask": {"webui"},
    "webui": {"webui"},
}
"""What one room alone may import, whichever way."""

FILES = {"os", "pathlib", "tempfile", "shutil", "glob"}
NOT_IN_TABLES = FILES | {"subprocess", "time", "socket", "sqlite3", "sqlalchemy"}
CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
ENVIRONMENT = {("os", "environ"), ("os", "getenv")}
READING_ROOMS = {"gitstore"}
"""Stock git is found by PATH, and the age of a lock is measured by the clock of its file."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, by its full name, and the line."""

    module: str
    line: int
    explained: bool = True
    """Inside a function: whether a comment in that function stands above it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the project: the room it lies in, its syntax and its lines."""

    path: Path
    room: str
    tree: ast.Module
    lines: tuple[str, ...]

    @property
    def may_read(self) -> bool:
        """Whether it may read clock, environment and request."""
        return self.room in ENTRIES | READING_ROOMS | {"webui", "hooks"}


def sources(root: Path) -> Iterator[Source]:
    """Every Python file of the project below ``root``; migrations are written by a tool."""
    for folder in ("datapatch", "webui", "hooks"):
        for path in sorted((root / folder).rglob("*.py")):
            if "versions" not in path.parts:
                text = path.read_text()
                room = _room(path.relative_to(root))
                yield Source(
                    path.relative_to(root), room, ast.parse(text), tuple(text.splitlines())
                )


def faults(source: Source) -> list[str]:
    """Every breach of the rules in one file, as "file:line: what"."""
    found = [*_import_faults(source), *_reading_faults(source)]
    return [f"{source.path}:{line}: {what}" for line, what in sorted(found)]


def imports(source: Source) -> Iterator[Import]:
    """What ``source`` imports, relative names resolved."""
    inside = {id(n) for f in ast.walk(source.tree) if _is_function(f) for n in ast.walk(f)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            explained = id(node) not in inside or _has_comment(source, node)
            before = f"{_resolved(source, node)}." if isinstance(node, ast.ImportFrom) else ""
            for name in node.names:
                yield Import(before + name.name, node.lineno, explained)


def _import_faults(source: Source) -> Iterator[tuple[int, str]]:
    for found in imports(source):
        if not found.explained:
            yield found.line, "an import in a function, without a comment that says why"
        top = found.module.split(".")[0]
        allowed = ONLY_IN.get(top)
        if allowed is not None and source.room not in allowed:
            yield found.line, f"{source.room} imports {top}, which only {sorted(allowed)} may"
        if source.room == "tables" and top in NOT_IN_TABLES:
            yield found.line, f"tables imports {top}: it is pure"
        if top == "datapatch" and _points_up(source.room, _room_of(found.module)):
            yield found.line, f"{source.room or 'datapatch'} imports {found.module}"
        if source.room == "hooks" and top not in {*sys.stdlib_module_names, "datapatch"}:
            yield found.line, f"hooks import {top}: a push waits for it"


def _reading_faults(source: Source) -> Iterator[tuple[int, str]]:
    if source.may_read:
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                if (owner, name) in CLOCK | ENVIRONMENT:
                    what = f"{source.room} reads {owner}.{name}: entry points pass it down"
                    yield node.lineno, what
            case ast.Call(func=ast.Name(id="open")) if source.room == "tables":
                yield node.lineno, "tables opens a file: it is pure"


def _points_up(room: str, target: str) -> bool:
    if room == "webui":
        return False
    if room in ENTRIES:
        return target == "webui"
    return target not in MAY_USE[room] | {room}


def _room(path: Path) -> str:
    """The room of a file: datapatch/tables/diff.py lies in "tables"."""
    first, *rest = path.with_suffix("").parts
    return first if first != "datapatch" else rest[0].removesuffix("__init__")


def _room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__version__" else ""


def _resolved(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    folders = source.path.parts[: -node.level]
    return ".".join([*folders, *([node.module] if node.module else [])])


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _has_comment(source: Source, node: ast.Import | ast.ImportFrom) -> bool:
    """Whether the nearest line above that is no import is a comment."""
    above = (line.strip() for line in reversed(source.lines[: node.lineno - 1]))
    nearest = next((line for line in above if not line.startswith(("import ", "from "))), "")
    return nearest.startswith("#")
