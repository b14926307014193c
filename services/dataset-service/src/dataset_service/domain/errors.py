"""What the rules refuse, and why. Errors carry facts; the HTTP side has a table that gives each a status."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """The root of everything that this service refuses by rule."""

    def facts(self) -> dict[str, Any]:
        """Return what a program needs to know of the refusal."""
        return {}


class NotFound(Refused):
    """There is no such thing, or it is in a workspace that the caller does not belong to."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class Malformed(Refused):
    """The request makes no sense; ``pointer`` says where (RFC 6901)."""

    def __init__(self, pointer: str, message: str, where: str = "body") -> None:
        super().__init__(f"{pointer}: {message}")
        self.pointer = pointer
        self.message = message
        self.where = where

    def facts(self) -> dict[str, Any]:
        return {"errors": [{"pointer": self.pointer, "message": self.message, "in": self.where}]}


class OutsideImportRoots(Refused):
    """A folder or bucket that the operator has not opened for imports."""

    def __init__(self) -> None:
        super().__init__("The folder or bucket is not inside one that may be imported from.")


class DatasetInUse(Refused):
    """Tasks or subsets that are not deleted stand on the dataset."""

    def __init__(self, tasks: Sequence[tuple[str, str]], subsets: Sequence[tuple[str, str]]) -> None:
        names = ", ".join(repr(name) for _, name in (*tasks, *subsets))
        super().__init__(f"The dataset is used by {names}; delete that first.")
        self.tasks = [{"id": id, "name": name} for id, name in tasks]
        self.subsets = [{"id": id, "name": name} for id, name in subsets]

    def facts(self) -> dict[str, Any]:
        return {"tasks": self.tasks, "subsets": self.subsets}


class SourceNotReady(Refused):
    """A subset can only be made of a dataset that is ready."""

    def __init__(self, dataset: str, state: str) -> None:
        super().__init__(f"The dataset is {state}; a subset can be made when it is ready.")
        self.dataset = dataset
        self.state = state

    def facts(self) -> dict[str, Any]:
        return {"dataset": self.dataset, "state": self.state}


class NotImporting(Refused):
    """Only an import that is under way can be canceled."""

    def __init__(self, state: str) -> None:
        super().__init__(f"The dataset is {state}; only one that is importing can be canceled.")
        self.state = state

    def facts(self) -> dict[str, Any]:
        return {"state": self.state}


class UploadClosed(Refused):
    """A dataset was made of the upload, so its files change no more."""

    def __init__(self) -> None:
        super().__init__("A dataset was made of this upload; begin another one for more files.")


class UploadIncomplete(Refused):
    """Files of the upload lack parts."""

    def __init__(self, files: Sequence[str]) -> None:
        named = ", ".join(files[:5])
        super().__init__(
            f"Parts are missing of: {named}" if files else "Nothing was uploaded: put at least one file."
        )
        self.files = list(files[:100])

    def facts(self) -> dict[str, Any]:
        return {"files": self.files}


class ChecksumMismatch(Refused):
    """The bytes that arrived are not those that were meant."""

    def __init__(self, expected: str, actual: str) -> None:
        super().__init__("The bytes have another SHA-256 than the one given; send them again.")
        self.expected = expected
        self.actual = actual

    def facts(self) -> dict[str, Any]:
        return {"expected": self.expected, "actual": self.actual}
