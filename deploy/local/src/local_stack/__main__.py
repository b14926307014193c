"""`python -m local_stack up|down|status|logs|clean|demo|operate|fetch|web|web-dev|npm`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from local_stack import commands, demo
from local_stack.console import Console
from local_stack.errors import StackError
from local_stack.jars import ensure_kafka_jars
from local_stack.launcher import up
from local_stack.layout import Layout
from local_stack.lock import read_note
from local_stack.routes import SERVICES
from local_stack.settings import StackSettings


def main(arguments: list[str]) -> int:
    """Args: the command line without the program. Returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        settings = StackSettings.from_environment()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    match asked.command:
        case "up":
            return up(settings, demo.main, tuple(s for s in asked.services.split(",") if s))
        case "down":
            return commands.down(settings)
        case "status":
            return commands.status(settings)
        case "logs":
            return commands.logs(settings, asked.part or None, asked.follow or sys.stdout.isatty())
        case "clean":
            return commands.clean(settings, asked.yes)
        case "operate":
            return commands.operate(settings, asked.service, asked.arguments)
        case "fetch":
            return _fetch(settings)
        case "web" | "web-dev" | "npm":
            return _web(settings, asked)
        case _:
            return _demo(settings, asked.url)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="local_stack", description="Earmark's embedded stack.")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up", help="start everything and keep it running")
    start.add_argument("--services", default=",".join(SERVICES), help="the services to start, by comma")
    commands.add_parser("down", help="stop what runs")
    commands.add_parser("status", help="show every part")
    logs = commands.add_parser("logs", help="show logs")
    logs.add_argument("part", nargs="?", default="", help="one part; all by default")
    logs.add_argument("--follow", action="store_true", help="go on until Ctrl-C; so on a terminal")
    clean = commands.add_parser("clean", help="remove all data")
    clean.add_argument("--yes", action="store_true", help="do not ask")
    operate = commands.add_parser("operate", help="a running service's own command line")
    operate.add_argument("service", help="for example task-service")
    operate.add_argument("arguments", nargs=argparse.REMAINDER, help="for example dead-letters list")
    commands.add_parser("fetch", help="fetch Apache Kafka's files")
    commands.add_parser("web", help="build the console where its sources changed")
    commands.add_parser("web-dev", help="serve the console's sources before the running stack")
    npm = commands.add_parser("npm", help="run npm in web/, with the console's Node.js and packages")
    npm.add_argument("arguments", nargs=argparse.REMAINDER, help="for example run check")
    fill = commands.add_parser("demo", help="fill a running Earmark with the demo")
    fill.add_argument("--url", default=None, help="gateway address; of the running stack by default")
    return parser


def _fetch(settings: StackSettings) -> int:
    try:
        ensure_kafka_jars(settings, print)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _web(settings: StackSettings, asked: argparse.Namespace) -> int:
    console = Console(settings, lambda words: print(words, flush=True))
    try:
        if asked.command == "npm":
            return console.npm(asked.arguments)
        if asked.command == "web":
            folder = console.ensure()
            print("There is no console to build." if folder is None else f"The console is in {folder}.")
            return 0
        if (url := _running(settings)) is None:
            print(
                "Earmark is not running from this checkout: `make up` first, in another terminal.",
                file=sys.stderr,
            )
            return 1
        console.develop(url)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _running(settings: StackSettings) -> str | None:
    url = (read_note(Layout(settings.data).run) or {}).get("url")
    return None if url is None else str(url)


def _demo(settings: StackSettings, url: str | None) -> int:
    url = url or _running(settings)
    if url is None:
        print("Earmark is not running from this checkout: `make up` first.", file=sys.stderr)
        return 1
    try:
        asyncio.run(demo.main(url))
    except Exception as error:
        print(f"The demo could not be made: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
