"""What may be imported from, and what is passed over."""

from pathlib import Path

import pytest

from dataset_service.domain.errors import Malformed, OutsideImportRoots
from dataset_service.domain.sources import ImportRoots, is_litter, manifest_path, upload_path


def test_roots_are_folders_and_buckets_by_colons() -> None:
    roots = ImportRoots.parse("/data:s3://clips/raw: /more ")
    assert roots.folders == (Path("/data"), Path("/more"))
    assert roots.buckets == ("s3://clips/raw",)
    assert ImportRoots.parse("") == ImportRoots()


def test_a_folder_is_judged_by_where_it_really_is(tmp_path: Path) -> None:
    (tmp_path / "root" / "in").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "root" / "leak").symlink_to(tmp_path / "out")
    (tmp_path / "alias").symlink_to(tmp_path / "root")
    roots = ImportRoots((tmp_path / "alias",))
    assert roots.folder(f"{tmp_path}/alias/in") == tmp_path / "root" / "in"
    for outside in ("root/leak", "out", "root/../out", "rootier"):
        with pytest.raises(OutsideImportRoots):
            roots.folder(f"{tmp_path}/{outside}")
    for malformed in (f"{tmp_path}/root/none", "in"):
        with pytest.raises(Malformed):
            roots.folder(malformed)


def test_a_bucket_prefix_ends_at_a_slash() -> None:
    roots = ImportRoots.parse("s3://clips/raw")
    assert roots.bucket("s3://clips/raw/a/") == "s3://clips/raw/a"
    assert roots.bucket("s3://clips/raw") == "s3://clips/raw"
    for outside in ("s3://clips/rawer", "s3://clips", "s3://other/raw"):
        with pytest.raises(OutsideImportRoots):
            roots.bucket(outside)
    for malformed in ("s3://clips/raw/../x", "http://clips/raw", "s3://", "clips/raw"):
        with pytest.raises(Malformed):
            roots.bucket(malformed)


def test_names_that_lead_out_are_malformed() -> None:
    for bad in ("../a", "/a", "a/../../b", ""):
        with pytest.raises(Malformed):
            manifest_path(bad)
        with pytest.raises(Malformed):
            upload_path(bad)
    assert upload_path("a/./b//c.wav") == "a/b/c.wav"


def test_litter_is_passed_over() -> None:
    assert all(map(is_litter, (".DS_Store", "__MACOSX", "Thumbs.db", ".git")))
    assert not is_litter("a.wav")
