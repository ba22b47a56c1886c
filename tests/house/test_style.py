"""The style of the house, read from the syntax tree: what ruff and mypy do not see."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sinkmap", "layers", "raster_pipeline", "dash_app")

MOST_FILE_LINES = 330
MOST_FUNCTION_LINES = 55
MOST_NESTING = 3

AREA_HOME = "sinkmap/area.py"
GEODATA_HOME = "raster_pipeline/io/"
GEODATA_LIBRARIES = {"rasterio", "rioxarray", "pyogrio", "fiona", "osgeo"}
GEODATA_CALLS = {"open_rasterio", "read_file", "read_dataframe", "write_dataframe", "to_file"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
BROAD = {"Exception", "BaseException"}
TEXT_READERS = {"read_text", "write_text"}
CONTROL = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

# Fragments are joined here so that this file is not its own first finding.
MACHINE_WORDS = re.compile(
    "|".join(
        (
            r"(?<![\w.-])/(?:ro" + r"ot|wo" + r"rk)/",
            r"(?<![\w.-])/ho" + r"me/\w",
            r"[A-Z]:\\Us" + r"ers\\",
            r"\bpy" + r"pi\.org",
            r"python" + r"hosted\.",
            r"npm" + r"js\.(?:org|com)",
            r"deb\." + r"debian\.",
            r"conda\." + r"anaconda\.org",
            r"\." + r"library/",
        )
    )
)


class Source:
    """One Python file of the four packages: its path below the root, text and syntax tree."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    def at(self, node: ast.AST, what: str = "") -> str:
        """`file:line what`, as an editor opens it."""
        return f"{self.name}:{node.lineno} {what}".rstrip()

    def nodes(self, *kinds: type[ast.AST]):
        """Every node of the given kinds."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


@pytest.fixture(scope="session")
def sources():
    found = [
        Source(path)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "node_modules" not in path.parts
    ]
    assert found
    return found


def base_name(node: ast.AST) -> str:
    """`a` of `a.b.c`, the name a call or attribute starts from."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def called_name(call: ast.Call) -> str:
    """`open` of `open(...)` and of `path.open(...)`."""
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def constant(node: ast.AST | None):
    return node.value if isinstance(node, ast.Constant) else None


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Top-level names of the packages an import statement takes in."""
    if isinstance(node, ast.ImportFrom):
        return {node.module.split(".")[0]} if node.module and not node.level else set()
    return {alias.name.split(".")[0] for alias in node.names}


def function_lines(node: ast.FunctionDef) -> int:
    """Lines of a function without its docstring and decorators."""
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def nesting(node: ast.AST, level: int = 0) -> int:
    """Deepest control flow below a node; `elif` is as deep as its `if`, inner functions are not."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deeper = isinstance(child, CONTROL) and not is_elif
        deepest = max(deepest, nesting(child, level + deeper))
    return deepest


def test_no_bare_area_outside_its_home(sources):
    found = [
        source.at(node)
        for source in sources
        if source.name != AREA_HOME
        for node in source.nodes(ast.Attribute)
        if node.attr == "area" and base_name(node.value) not in {"sinkmap", "self"}
    ]
    assert found == []


def test_no_buffer_of_zero(sources):
    found = [
        source.at(node)
        for source in sources
        for node in source.nodes(ast.Call)
        if called_name(node) == "buffer"
        and any(constant(a) == 0 for a in [*node.args[:2], keyword(node, "distance")])
    ]
    assert found == []


def test_geodata_is_opened_in_one_place(sources):
    elsewhere = [source for source in sources if not source.name.startswith(GEODATA_HOME)]
    imports = [
        source.at(node, ", ".join(sorted(imported(node) & GEODATA_LIBRARIES)))
        for source in elsewhere
        for node in source.nodes(ast.Import, ast.ImportFrom)
        if imported(node) & GEODATA_LIBRARIES
    ]
    calls = [
        source.at(node, called_name(node))
        for source in elsewhere
        for node in source.nodes(ast.Call)
        if called_name(node) in GEODATA_CALLS
        or (called_name(node) == "read_parquet" and base_name(node.func) in {"gpd", "geopandas"})
    ]
    assert imports + calls == []


def is_broad(kind: ast.expr | None) -> bool:
    parts = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(part is None or base_name(part) in BROAD for part in parts)


def raises_again(handler: ast.ExceptHandler) -> bool:
    """Whether the handler only tidies up: its last statement is a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_no_broad_except(sources):
    found = [
        source.at(node)
        for source in sources
        for node in source.nodes(ast.ExceptHandler)
        if is_broad(node.type) and not raises_again(node)
    ]
    assert found == []


def opens_text_without_encoding(call: ast.Call) -> bool:
    name = called_name(call)
    if any(k.arg is None for k in call.keywords) or keyword(call, "encoding") is not None:
        return False
    if name in TEXT_READERS:
        # The encoding may come as the last positional argument.
        return len(call.args) < (1 if name == "read_text" else 2)
    if name != "open" or base_name(call.func) in {
        "os",
        "webbrowser",
        "zipfile",
        "tarfile",
        "memmap",
    }:
        return False
    position = 1 if isinstance(call.func, ast.Name) else 0
    mode = keyword(call, "mode") or (call.args[position] if len(call.args) > position else None)
    return mode is None or "b" not in str(constant(mode))


def test_text_files_name_their_encoding(sources):
    found = [
        source.at(node)
        for source in sources
        if not source.name.startswith(GEODATA_HOME)
        for node in source.nodes(ast.Call)
        if opens_text_without_encoding(node)
    ]
    assert found == []


def test_no_text_is_decoded_with_losses(sources):
    decoders = {"open", "decode", "encode", "read_text", "write_text", "str"}
    found = [
        source.at(node)
        for source in sources
        for node in source.nodes(ast.Call)
        if constant(keyword(node, "errors")) == "replace"
        or (called_name(node) in decoders and constant(keyword(node, "errors")) == "ignore")
    ]
    assert found == []


def test_no_process_is_forked(sources):
    found = [
        source.at(node)
        for source in sources
        for node in source.nodes(ast.Constant, ast.Attribute)
        if constant(node) in {"fork", "forkserver"}
        or (isinstance(node, ast.Attribute) and (base_name(node), node.attr) == ("os", "fork"))
    ]
    assert found == []


def test_files_are_short(sources):
    lengths = {source.name: source.text.count("\n") for source in sources}
    assert {name: n for name, n in lengths.items() if n > MOST_FILE_LINES} == {}


def test_functions_are_short(sources):
    lengths = sorted(
        (
            (function_lines(node), source.at(node, node.name))
            for source in sources
            for node in source.nodes(*FUNCTIONS)
        ),
        reverse=True,
    )
    print("longest functions:", lengths[:5])  # noqa: T201 - shown when the test fails
    assert [row for row in lengths if row[0] > MOST_FUNCTION_LINES] == []


def test_control_flow_is_flat(sources):
    depths = sorted(
        (
            (nesting(node), source.at(node, node.name))
            for source in sources
            for node in source.nodes(*FUNCTIONS)
        ),
        reverse=True,
    )
    assert [row for row in depths if row[0] > MOST_NESTING] == []


def test_names_say_something(sources):
    modules = [
        source.name
        for source in sources
        if EMPTY_NAMES & {part.strip("_") for part in Path(source.name).with_suffix("").parts}
    ]
    classes = [
        source.at(node, node.name)
        for source in sources
        for node in source.nodes(ast.ClassDef)
        if EMPTY_NAMES & {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", node.name)}
    ]
    assert modules + classes == []


def test_interface_text_is_in_both_languages(sources):
    found = []
    for source in sources:
        ours = any(
            node.module == "sinkmap.text" and any(a.name == "Text" for a in node.names)
            for node in source.nodes(ast.ImportFrom)
        )
        calls = [
            n
            for n in source.nodes(ast.Call)
            if isinstance(n.func, ast.Name) and n.func.id == "Text"
        ]
        found += [source.at(n) for n in calls if ours and not is_bilingual(n)]
    assert found == []


def is_bilingual(call: ast.Call) -> bool:
    words = [*call.args, *(k.value for k in call.keywords)]
    if any(isinstance(word, ast.Starred) for word in words) or None in {
        k.arg for k in call.keywords
    }:
        return True  # taken from a table, checked when it is made
    return len(words) == 2 and all(
        not isinstance(word, ast.Constant) or (isinstance(word.value, str) and word.value.strip())
        for word in words
    )


def tracked_files():
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_no_file_names_a_machine_or_a_registry():
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # binary, or deleted but not committed yet
        name = path.relative_to(ROOT).as_posix()
        found += [
            f"{name}:{number} {match.group()}"
            for number, line in enumerate(text.splitlines(), start=1)
            for match in MACHINE_WORDS.finditer(line)
        ]
    assert found == []
