"""The run of an import: entries in, rows of records and failures out, in order and chunk by chunk.

A chunk's rows, the counts and the place to go on from are one transaction, so a run that is interrupted at any
point goes on behind the last chunk. Work on the content of later chunks is under way meanwhile; what was analysed
is never analysed again.
"""

import asyncio
import shutil
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path

from pymongo.asynchronous.database import AsyncDatabase

from dataset_service.adapters.importing.archives import SourceTree
from dataset_service.adapters.importing.bucket_tree import BucketTree
from dataset_service.adapters.importing.contents import Contents
from dataset_service.adapters.importing.entries import Entry, Manifest, file_entries
from dataset_service.adapters.importing.folder_tree import FolderTree
from dataset_service.adapters.importing.found import Tree
from dataset_service.adapters.importing.resolving import Resolver
from dataset_service.adapters.importing.subset import SubsetRun
from dataset_service.adapters.importing.upload_tree import UploadTree
from dataset_service.adapters.importing.writing import Writer, begin
from dataset_service.adapters.store import Store
from dataset_service.domain.archives import ArchiveLimits
from dataset_service.domain.audio_facts import Unreadable
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.errors import Refused
from dataset_service.domain.manifests import ManifestRefused
from dataset_service.domain.sources import ImportRoots
from dataset_service.ports import UnitOfWork
from dataset_service.use_cases.end_import import FailImport
from service_kit.jobs import Job, JobContext, JobFailed
from service_kit.mongo.session import Doc, Session

_AHEAD = 3


class Importer:
    """The work of the jobs of kind `import`."""

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        units: Callable[[Session], UnitOfWork],
        store: Store,
        contents: Contents,
        roots: ImportRoots,
        scratch: Path,
        limits: ArchiveLimits,
        bucket_options: Mapping[str, str] | None = None,
    ) -> None:
        self._database = database
        self._units = units
        self._store = store
        self._contents = contents
        self._roots = roots
        self._scratch = scratch
        self._limits = limits
        self._bucket_options = bucket_options

    async def run(self, job: Job, context: JobContext) -> None:
        """Import a dataset; go on where an earlier run stopped. Raises JobFailed with the reason."""
        dataset = await begin(context.transactions, self._units, job.args["dataset"])
        if dataset is None:
            return
        writer = Writer(self._database, context, self._units, dataset)
        folder = await asyncio.to_thread(_fresh_folder, self._scratch / "imports", dataset.id, dataset.run)
        try:
            async with writer.reporting():
                if dataset.kind == "subset":
                    await SubsetRun(self._database, writer, dataset).run()
                else:
                    await self._take_in(dataset, context, writer, folder)
                await writer.finish()
        except ManifestRefused as error:
            raise JobFailed(f"manifest: {error}") from error
        except (Unreadable, Refused) as error:
            raise JobFailed(str(error)) from error
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, True)

    async def failed(self, session: Session, job: Job, reason: str) -> None:
        """Keep why an import cannot go on."""
        await FailImport()(self._units(session), job.args["dataset"], reason)

    def _tree(self, dataset: Dataset) -> Tree:
        if dataset.kind == "upload":
            return UploadTree(self._database, self._store, dataset.source["upload"])
        if dataset.kind == "folder":
            return FolderTree(self._roots.folder(dataset.source["path"]))
        return BucketTree(self._roots.bucket(dataset.source["url"]), self._bucket_options)

    async def _take_in(self, dataset: Dataset, context: JobContext, writer: Writer, folder: Path) -> None:
        tree = SourceTree(self._tree(dataset), folder, self._limits)
        refusals = await tree.prepare(context.check_canceled)
        if not dataset.cursor.prepared:
            await writer.refuse(refusals)
        at = dataset.cursor.at
        if dataset.manifest is not None:
            manifest = await Manifest.of(tree, dataset.manifest, folder)
            writer.total = await manifest.lines() + len(refusals)
            entries = manifest.entries(tree, at if isinstance(at, int) else 0)
        else:
            writer.total = tree.count + len(refusals)
            entries = file_entries(tree, at if isinstance(at, str) else None)
        resolver = Resolver(
            self._database,
            self._contents,
            tree,
            folder,
            dataset.id,
            context.check_canceled,
            writer.learned,
        )
        await self._work_off(entries, resolver, writer)

    async def _work_off(
        self, entries: AsyncIterator[list[Entry]], resolver: Resolver, writer: Writer
    ) -> None:
        under_way: deque[tuple[list[Entry], asyncio.Task[dict[str, tuple[str, Doc]]]]] = deque()

        async def write_first() -> None:
            chunk, resolving = under_way[0]
            media = await resolving
            under_way.popleft()
            await writer.write(chunk, media)

        try:
            async with aclosing(entries) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    under_way.append((chunk, asyncio.create_task(resolver.resolve(chunk))))
                    if len(under_way) >= _AHEAD:
                        await write_first()
            while under_way:
                await write_first()
        except ExceptionGroup as group:
            raise _first(group) from group
        finally:
            for _, resolving in under_way:
                resolving.cancel()
            await asyncio.gather(*(resolving for _, resolving in under_way), return_exceptions=True)


def _fresh_folder(above: Path, dataset: str, run: int) -> Path:
    """Make the folder of a run; those of earlier runs, which were killed, go."""
    above.mkdir(parents=True, exist_ok=True)
    for left in above.glob(f"{dataset}-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = above / f"{dataset}-{run}"
    folder.mkdir()
    return folder


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """Return what ended the work first: canceling one task of a group wraps its reason, however deep."""
    error: Exception = group
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
