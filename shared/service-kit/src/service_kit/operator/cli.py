"""The operator's commands: each says what it will do, and asks, before it does it."""

import asyncio
import base64
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import orjson
import typer

from service_kit.messaging import replay
from service_kit.messaging.blocked import Blocked
from service_kit.messaging.dead_letters import DeadLetters, Waits
from service_kit.messaging.events import Catalogue
from service_kit.mongo.session import Doc
from service_kit.settings import ServiceSettings
from service_kit.wiring import Wiring, wire

T = TypeVar("T")
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask")]
Limit = Annotated[int, typer.Option(help="At most so many")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line")]


@dataclass(frozen=True)
class Operator:
    """One service, seen from its command line."""

    name: str
    settings: ServiceSettings
    catalogue: Catalogue

    def do(self, work: Callable[[Wiring], Awaitable[T]]) -> T:
        """Run something with the service's database at hand."""

        async def with_database() -> T:
            wiring = wire(self.name, self.settings, self.catalogue)
            try:
                await wiring.clock.refresh()
                return await work(wiring)
            finally:
                await wiring.client.close()

        return asyncio.run(with_database())


def operator_commands(cli: typer.Typer, operator: Callable[[], Operator]) -> None:
    """Add the commands to a service's command line."""
    cli.add_typer(_dead_letters(operator), name="dead-letters")
    cli.add_typer(_waiting(operator), name="waiting")
    cli.add_typer(_blocked(operator), name="blocked")

    @cli.command("replay")
    def replay_events(
        all_: Annotated[bool, typer.Option("--all", help="Everything the outbox holds")] = False,
        since: Annotated[
            datetime | None,
            typer.Option(help="What was said at this time (UTC) or later", formats=["%Y-%m-%dT%H:%M:%S"]),
        ] = None,
        aggregate: Annotated[str | None, typer.Option(help="One aggregate: <topic>|<id>")] = None,
        from_version: Annotated[int, typer.Option(help="With --aggregate: from this version on")] = 1,
        yes: Yes = False,
    ) -> None:
        """Publish events again; consumers know the copies of what they have."""
        if sum((all_, since is not None, aggregate is not None)) != 1:
            raise typer.BadParameter("say one of --all, --since, --aggregate")
        on = operator()
        if aggregate is not None:
            topic, bar, id = aggregate.partition("|")
            if not bar:
                raise typer.BadParameter("an aggregate is <topic>|<id>")
            _confirm(f"Publish the events of {id} on {topic} again, from version {from_version}.", yes)
            count = on.do(lambda w: replay.mark_aggregate(w.database, topic, id, from_version))
        else:
            if since is not None and since.tzinfo is None:
                since = since.replace(tzinfo=UTC)
            number = on.do(lambda w: replay.count(w.database, since))
            _confirm(f"Publish {number} events again.", yes)
            count = on.do(lambda w: replay.mark_all(w.database, since))
        _say(f"{count} events will be published again by the running worker.")


def _dead_letters(operator: Callable[[], Operator]) -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Events that could not be handled.")

    @group.command("list")
    def show_all(limit: Limit = 100, json: Json = False) -> None:
        """List dead letters, oldest first."""
        docs = operator().do(lambda w: DeadLetters(w.transactions).list(limit))
        for doc in docs:
            if json:
                _print(_shown(doc))
            else:
                place = f"{doc['raw']['topic']}/{doc['raw']['partition']}/{doc['raw']['offset']}"
                kind, at = doc["type"] or "-", doc["at"]
                _say(f"{at:%Y-%m-%d %H:%M:%S}  {doc['_id']}  {kind}  {place}  {doc['reason']}")
        if not docs and not json:
            _say("There are no dead letters.")

    @group.command("show")
    def show_one(id: str) -> None:
        """Show one dead letter whole, as JSON."""
        doc = operator().do(lambda w: DeadLetters(w.transactions).get(id))
        if doc is None:
            raise _none(id)
        _print(_shown(doc))

    @group.command("redrive")
    def redrive(
        id: Annotated[str | None, typer.Argument()] = None,
        all_: Annotated[bool, typer.Option("--all", help="All of them, oldest first")] = False,
        yes: Yes = False,
    ) -> None:
        """Have dead letters handled again, and then what waits behind them."""
        _decide(
            operator(),
            id,
            all_,
            yes,
            "Handle {what} again, and then the events that wait behind.",
            DeadLetters.redrive,
        )

    @group.command("drop")
    def drop(
        id: Annotated[str | None, typer.Argument()] = None,
        all_: Annotated[bool, typer.Option("--all", help="All of them")] = False,
        yes: Yes = False,
    ) -> None:
        """Give dead letters up for good; what waits behind them goes on without them."""
        _decide(
            operator(),
            id,
            all_,
            yes,
            "Give up {what} for good; events behind go on without.",
            DeadLetters.drop,
        )

    return group


def _decide(
    on: Operator,
    id: str | None,
    all_: bool,
    yes: bool,
    words: str,
    act: Callable[[DeadLetters, str], Awaitable[bool]],
) -> None:
    if (id is None) != all_:
        raise typer.BadParameter("name one dead letter, or say --all")

    async def which(wiring: Wiring) -> list[str]:
        letters = DeadLetters(wiring.transactions)
        if id is not None:
            return [id] if await letters.get(id) else []
        return [found async for found in letters.ids()]

    ids = on.do(which)
    if id is not None and not ids:
        raise _none(id)
    _confirm(words.format(what=id or f"{len(ids)} dead letters"), yes)

    async def do(wiring: Wiring) -> int:
        letters = DeadLetters(wiring.transactions)
        return sum([await act(letters, one) for one in ids])

    _say(f"Done: {on.do(do)}. A running worker does the rest within seconds.")


def _waiting(operator: Callable[[], Operator]) -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Events that wait for others.")

    @group.command("list")
    def show(limit: Limit = 100, json: Json = False) -> None:
        """List streams in which events wait, and for what."""
        docs = operator().do(lambda w: Waits(w.transactions).list(limit))
        for doc in docs:
            if json:
                _print(doc)
                continue
            why = (
                f"needs {doc['need']}"
                if doc["need"]
                else f"applied {doc['applied']}, next here is {doc['first']}"
            )
            if doc["dead"]:
                why += f", dead: {doc['dead']}"
            _say(f"{doc['stream']}  {doc['waiting']} waiting  {why}")
        if not docs and not json:
            _say("Nothing waits.")

    @group.command("release")
    def release(stream: str, yes: Yes = False) -> None:
        """Let a stream go on: without the missing versions of a gap, or with one more try for what it
        needs."""
        on = operator()
        _confirm(f"Let {stream} go on, without what is missing if that is a gap.", yes)
        done = on.do(lambda w: Waits(w.transactions).release(stream))
        if done is None:
            _say("Nothing waits there, or a dead letter holds it up: redrive or drop that one.", error=True)
            raise typer.Exit(1)
        _say(f"{stream}: {done}.")

    return group


def _blocked(operator: Callable[[], Operator]) -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help="Aggregates whose next event Kafka does not take.")

    @group.command("list")
    def show(limit: Limit = 100, json: Json = False) -> None:
        """List blocked aggregates and why."""
        docs = operator().do(lambda w: Blocked(w.database).list(limit))
        for doc in docs:
            if json:
                _print(_shown(doc))
            else:
                _say(f"{doc['_id']}  {doc['reason']}")
        if not docs and not json:
            _say("Nothing is blocked.")

    @group.command("release")
    def release(aggregate: str, yes: Yes = False) -> None:
        """Publish an aggregate's events again, beginning with the one that was refused."""
        on = operator()
        _confirm(f"Try to publish the events of {aggregate} again.", yes)
        if not on.do(lambda w: Blocked(w.database).release(aggregate)):
            _say(f"{aggregate} is not blocked.", error=True)
            raise typer.Exit(1)
        _say("Released; the running worker publishes it.")

    return group


def _confirm(words: str, yes: bool) -> None:
    _say(words)
    if not yes:
        typer.confirm("Go on?", abort=True)


def _none(id: str) -> typer.Exit:
    _say(f"There is no dead letter {id}.", error=True)
    return typer.Exit(1)


def _say(words: str, error: bool = False) -> None:
    typer.echo(words, err=error)


def _print(value: Any) -> None:
    sys.stdout.write(orjson.dumps(value, default=str).decode() + "\n")


def _shown(doc: Doc) -> Doc:
    """A document as JSON can carry it: bytes as text where they are text, else as base64."""

    def show(value: Any) -> Any:
        if isinstance(value, bytes):
            try:
                return value.decode()
            except UnicodeDecodeError:
                return {"base64": base64.b64encode(value).decode()}
        if isinstance(value, dict):
            return {name: show(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [show(inner) for inner in value]
        return value

    shown: Doc = show(doc)
    return shown
