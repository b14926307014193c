"""The console is built from its sources once, and again when they change; with whatever Node.js there is."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from local_stack.console import Console, are_installed
from local_stack.errors import StackError
from local_stack.node import is_supported
from local_stack.settings import StackSettings, inherited_environment

BUILD = """
const fs = require("fs");
const folder = process.argv[process.argv.indexOf("--outDir") + 1];
if (fs.readFileSync("src/main.ts", "utf8").includes("syntax error")) {
  console.error("src/main.ts(1,1): that is no TypeScript");
  process.exit(2);
}
fs.appendFileSync("dist-builds.tsbuildinfo", "one\\n");
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder + "/assets", { recursive: true });
fs.writeFileSync(folder + "/index.html", fs.readFileSync("src/main.ts"));
"""


class Checkout:
    """A checkout with a small console of its own."""

    def __init__(self, root: Path) -> None:
        self.web = root / "web"
        self.said: list[str] = []
        (self.web / "src").mkdir(parents=True)
        (self.web / "build.cjs").write_text(BUILD)
        self.write("src/main.ts", "first")
        package = {"name": "small", "version": "1.0.0", "private": True}
        scripts = {"build": "node build.cjs", "greet": "node where.cjs"}
        (self.web / "package.json").write_text(json.dumps({**package, "scripts": scripts}))
        self.write("where.cjs", "console.log(process.cwd())")
        lock = {**package, "lockfileVersion": 3, "requires": True, "packages": {"": package}}
        (self.web / "package-lock.json").write_text(json.dumps(lock))
        self.env = {
            **inherited_environment(),
            "EARMARK_CHECKOUT": str(root),
            "EARMARK_DATA": str(root / "data"),
        }
        self.env.pop("EARMARK_CONSOLE", None)

    def write(self, name: str, text: str) -> None:
        (self.web / name).write_text(text)

    def console(self, **env: str) -> Console:
        return Console(StackSettings.from_environment({**self.env, **env}), self.said.append)

    def page(self) -> str:
        folder = self.console().ensure()
        assert folder == self.web / "dist"
        return (folder / "index.html").read_text()

    @property
    def builds(self) -> int:
        return len((self.web / "dist-builds.tsbuildinfo").read_text().splitlines())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_build_is_used_until_a_source_changes_or_it_is_gone(checkout: Checkout) -> None:
    checkout.write("src/main.ts", "first" * 1000)
    assert checkout.page() == "first" * 1000
    assert gzip.decompress((checkout.web / "dist" / "index.html.gz").read_bytes()) == b"first" * 1000
    assert any("building" in words for words in checkout.said)
    checkout.said.clear()
    assert checkout.page() == "first" * 1000
    assert (checkout.builds, checkout.said) == (1, [])
    checkout.write("src/main.ts", "second")
    assert (checkout.page(), checkout.builds) == ("second", 2)
    checkout.write("src/main.test.ts", "a test is no part of it")
    assert (checkout.page(), checkout.builds) == ("second", 2)
    shutil.rmtree(checkout.web / "dist")
    assert (checkout.page(), checkout.builds) == ("second", 3)


def test_a_build_that_fails_shows_why_and_leaves_the_last_good_one(checkout: Checkout) -> None:
    checkout.page()
    checkout.write("src/main.ts", "syntax error")
    with pytest.raises(StackError, match="could not be built") as failed:
        checkout.page()
    assert "src/main.ts(1,1): that is no TypeScript" in str(failed.value)
    assert (checkout.web / "dist" / "index.html").read_text() == "first"


def test_two_builds_at_once_are_one(checkout: Checkout) -> None:
    threads = [threading.Thread(target=checkout.page) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert checkout.builds == 1


def test_a_copy_stays_as_it_is_when_the_next_build_comes(checkout: Checkout, tmp_path: Path) -> None:
    copied = checkout.console().copy_to(tmp_path / "copy")
    checkout.write("src/main.ts", "second")
    checkout.page()
    assert copied is not None
    assert (copied / "index.html").read_text() == "first"


def test_settings_name_a_built_console_or_want_none(checkout: Checkout, tmp_path: Path) -> None:
    assert checkout.console(EARMARK_CONSOLE="0").ensure() is None
    with pytest.raises(StackError, match="no built console"):
        checkout.console(EARMARK_CONSOLE=str(tmp_path)).ensure()
    (tmp_path / "index.html").write_text("given")
    assert checkout.console(EARMARK_CONSOLE=str(tmp_path)).ensure() == tmp_path
    assert not (checkout.web / "dist").exists()


def test_packages_are_installed_again_when_the_lock_names_others(checkout: Checkout) -> None:
    checkout.page()
    there = checkout.web / "node_modules" / ".package-lock.json"
    there.parent.mkdir(exist_ok=True)
    package = {"version": "1.0.0", "integrity": "sha512-a"}
    there.write_text(json.dumps({"packages": {"node_modules/left": package}}))
    lock = json.loads((checkout.web / "package-lock.json").read_text())
    assert not are_installed(checkout.web)
    lock["packages"]["node_modules/left"] = package
    checkout.write("package-lock.json", json.dumps(lock))
    assert are_installed(checkout.web)
    lock["packages"]["node_modules/mac-only"] = {"version": "1.0.0", "optional": True}
    checkout.write("package-lock.json", json.dumps(lock))
    assert are_installed(checkout.web)
    lock["packages"]["node_modules/left"] = {**package, "integrity": "sha512-b"}
    checkout.write("package-lock.json", json.dumps(lock))
    assert not are_installed(checkout.web)


@pytest.mark.parametrize(
    ("version", "supported"),
    [
        ("v18.20.4", False),
        ("v20.18.1", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_a_nodejs_that_the_tools_do_not_run_on_is_not_used(version: str, supported: bool) -> None:
    assert is_supported(version) == supported


def test_where_the_machine_has_no_nodejs_one_is_fetched_once(checkout: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for program in ("sh", "env", "dirname", "readlink", "uv"):
        if found := shutil.which(program):
            (bare / program).symlink_to(found)
    command = [sys.executable, "-m", "local_stack", "npm", "run", "greet"]
    env = {**checkout.env, "PATH": str(bare)}
    first = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    assert "fetching one from PyPI" in first.stdout
    assert str(checkout.web) in first.stdout
    second = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert second.returncode == 0
    assert "fetching" not in second.stdout


def test_development_needs_a_running_earmark_and_says_so(checkout: Checkout) -> None:
    command = [sys.executable, "-m", "local_stack", "web-dev"]
    ended = subprocess.run(command, env=checkout.env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "`make up` first" in ended.stderr
