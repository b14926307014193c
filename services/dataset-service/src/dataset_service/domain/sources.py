"""Sources of an import: what a client may ask for, and what is passed over in silence."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dataset_service.domain.archives import safe_name
from dataset_service.domain.errors import Malformed, OutsideImportRoots

_COLON = re.compile(r":(?!//)")
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ImportRoots:
    """The folders and buckets that the operator has opened for imports."""

    folders: tuple[Path, ...] = ()
    buckets: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "ImportRoots":
        """Read a colon-separated list of folders and bucket addresses (``/data:s3://clips/raw``)."""
        parts = [part.strip() for part in _COLON.split(text) if part.strip()]
        buckets = tuple(
            part.rstrip("/") for part in parts if "://" in part and not part.startswith("file://")
        )
        folders = tuple(
            Path(part.removeprefix("file://")) for part in parts if part.rstrip("/") not in buckets
        )
        return cls(folders, buckets)

    def folder(self, path: str) -> Path:
        """Return the real path of a folder inside a root. Raises Malformed, OutsideImportRoots."""
        if not path.startswith("/"):
            raise Malformed("/source/path", "must be an absolute path")
        real = Path(os.path.realpath(path))
        if not any(real.is_relative_to(os.path.realpath(root)) for root in self.folders):
            raise OutsideImportRoots
        if not real.is_dir():
            raise Malformed("/source/path", "is no folder there")
        return real

    def bucket(self, url: str) -> str:
        """Return the address of a bucket prefix inside a root. Raises Malformed, OutsideImportRoots."""
        scheme, _, rest = url.partition("://")
        parts = rest.rstrip("/").split("/")
        if scheme not in ("s3", "gs", "az") or not parts[0] or any(part in ("", ".", "..") for part in parts):
            raise Malformed("/source/url", "must be an address like s3://bucket/prefix")
        plain = f"{scheme}://{'/'.join(parts)}"
        if not any(plain == root or plain.startswith(f"{root}/") for root in self.buckets):
            raise OutsideImportRoots
        return plain


def manifest_path(path: str) -> str:
    """Return the cleaned path of a manifest inside a source. Raises Malformed."""
    try:
        return safe_name(path)
    except ValueError as error:
        raise Malformed("/manifest", str(error).partition(": ")[2]) from error


def upload_path(path: str) -> str:
    """Return the cleaned path of a file to be uploaded. Raises Malformed."""
    try:
        return safe_name(path)
    except ValueError as error:
        raise Malformed("/path/path", str(error).partition(": ")[2], "path") from error


def is_litter(part: str) -> bool:
    """Whether a file or folder of this name is passed over: hidden ones, and what file managers leave."""
    return part.startswith(".") or part == "__MACOSX" or part.lower() in _LITTER


def order_of(name: str) -> list[str]:
    """Return what names without a manifest are sorted by: folder by folder, by code points."""
    return name.split("/")
