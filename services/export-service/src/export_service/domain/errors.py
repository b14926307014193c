"""What export-service refuses, and with which facts."""

from typing import Any


class ExportError(Exception):
    """A broken rule of this service; ``facts`` go into the answer."""

    def facts(self) -> dict[str, Any]:
        return {}


class TaskUnknown(ExportError):
    """No such task, or it is deleted, or not of a workspace the caller belongs to."""

    def __init__(self) -> None:
        super().__init__("there is no such task")


class ProcessedDatasetUnknown(ExportError):
    """No such processed dataset, or not of a workspace the caller belongs to."""

    def __init__(self) -> None:
        super().__init__("there is no such processed dataset")


class FileUnknown(ExportError):
    """The processed dataset has no file of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the processed dataset has no file {name!r}")
        self.name = name

    def facts(self) -> dict[str, Any]:
        return {"name": self.name}


class TaskNotCompleted(ExportError):
    """A whole task can be generated only when every record is done."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(
            f"{done} of {total} records are done; generate the whole task when it is completed, "
            'or what is done so far with scope "done"'
        )
        self.done = done
        self.total = total

    def facts(self) -> dict[str, Any]:
        return {"done": self.done, "total": self.total}


class NothingDone(ExportError):
    """There is no done record to generate from."""

    def __init__(self) -> None:
        super().__init__("no record of the task is done yet, so there is nothing to generate")


class NotReady(ExportError):
    """Files can be had of a processed dataset that is ready, and of no other."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the processed dataset is {state}; its files are there when it is ready")
        self.state = state

    def facts(self) -> dict[str, Any]:
        return {"state": self.state}


class NotGenerating(ExportError):
    """Only a generation that is under way can be canceled."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the processed dataset is {state}; only one that is generating can be canceled")
        self.state = state

    def facts(self) -> dict[str, Any]:
        return {"state": self.state}
