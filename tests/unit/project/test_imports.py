"""The rooms of the house and the directions between them."""

import ast
import subprocess
import sys
from pathlib import Path

import onrecord

PACKAGE = Path(onrecord.__file__).parent
ROOMS = ["api", "cli", "delivery", "desk", "domain", "formats", "log", "newsroom", "render", "site"]


def test_imports_go_down_the_shelves() -> None:
    """The linter's report names the importing module and the line; it runs apart, for it rearranges the logging."""
    linter = Path(sys.executable).with_name("lint-imports")
    linted = subprocess.run(
        [str(linter), "--no-cache"], cwd=PACKAGE.parent.parent, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_the_domain_imports_the_standard_library_only() -> None:
    foreign = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {name}"
        for path in sorted((PACKAGE / "domain").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("onrecord.domain")
    ]
    assert foreign == []


def test_every_room_says_in_its_docstring_what_it_is_for() -> None:
    assert sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()) == ROOMS
    for room in ROOMS:
        docstring = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text()))
        assert docstring, room


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
