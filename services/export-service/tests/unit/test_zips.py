"""The computed archive is a ZIP that other programs read."""

import io
import zipfile
import zlib

from hypothesis import given
from hypothesis import strategies as st

from export_service.domain.zips import (
    END_SIZE,
    Entry,
    central_header,
    central_size,
    end,
    entry_size,
    local_header,
)

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00/\\", exclude_categories=["Cs"]),
    min_size=1,
    max_size=40,
)
FILES = st.dictionaries(NAMES, st.binary(max_size=300), max_size=8)


def build(files: dict[str, bytes]) -> bytes:
    archive, directory, offset = b"", b"", 0
    for name, data in files.items():
        entry = Entry(name, len(data), zlib.crc32(data))
        archive += local_header(entry) + data
        assert len(archive) == offset + entry_size(entry)
        header = central_header(entry, offset)
        assert len(header) == central_size(name)
        directory += header
        offset = len(archive)
    tail = end(len(files), len(directory), offset)
    assert len(tail) == END_SIZE
    return archive + directory + tail


@given(FILES)
def test_a_computed_archive_opens_with_every_file_in_it(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(build(files))) as opened:
        assert opened.testzip() is None
        assert [info.filename for info in opened.infolist()] == list(files)
        for info, data in zip(opened.infolist(), files.values(), strict=True):
            assert opened.read(info) == data
            assert info.date_time == (1980, 1, 1, 0, 0, 0)


def test_the_same_files_give_the_same_bytes() -> None:
    files = {"data.jsonl": b"{}\n", "audio/ä.wav": b"RIFF"}
    assert build(files) == build(files)
