"""The object store of a deployment: a local folder or S3 by one address (obstore underneath)."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, ObjectStore, from_url


def open_store(url: str, options: Mapping[str, str] | None = None) -> ObjectStore:
    """Return the store at ``url``: ``file:///folder`` (made where it is missing) or ``s3://bucket/prefix``.

    ``options`` are obstore's settings of the store by name, for example ``endpoint``, ``region``,
    ``access_key_id``; what is not given comes from the cloud's usual environment. Raises ValueError for an
    address of no known kind.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), mkdir=True)
    if parts.scheme not in ("s3", "s3a", "gs", "az", "memory"):
        raise ValueError(f"{url!r} is no address of an object store: file:///folder or s3://bucket/prefix")
    config = dict(options or {})
    http = {"allow_http": True} if config.get("endpoint", "").startswith("http://") else None
    return from_url(url, config=config or None, client_options=http)  # type: ignore[arg-type]


def local_root(url: str) -> Path | None:
    """Return the folder of a local store, or None for a store elsewhere."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None
