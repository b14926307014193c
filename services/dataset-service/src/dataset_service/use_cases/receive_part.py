"""Part of a file has arrived."""

from dataclasses import dataclass
from hashlib import blake2b

from dataset_service.domain.errors import NotFound
from dataset_service.domain.upload import FilePart, UploadFile
from dataset_service.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReceivePartCommand:
    """``sha256`` is the whole file's, where the part is the whole file; ``expected`` what the client gave."""

    upload: str
    path: str
    total: int
    part: FilePart
    expected: str | None = None
    sha256: str | None = None


class ReceivePart:
    """Takes a part into its file."""

    async def __call__(
        self, unit: UnitOfWork, command: ReceivePartCommand
    ) -> tuple[UploadFile, list[FilePart]]:
        """Return the file, and the parts that are needed no more. Raises NotFound, UploadClosed, Malformed."""
        upload = await unit.uploads.get(command.upload)
        if upload is None:
            raise NotFound("upload")
        upload.require_open()
        file = await unit.uploads.file(command.upload, command.path)
        if file is None:
            file = UploadFile(command.upload, command.path, command.total)
        gone = file.add(command.part, command.total)
        file.expected = command.expected or file.expected
        if command.sha256 is not None and len(file.parts) == 1:
            file.sha256 = file.expected = command.sha256
        unit.uploads.put_file(file)
        return file, gone


def part_object(upload: str, path: str, offset: int, id: str) -> str:
    """Return the name of the object that keeps a part; every arrival has an object of its own."""
    file = blake2b(path.encode(), digest_size=16).hexdigest()
    return f"uploads/{upload}/{file}/{offset:020d}-{id}"
