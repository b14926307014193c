"""A part of a recording is, whatever was uploaded, sample for sample that part of its master."""

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.decode import AudioReader
from dataset_service.adapters.audio.proxy import to_int16
from dataset_service.domain.audio_facts import DecodeLimits

Samples = NDArray[np.int16]


def noise(seed: int, seconds: float, rate: int, channels: int) -> Samples:
    """Noise that rises and falls, so that no two moments are alike."""
    count = int(seconds * rate)
    loud = np.abs(np.sin(np.arange(count) / rate * 2.1))[:, None]
    return (np.random.default_rng(seed).standard_normal((count, channels)) * 6_000 * loud).astype(np.int16)


def written(samples: Samples, rate: int, format: str, subtype: str | None = None) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=format, subtype=subtype)
    return buffer.getvalue()


def without_xing(mp3: bytes) -> bytes:
    """The MP3 without the silent first frame that says how long it is."""
    start = mp3.index(b"\xff\xfb")
    end = mp3.index(mp3[start : start + 2], start + 4)
    assert b"Xing" in mp3[start:end] or b"Info" in mp3[start:end]
    return mp3[end:]


def by_ffmpeg(path: Path, samples: Samples, rate: int, codec: str) -> bytes:
    layout = {1: "mono", 2: "stereo"}[samples.shape[1]]
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        for start in range(0, len(samples), 1024):
            part = np.ascontiguousarray(samples[start : start + 1024].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout=layout)
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def master(path: Path, content: bytes) -> tuple[Samples, int]:
    """What the analysis decodes, in 16 bit."""
    path.write_bytes(content)
    with AudioReader(path, DecodeLimits()) as reader:
        blocks = [to_int16(block).copy() for block in reader.native_blocks()]
        return np.concatenate(blocks), reader.info.sample_rate


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Nine seconds in every kind that is treated in a way of its own."""
    folder = tmp_path_factory.mktemp("recordings")
    high, low = noise(1, 9, 48_000, 2), noise(2, 9, 44_100, 1)
    return {
        "a.wav": written(high, 48_000, "WAV"),
        "eight-bit.wav": written(low, 44_100, "WAV", "PCM_U8"),
        "float.wav": written(low, 44_100, "WAV", "FLOAT"),
        "a.flac": written(high, 48_000, "FLAC"),
        "deep.flac": written(low, 44_100, "FLAC", "PCM_24"),
        "a.mp3": written(low, 44_100, "MP3"),
        "no-xing.mp3": without_xing(written(low, 44_100, "MP3")),
        "a.ogg": written(high, 48_000, "OGG", "VORBIS"),
        "a.opus": written(high, 48_000, "OGG", "OPUS"),
        "a.m4a": by_ffmpeg(folder / "a.m4a", low, 44_100, "aac"),
        "a.webm": by_ffmpeg(folder / "a.webm", high, 48_000, "libopus"),
    }


async def test_an_excerpt_is_exactly_those_samples_of_the_master(
    lab: Any, recordings: dict[str, bytes], tmp_path: Path
) -> None:
    done = await lab.imported(recordings)
    records = {record["audio_name"]: record for record in await lab.records(done["id"])}
    assert records.keys() == recordings.keys()
    for name, content in recordings.items():
        expected, rate = master(tmp_path / name, content)
        url = records[name]["audio_url"]
        for start, end in ((0.0, 0.02), (1.23457, 4.6), (3.0, 3.0001), (8.5, 200.0)):
            answer = await lab.http.get(url, params=_with(url, start, end))
            assert answer.status_code == 200, (name, answer.text)
            assert answer.headers["content-type"] == "audio/wav"
            first, last = round(start * rate), min(round(end * rate), len(expected))
            info = soundfile.info(io.BytesIO(answer.content))
            assert (info.subtype, info.samplerate, info.channels) == ("PCM_16", rate, expected.shape[1])
            got, _ = soundfile.read(io.BytesIO(answer.content), dtype="int16", always_2d=True)
            assert len(got) == last - first, (name, start)
            assert np.array_equal(got, expected[first:last]), (name, start)
            assert len(answer.content) == int(answer.headers["content-length"])


@pytest.mark.parametrize("name", ["long.webm", "long.m4a"])
async def test_far_into_a_long_recording_the_samples_are_the_same_too(
    lab: Any, tmp_path: Path, name: str
) -> None:
    samples = noise(3, 150, 48_000, 1)
    content = by_ffmpeg(tmp_path / name, samples, 48_000, "aac" if name == "long.m4a" else "libopus")
    done = await lab.imported({name: content})
    (record,) = await lab.records(done["id"])
    expected, rate = master(tmp_path / f"master-{name}", content)
    for start, end in ((140.0, 141.5), (100.0, 149.0), (119.0, 119.5)):
        answer = await lab.http.get(record["audio_url"], params=_with(record["audio_url"], start, end))
        assert answer.status_code == 200
        got, _ = soundfile.read(io.BytesIO(answer.content), dtype="int16", always_2d=True)
        assert np.array_equal(got, expected[round(start * rate) : round(end * rate)])
    played = await lab.http.get(record["audio_url"])
    assert played.content == content


async def test_an_excerpt_is_kept_by_browsers_and_refused_where_there_is_none(
    lab: Any, any_sound: bytes
) -> None:
    done = await lab.imported({"a.wav": any_sound})
    (record,) = await lab.records(done["id"])
    url = record["audio_url"]
    first = await lab.http.get(f"{url}&from=0.25&to=0.5")
    assert "immutable" in first.headers["cache-control"]
    etag = first.headers["etag"]
    again = await lab.http.get(f"{url}&from=0.25&to=0.5", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert (await lab.http.get(f"{url}&from=0.25&to=0.75")).headers["etag"] != etag
    head = await lab.http.head(f"{url}&from=0.25&to=0.5")
    assert (head.status_code, head.headers["content-length"]) == (200, first.headers["content-length"])
    for bad in (
        "from=0.5",
        "to=0.5",
        "from=1&to=2",
        "from=7&to=9",
        "from=0&to=300.5",
        "from=0.5&to=0.5",
        "from=0.5&to=0.2",
        "from=-1&to=1",
        "from=0&to=NaN",
        "from=0&to=inf",
        "from=a&to=b",
    ):
        refused = await lab.http.get(f"{url}&{bad}")
        assert refused.status_code == 422, bad
        assert refused.json()["errors"][0]["pointer"].startswith("/query/")
    assert (await lab.http.get(f"{url.partition('?')[0]}?from=0&to=1")).status_code == 403


def _with(url: str, start: float, end: float) -> dict[str, str]:
    query = dict(part.split("=", 1) for part in url.partition("?")[2].split("&"))
    return {**query, "from": str(start), "to": str(end)}
