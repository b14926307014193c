"""The process that does the audio work: a list of jobs per line of JSON on standard input, answers in
lists, one list per line and in the order of the jobs.

Started by workers.py as `python -m dataset_service.adapters.audio.worker_process <options as JSON>`. It
ends when its standard input does. Whatever a decoder prints goes to standard error, so that it cannot be
taken for an answer.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from dataset_service.domain.audio_facts import DecodeLimits, Unreadable

if TYPE_CHECKING:
    from dataset_service.adapters.audio.analysis import Analyser

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

Job = dict[str, Any]
_GATHER_SECONDS = 0.05  # answers of quick jobs share a line, so that the parent wakes up less
_LARGE_BYTES = 1 << 20


def main() -> None:
    """Works until standard input ends."""
    options = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    for name in _ONE_THREAD:
        os.putenv(name, "1")  # read by the libraries when they are loaded, so before numpy is
    os.nice(options["niceness"])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = _Worker(DecodeLimits(**options["limits"]))
    _say(answers, [{"ready": True}])
    for line in sys.stdin.buffer:
        waiting: list[dict[str, Any]] = []
        since = time.monotonic()
        for job in json.loads(line):
            if waiting and (time.monotonic() - since > _GATHER_SECONDS or _is_large(job)):
                _say(answers, waiting)
                waiting, since = [], time.monotonic()
            waiting.append(worker.do(job))
        _say(answers, waiting)


def _is_large(job: Job) -> bool:
    """Whether answers that are ready should not wait for it."""
    try:
        return os.stat(job["path"]).st_size > _LARGE_BYTES
    except OSError:
        return False


class _Worker:
    def __init__(self, limits: DecodeLimits) -> None:
        from dataset_service.adapters.audio.analysis import Analyser

        self._limits = limits
        self._analyser: Analyser = Analyser(limits)
        self._kinds: dict[str, Callable[[Job], Any]] = {
            "analyse": self._analyse,
            "fingerprint": self._fingerprint,
            "proxy": self._proxy,
            "tile": self._tile,
        }

    def do(self, job: Job) -> dict[str, Any]:
        """The answer: `result`, or `unreadable` with reason and detail."""
        answer: dict[str, Any] = {}
        try:
            answer["result"] = self._kinds[job["kind"]](job)
        except Unreadable as error:
            answer["unreadable"] = [error.reason, error.detail]
        except MemoryError:
            answer["unreadable"] = ["out-of-memory", "it needs more memory than a worker may take"]
        except Exception as error:  # one file must never stop the rest
            answer["unreadable"] = ["failed", f"{type(error).__name__}: {error}"[:500]]
        answer["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return answer

    def _analyse(self, job: Job) -> Any:
        result = self._analyser.analyse(
            Path(job["path"]), Path(job["out_dir"]), sha256=job["sha256"], with_proxy=job["with_proxy"]
        )
        return {
            "facts": result.facts.to_dict(),
            "peaks_path": result.peaks_path,
            "proxy_path": result.proxy_path,
        }

    def _fingerprint(self, job: Job) -> str:
        from dataset_service.adapters.audio.analysis import fingerprint

        return fingerprint(job["path"])

    def _proxy(self, job: Job) -> int:
        from dataset_service.adapters.audio.proxy import write_proxy

        return write_proxy(Path(job["path"]), Path(job["target"]), self._limits)

    def _tile(self, job: Job) -> int:
        from dataset_service.adapters.audio.tiles import render_tile

        picture = render_tile(Path(job["path"]), job["frames"], job["sample_rate"], job["zoom"], job["index"])
        target = Path(job["target"])
        partial = target.with_name(f"{target.name}.{os.getpid()}.part")
        partial.write_bytes(picture)
        partial.replace(target)
        return len(picture)


def _say(answers: BinaryIO, gathered: list[dict[str, Any]]) -> None:
    answers.write(json.dumps(gathered).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
