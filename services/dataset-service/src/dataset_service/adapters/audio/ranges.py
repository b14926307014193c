"""Reading a part of a recording without decoding what lies before it."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.decode import to_float
from dataset_service.domain.audio_facts import Unreadable

_PREROLL_SECONDS = 0.25


def read_mono(path: Path, start: int, end: int) -> tuple[NDArray[np.float32], int]:
    """Frames start..end (end excluded, cut to what exists) as the mean of all channels, and the sample
    rate.

    Exact in what libsndfile reads (the proxies, WAV, FLAC, Opus) and in AAC in MP4; to a millisecond in
    WebM. Raises Unreadable.
    """
    try:
        file = soundfile.SoundFile(os.open(path, os.O_RDONLY), closefd=True)
    except OSError as error:
        raise Unreadable("missing", f"cannot be opened: {error.strerror}") from error
    except soundfile.LibsndfileError:
        return _read_with_pyav(path, start, end)
    with file:
        start = min(max(0, start), file.frames)
        try:
            file.seek(start)
            data = file.read(max(0, min(end, file.frames) - start), dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise Unreadable("damaged", "a part of it cannot be decoded") from error
        return _mean(data), int(file.samplerate)


def _read_with_pyav(path: Path, start: int, end: int) -> tuple[NDArray[np.float32], int]:
    from dataset_service.adapters.audio.pyav_source import open_container, samples_of

    start = max(0, start)
    with open_container(str(path)) as container:
        stream = container.streams.best("audio")
        if stream is None:
            raise Unreadable("no-audio-stream", "the file holds no audio")
        stream.codec_context.thread_count = 1
        rate = int(stream.codec_context.sample_rate)
        wanted = np.zeros(max(0, end - start), np.float32)
        filled = 0
        try:
            if start > _PREROLL_SECONDS * rate:
                container.seek(int((start / rate - _PREROLL_SECONDS) / stream.time_base), stream=stream)
            for frame in container.decode(stream):
                rate = frame.sample_rate
                at = round(float((frame.pts or 0) * frame.time_base) * rate) - start
                if at >= len(wanted):
                    break
                block = _mean(to_float(samples_of(frame)))
                first, last = max(0, -at), min(len(block), len(wanted) - at)
                if last > first:
                    wanted[at + first : at + last] = block[first:last]
                    filled = max(filled, at + last)
        except av.FFmpegError as error:
            raise Unreadable("damaged", "a part of it cannot be decoded") from error
        return wanted[:filled], rate


def _mean(data: NDArray[np.float32]) -> NDArray[np.float32]:
    return data[:, 0] if data.shape[1] == 1 else data.mean(axis=1, dtype=np.float32)
