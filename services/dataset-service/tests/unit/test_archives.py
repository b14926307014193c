"""Archives are unpacked without trusting them; what is refused is named with its reason."""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_service.domain.archives import (
    ArchiveLimits,
    ArchiveRefused,
    Member,
    Refused,
    is_archive,
    safe_name,
    unpack,
)

Contents = list[tuple[str, bytes]]


def make_zip(path: Path, contents: Contents, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in contents:
            info = zipfile.ZipInfo(name)
            info.filename = name  # as given: the module would tidy it
            info.compress_type = compression
            archive.writestr(info, data)
    return path


def make_tar(path: Path, contents: Contents) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
        for name, data in contents:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def make(path: Path, contents: Contents) -> Path:
    return make_zip(path, contents) if path.suffix == ".zip" else make_tar(path, contents)


def outcome(archive: Path, limits: ArchiveLimits | None = None) -> tuple[dict[str, bytes], dict[str, str]]:
    """What was unpacked, by name, and why the rest was not."""
    target = archive.with_name("unpacked")
    target.mkdir()
    unpacked, refused = {}, {}
    for member in unpack(archive, target, limits):
        if isinstance(member, Member):
            assert member.path == target / member.name
            unpacked[member.name] = member.path.read_bytes()
            assert member.size == len(unpacked[member.name])
        else:
            refused[member.name] = member.reason
    there = {str(path.relative_to(target)) for path in target.rglob("*") if not path.is_dir()}
    assert there == unpacked.keys(), "nothing lies about that was not told"
    return unpacked, refused


KINDS = pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz"])


@KINDS
def test_folders_and_names_in_any_script_are_kept(tmp_path: Path, name: str) -> None:
    contents = [
        ("a.wav", b"1"),
        ("sub/deep/b.wav", b"22"),
        ("žluť/řeč č.wav", b"333"),
        ("./c.wav", b""),
        ("语音/d", b"4"),
    ]
    assert is_archive(name)
    unpacked, refused = outcome(make(tmp_path / name, contents))
    assert unpacked == {
        "a.wav": b"1",
        "sub/deep/b.wav": b"22",
        "žluť/řeč č.wav": b"333",
        "c.wav": b"",
        "语音/d": b"4",
    }
    assert refused == {}


@KINDS
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("../outside.wav", "path-outside"),
        ("sub/../../outside.wav", "path-outside"),
        ("a/..", "path-outside"),
        ("/etc/outside.wav", "absolute-path"),
        ("//server/share.wav", "absolute-path"),
        ("C:/outside.wav", "absolute-path"),
        ("..\\outside.wav", "path-outside"),
        ("a/" + "x" * 256 + ".wav", "bad-name"),
        ("new\nline.wav", "bad-name"),
        ("escape\x1b[31m.wav", "bad-name"),
    ],
)
def test_a_name_that_leaves_its_place_is_refused_and_the_rest_unpacked(
    tmp_path: Path, name: str, bad: str, reason: str
) -> None:
    unpacked, refused = outcome(
        make(tmp_path / name, [("good.wav", b"1"), (bad, b"evil"), ("also/good.wav", b"2")])
    )
    assert unpacked == {"good.wav": b"1", "also/good.wav": b"2"}
    assert list(refused.values()) == [reason]
    assert all(shown.isprintable() for shown in refused)
    assert {path.name for path in tmp_path.iterdir()} == {name, "unpacked"}


@KINDS
def test_a_name_that_stands_twice_is_taken_once(tmp_path: Path, name: str) -> None:
    contents = [("a.wav", b"1"), ("A.WAV", b"2"), ("./a.wav", b"3"), ("b", b"4"), ("b/c.wav", b"5")]
    unpacked, refused = outcome(make(tmp_path / name, contents))
    assert unpacked == {"a.wav": b"1", "b": b"4"}
    assert set(refused.values()) == {"duplicate-name"}


@KINDS
def test_the_litter_of_file_managers_is_passed_over(tmp_path: Path, name: str) -> None:
    contents = [
        ("__MACOSX/._a.wav", b"x"),
        ("sub/.DS_Store", b"x"),
        ("sub/._a.wav", b"x"),
        ("Thumbs.db", b"x"),
    ]
    assert outcome(make(tmp_path / name, [*contents, ("a.wav", b"1")])) == ({"a.wav": b"1"}, {})


def test_links_and_devices_of_a_tar_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for name, kind in [
            ("soft", tarfile.SYMTYPE),
            ("hard", tarfile.LNKTYPE),
            ("fifo", tarfile.FIFOTYPE),
            ("char", tarfile.CHRTYPE),
            ("block", tarfile.BLKTYPE),
        ]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("soft/through.wav")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"1"))
    unpacked, refused = outcome(path)
    assert unpacked == {"soft/through.wav": b"1"}
    assert (tmp_path / "unpacked" / "soft").is_dir()
    kinds = {"fifo": "special-file", "char": "special-file", "block": "special-file"}
    assert refused == {"soft": "link", "hard": "link", **kinds}


def test_links_and_devices_of_a_zip_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in [("soft", stat.S_IFLNK), ("char", stat.S_IFCHR), ("fine", stat.S_IFREG)]:
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, (kind | 0o777) << 16
            archive.writestr(info, b"/etc/passwd")
    unpacked, refused = outcome(path)
    assert unpacked.keys() == {"fine"}
    assert refused == {"soft": "link", "char": "special-file"}


def test_names_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    tar = tmp_path / "tar" / "a.tar"
    tar.parent.mkdir()
    with tarfile.open(tar, "w", encoding="latin-1", format=tarfile.GNU_FORMAT) as archive:
        for name in ("caf\xe9.wav", "good.wav"):
            archive.addfile(tarfile.TarInfo(name))
    assert outcome(tar) == ({"good.wav": b""}, {"caf\\xe9.wav": "not-utf8"})
    packed = tmp_path / "zip" / "a.zip"
    packed.parent.mkdir()
    make_zip(packed, [("cafX.wav", b"1"), ("good.wav", b"2")], zipfile.ZIP_STORED)
    packed.write_bytes(packed.read_bytes().replace(b"cafX", b"caf\xe9"))
    unpacked, refused = outcome(packed)
    assert unpacked == {"good.wav": b"2"}
    assert list(refused.values()) == ["not-utf8"]


def test_utf8_names_are_read_also_where_the_zip_does_not_say_so(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", [("XXYY.wav", b"1")], zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"XXYY", "žč".encode()))
    assert outcome(path) == ({"žč.wav": b"1"}, {})


def test_an_encrypted_member_is_refused_by_name(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", [("secret.wav", b"1"), ("good.wav", b"2")], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the local header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert outcome(path) == ({"good.wav": b"2"}, {"secret.wav": "encrypted"})


def test_a_member_whose_bytes_are_damaged_is_refused_by_name(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", [("bad.wav", b"sound" * 100), ("good.wav", b"2")], zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"soundsound", b"soundSOUND", 1))
    assert outcome(path) == ({"good.wav": b"2"}, {"bad.wav": "damaged"})


@KINDS
def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path, name: str) -> None:
    zeros = bytes(30 << 20)
    path = make(tmp_path / name, [("good.wav", b"1"), ("bomb.wav", zeros)])
    if name == "a.tar":  # not compressed, so no bomb
        assert outcome(path)[0].keys() == {"good.wav", "bomb.wav"}
        return
    target = tmp_path / "unpacked"
    target.mkdir()
    with pytest.raises(ArchiveRefused) as refusal:
        list(unpack(path, target))
    assert refusal.value.reason == "bomb"
    assert sum(file.stat().st_size for file in target.rglob("*") if file.is_file()) < 16 << 20


def test_a_zip_that_lies_about_sizes_is_still_counted(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", [("bomb.wav", bytes(30 << 20))])
    data = bytearray(path.read_bytes())
    for marker, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(marker) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    unpacked, refused = outcome(path)
    assert unpacked == {}
    assert refused == {"bomb.wav": "damaged"}


def test_what_is_passed_over_in_a_gzip_counts_too(tmp_path: Path) -> None:
    for name in ("../bomb.wav", "__MACOSX/bomb"):
        path = make_tar(tmp_path / "a.tar.gz", [(name, bytes(30 << 20)), ("good.wav", b"1")])
        with pytest.raises(ArchiveRefused, match="bomb"):
            list(unpack(path, tmp_path / "unpacked"))


def test_a_gzip_header_of_enormous_size_is_not_read_into_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2 << 30
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20)))
    with pytest.raises(ArchiveRefused) as refusal:
        list(unpack(path, tmp_path / "unpacked"))
    assert refusal.value.reason == "bomb"


@KINDS
def test_the_limits_on_bytes_and_members_are_kept(tmp_path: Path, name: str) -> None:
    noise = bytes(range(256)) * 40
    path = make(tmp_path / name, [(f"{index}.wav", noise) for index in range(5)])
    unpacked, refused = outcome(path, ArchiveLimits(member_bytes=len(noise) - 1))
    assert (unpacked, set(refused.values())) == ({}, {"too-large"})
    for limits, reason in [
        (ArchiveLimits(total_bytes=3 * len(noise)), "too-large"),
        (ArchiveLimits(members=4), "too-many-members"),
    ]:
        target = tmp_path / reason
        target.mkdir()
        with pytest.raises(ArchiveRefused) as refusal:
            list(unpack(path, target, limits))
        assert refusal.value.reason == reason


def test_what_is_no_archive_is_refused_and_a_cut_one_gives_what_it_holds(tmp_path: Path) -> None:
    for content in (b"", b"RIFF" + bytes(5_000), b"\x1f\x8b" + bytes(50)):
        path = tmp_path / "a.tar.gz"
        path.write_bytes(content)
        with pytest.raises(ArchiveRefused) as refusal:
            list(unpack(path, tmp_path))
        assert refusal.value.reason == "not-an-archive"
    whole = make_tar(tmp_path / "b.tar", [("a.wav", bytes(9_000)), ("b.wav", bytes(9_000))])
    whole.write_bytes(whole.read_bytes()[:15_000])
    target = tmp_path / "unpacked"
    target.mkdir()
    found: list[Member | Refused] = []
    with pytest.raises(ArchiveRefused) as refusal:
        found.extend(unpack(whole, target))
    assert refusal.value.reason == "damaged"
    assert [path.name for path in target.iterdir()] == ["a.wav"]


PARTS = st.sampled_from(["a", "..", ".", "", "b.wav", "\\", "C:", "ž", "\0", "x" * 300, "\n"])


@settings(max_examples=300, deadline=None)
@given(name=st.one_of(st.text(max_size=40), st.lists(PARTS, max_size=6).map("/".join)))
def test_a_name_that_is_accepted_always_stays_below_its_folder(name: str) -> None:
    try:
        cleaned = safe_name(name)
    except ValueError:
        return
    assert not cleaned.startswith("/")
    assert "\\" not in cleaned
    assert all(part not in ("", ".", "..") for part in cleaned.split("/"))
    assert Path("/root", cleaned).is_relative_to("/root")
    assert safe_name(cleaned) == cleaned


def test_a_colon_is_no_drive_unless_a_folder_follows() -> None:
    assert safe_name("a: intro.wav") == "a: intro.wav"
    assert safe_name("1:2/x.wav") == "1:2/x.wav"
    for name in ("C:/x.wav", "./c:\\x.wav"):
        with pytest.raises(ValueError, match="absolute-path"):
            safe_name(name)


@settings(max_examples=40, deadline=None)
@given(
    contents=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), st.binary(max_size=50)
        ),
        max_size=6,
    ),
    kind=st.sampled_from(["a.zip", "a.tar"]),
)
def test_whatever_the_names_are_each_member_is_unpacked_or_refused(
    tmp_path_factory: pytest.TempPathFactory, contents: Contents, kind: str
) -> None:
    contents = [pair for pair in dict(contents).items() if "\0" not in pair[0] and not pair[0].endswith("/")]
    path = tmp_path_factory.mktemp("archive") / kind
    try:
        make(path, contents)
    except ValueError:  # a name that the writer itself refuses
        return
    target = path.with_name("unpacked")
    target.mkdir()
    found = list(unpack(path, target))
    for member in found:
        if isinstance(member, Member):
            assert member.path.resolve().is_relative_to(target.resolve())
    inside = [path for path in path.parent.rglob("*") if path.is_file()]
    assert len(inside) == 1 + sum(isinstance(member, Member) for member in found)
