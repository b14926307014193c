"""Commands, links and anchors that the documentation names are there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

_BLOCK = re.compile(r"^(```|~~~)[^\n]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(.*)$", re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_MAKE = re.compile(r"(?:^|[;&|]\s*|\$\s+|sudo\s+)make\s+([a-z][a-z-]*)", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_IMAGE = re.compile(r"!\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z-]*):(.*)$", re.MULTILINE)


def targets(root: Path) -> dict[str, bool]:
    """The Makefile's targets, and whether `make help` explains them."""
    return {name: "## " in rest for name, rest in _TARGET.findall((root / "Makefile").read_text())}


def code_of(page: str) -> str:
    """What stands in blocks and spans of code, a line each."""
    blocks = [match[1] for match in _BLOCK.findall(page)]
    return "\n".join([*blocks, *_INDENTED.findall(page), *_SPAN.findall(_BLOCK.sub("", page))])


def anchors_of(page: str) -> set[str]:
    """The anchors of a page's headings, as a repository's web page makes them."""
    found: dict[str, int] = {}
    names: set[str] = set()
    for heading in _HEADING.findall(_BLOCK.sub("", page)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        again = found.get(name, 0)
        found[name] = again + 1
        names.add(f"{name}-{again}" if again else name)
    return names


def test_every_make_command_in_the_documentation_is_a_target(root: Path, pages: list[Path]) -> None:
    known = targets(root)

    unknown = {
        f"{page.relative_to(root)}: make {name}"
        for page in pages
        for name in _MAKE.findall(code_of(page.read_text()))
        if name not in known
    }

    assert unknown == set()


def test_every_target_is_explained_by_help(root: Path) -> None:
    assert [name for name, explained in targets(root).items() if not explained] == []


def test_the_readme_names_the_commands_a_newcomer_needs(root: Path) -> None:
    named = set(_MAKE.findall(code_of((root / "README.md").read_text())))

    assert {"up", "test"} <= named


def test_every_relative_link_leads_to_a_file_and_a_heading_of_it(root: Path, pages: list[Path]) -> None:
    broken: set[str] = set()
    for page in pages:
        text = _BLOCK.sub("", page.read_text())
        for link in [*_LINK.findall(text), *_IMAGE.findall(text)]:
            if re.match(r"[a-z][a-z0-9+.-]*:", link):
                continue
            path, _, anchor = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists() or not target.is_relative_to(root):
                broken.add(f"{page.relative_to(root)}: {link}")
            elif anchor and target.suffix == ".md" and anchor not in anchors_of(target.read_text()):
                broken.add(f"{page.relative_to(root)}: {link} (no such heading)")

    assert broken == set()
