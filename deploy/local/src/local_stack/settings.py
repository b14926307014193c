"""The settings of the embedded stack, read from the environment once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local_stack.signin import Oidc, origins_of

_NO = ("0", "no", "false", "off")


def inherited_environment() -> dict[str, str]:
    """The environment this process was started with, for its children to build on."""
    return dict(os.environ)  # noqa: TID251 - a launcher hands its environment on; this is the one place


@dataclass(frozen=True)
class StackSettings:
    """What a person may choose about the embedded stack; every field has a default that works."""

    checkout: Path
    data: Path
    cache: Path
    environment: Mapping[str, str] = field(repr=False)
    port: int = 8080
    kafka_jars: Path | None = None
    maven_repository: str | None = None
    kafka_bootstrap: str | None = None
    mongo_url: str | None = None
    kafka_partitions: int = 4
    import_roots: tuple[Path, ...] = ()
    demo: bool = True
    oidc: Oidc | None = None
    """How people sign in to the console; the development login where it is None."""
    media_origins: tuple[str, ...] = ()
    """Origins besides our own from which the console may load audio and images."""
    with_console: bool = True
    console: Path | None = None
    """A built console to serve; web/ of the checkout is built where it is None."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> StackSettings:
        """Reads EARMARK_* variables. Raises ValueError naming the variable that is no good."""
        env = inherited_environment() if environment is None else dict(environment)
        checkout = Path(env.get("EARMARK_CHECKOUT") or Path(__file__).parents[4]).resolve()
        console = env.get("EARMARK_CONSOLE", "")
        cache_home = env.get("XDG_CACHE_HOME") or str(Path(env.get("HOME") or Path.home()) / ".cache")
        return cls(
            checkout=checkout,
            data=Path(env.get("EARMARK_DATA") or checkout / ".earmark").resolve(),
            cache=Path(env.get("EARMARK_CACHE") or Path(cache_home) / "earmark"),
            environment=env,
            port=_number(env, "EARMARK_PORT", 8080),
            kafka_jars=Path(env["EARMARK_KAFKA_JARS"]) if env.get("EARMARK_KAFKA_JARS") else None,
            maven_repository=env.get("EARMARK_MAVEN_REPOSITORY") or None,
            kafka_bootstrap=env.get("EARMARK_KAFKA_BOOTSTRAP") or None,
            mongo_url=env.get("EARMARK_MONGO_URL") or None,
            kafka_partitions=_number(env, "EARMARK_KAFKA_PARTITIONS", 4),
            import_roots=tuple(Path(p) for p in env.get("EARMARK_IMPORT_ROOTS", "").split(":") if p),
            demo=env.get("DEMO", "1").lower() not in _NO,
            oidc=Oidc.from_environment(env),
            media_origins=origins_of("EARMARK_CONSOLE_MEDIA_ORIGINS", env),
            with_console=console.lower() not in _NO,
            console=Path(console).resolve() if console and console.lower() not in _NO else None,
        )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError(f"{name} must be a whole number from 1 to 65535, not {text!r}")
    return int(text)
