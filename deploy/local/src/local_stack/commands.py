"""`down`, `status`, `logs`, `clean`, `operate`: what one asks of a stack from another terminal."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil

from local_stack.child import tail
from local_stack.layout import Layout
from local_stack.lock import is_held, read_note
from local_stack.routes import SERVICES, module_of
from local_stack.settings import StackSettings
from local_stack.stack import MARKER
from local_stack.terminal import table

_STOP_SECONDS = 20.0


def down(settings: StackSettings) -> int:
    """Asks the running launcher to stop everything, and waits for it."""
    run = Layout(settings.data).run
    note = read_note(run)
    if note is None:
        print("Earmark is not running from this checkout.")
        return 0
    os.kill(int(note["pid"]), signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while is_held(run):
        if time.monotonic() > deadline:
            print(f"It has not stopped after {_STOP_SECONDS:.0f} s (process {note['pid']}).", file=sys.stderr)
            return 1
        time.sleep(0.05)
    print("Earmark is down.")
    return 0


def status(settings: StackSettings) -> int:
    """A table of the parts; exit code 0 when all are well, 1 otherwise, 3 when nothing runs."""
    note = read_note(Layout(settings.data).run)
    if note is None:
        print("Earmark is not running from this checkout. `make up` starts it.")
        return 3
    if "parts" not in note:
        print("Earmark is starting.")
        return 1
    url = str(note["url"])
    try:
        found = httpx.get(f"{url}/healthz", timeout=10.0, trust_env=False).json().get("parts", {})
        edge = "ready"
    except (httpx.HTTPError, ValueError):
        found, edge = {}, "down"
    states = {name: str(state.get("state")) for name, state in found.items()}
    states["gateway"] = edge
    states["front"] = "ready" if found else "down"
    rows = [(name, str(address), states.get(name, "unknown")) for name, address in note["parts"].items()]
    print(table(("part", "address", "health"), rows))
    print(f"\n  {url}")
    return 0 if all(row[2] == "ready" for row in rows) else 1


def operate(settings: StackSettings, service: str, arguments: list[str]) -> int:
    """Runs a service's own command line (`dead-letters list`, `replay --all` ...) with the settings of the one that
    runs. Returns its exit code."""
    if service not in SERVICES:
        print(f"There is no service {service!r}; there are {', '.join(SERVICES)}.", file=sys.stderr)
        return 2
    module, root = module_of(service), str(Layout(settings.data).root)
    for process in psutil.process_iter():
        try:
            if process.cmdline()[1:3] == ["-m", module] and process.environ().get(MARKER) == root:
                environment = process.environ()
                break
        except psutil.Error:
            continue
    else:
        print(f"{service} is not running from this checkout. `make up` starts it.", file=sys.stderr)
        return 3
    return subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=False).returncode


def logs(settings: StackSettings, part: str | None, follow: bool) -> int:
    """Prints the end of one part's log, or of all of them; `follow` goes on until Ctrl-C."""
    folder = Layout(settings.data).logs
    files = sorted(folder.glob("*.log")) if part is None else [folder / f"{part}.log"]
    files = [file for file in files if file.exists()]
    if not files:
        known = ", ".join(sorted(file.stem for file in folder.glob("*.log"))) or "none yet"
        print(f"There is no log{f' of {part}' if part else ''}. Logs there are: {known}.", file=sys.stderr)
        return 1
    for file in files:
        for line in tail(file, 200 if part else 15).splitlines():
            _print_line(file, line, part is None)
    if not follow:
        return 0
    try:
        _follow(files, prefix=part is None)
    except KeyboardInterrupt:
        print()
    return 0


def _follow(files: list[Path], prefix: bool) -> None:
    places = {file: file.stat().st_size for file in files}
    while True:
        for file, place in places.items():
            size = file.stat().st_size if file.exists() else 0
            if size < place:  # rotated
                place = 0
            if size > place:
                with file.open("rb") as stream:
                    stream.seek(place)
                    text = stream.read(size - place)
                whole, _, _ = text.rpartition(b"\n")
                for line in whole.decode("utf-8", "replace").splitlines():
                    _print_line(file, line, prefix)
                place += len(whole) + 1 if whole else 0
            places[file] = place
        time.sleep(0.2)


def _print_line(file: Path, line: str, prefix: bool) -> None:
    print(f"{file.stem:<20} {line}" if prefix else line, flush=True)


def clean(settings: StackSettings, yes: bool) -> int:
    """Removes every workspace, dataset and annotation of this checkout's stack, after asking."""
    layout = Layout(settings.data)
    if is_held(layout.run):
        print("Earmark is running: `make down` first.", file=sys.stderr)
        return 1
    doomed = [folder for folder in (layout.data, layout.logs, layout.run) if folder.exists()]
    if not doomed:
        print("There is nothing to remove.")
        return 0
    size = sum(f.stat().st_size for d in doomed for f in d.rglob("*") if f.is_file() and not f.is_symlink())
    print(
        f"This removes all data of Earmark in {layout.root}: databases, events, audio ({size / 1e6:.0f} MB)."
    )
    if not yes:
        if not sys.stdin.isatty():
            print("Nobody is there to ask: YES=1 says that it is meant.", file=sys.stderr)
            return 1
        if input("Remove it? [y/N] ").strip().lower() not in ("y", "yes"):
            print("Nothing was removed.")
            return 1
    for folder in doomed:
        shutil.rmtree(folder)
    print("Removed.")
    return 0
