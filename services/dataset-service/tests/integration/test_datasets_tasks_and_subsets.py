"""What stands on a dataset: subsets, tasks; listing its records, and deleting it."""

from contextlib import suppress
from typing import Any

import pytest

from local_stack.client import Refused, eventually


async def test_a_subset_names_records_of_its_parent(lab: Any) -> None:
    files = {f"{n}.wav": lab.sound(300 + n, seconds=0.2 + n / 10) for n in range(8)}
    lines = [{"audio_name": f"{n}.wav", "caption": f"c{n}", "odd": n % 2 == 1} for n in range(8)]
    parent = await lab.imported({**files, "m.jsonl": lab.jsonl(lines)}, "m.jsonl")
    of = {"kind": "subset", "dataset": parent["id"]}
    ids = {r["audio_name"]: r["id"] for r in await lab.records(parent["id"])}

    odd = await lab.ended(await lab.begin({**of, "filter": {"odd": True, "seconds": {"min": 0.4}}}))
    assert (odd["state"], odd["subset_of"], odd["record_count"]) == ("ready", parent["id"], 3)
    found = await lab.records(odd["id"])
    assert [(r["ordinal"], r["id"]) for r in found] == [(i, ids[f"{n}.wav"]) for i, n in enumerate((3, 5, 7))]
    assert found[0]["facts"] == {"caption": "c3", "odd": True}

    drawn = await lab.ended(await lab.begin({**of, "sample": 3, "seed": 7}))
    again = await lab.ended(await lab.begin({**of, "sample": 3, "seed": 7}))
    more = await lab.ended(await lab.begin({**of, "sample": 5, "seed": 7}))
    first, second, third = [[r["id"] for r in await lab.records(d["id"])] for d in (drawn, again, more)]
    assert first == second
    assert len(first) == 3
    assert set(first) < set(third)

    rest = await lab.ended(await lab.begin({**of, "without": [drawn["id"]]}))
    assert {r["id"] for r in await lab.records(rest["id"])} == set(ids.values()) - set(first)
    nothing = await lab.ended(await lab.begin({**of, "without": [drawn["id"], rest["id"]]}))
    assert (nothing["state"], "no-records" in nothing["failure"]) == ("failed", True)
    ((kind, said),) = await lab.heard("earmark.datasets", drawn["id"], 1)
    assert (kind, said["source"], said["subset_of"]) == ("DatasetImported", "subset", parent["id"])


async def test_a_subset_of_nothing_is_refused(lab: Any) -> None:
    with pytest.raises(Refused) as refusal:
        await lab.begin({"kind": "subset", "dataset": "nowhere"})
    assert refusal.value.status == 404


async def test_a_record_of_a_subset_is_shown_to_who_works_on_the_subset(lab: Any) -> None:
    parent = await lab.imported({"a.wav": lab.sound(330), "b.wav": lab.sound(331)})
    pilot = await lab.ended(await lab.begin({"kind": "subset", "dataset": parent["id"], "sample": 1}))
    (record,) = await lab.records(pilot["id"])
    await lab.task(pilot["id"], 1, people=["emil"])
    assert (await (await lab.person("emil")).get(f"/records/{record['id']}"))["id"] == record["id"]


async def test_the_records_of_a_task_are_listed_in_batches(lab: Any) -> None:
    lines = [{"audio_name": "a.wav", "caption": f"caption {n}", "other": "x"} for n in range(1203)]
    done = await lab.imported({"a.wav": lab.sound(340), "m.jsonl": lab.jsonl(lines)}, "m.jsonl")
    assert done["record_count"] == 1203, done
    task = await lab.task(done["id"], 1203, prefill="caption")
    heard = await lab.heard("earmark.listings", task, 3)
    assert {kind for kind, _ in heard} == {"RecordsListed"}
    batches = sorted((said for _, said in heard), key=lambda said: said["batch"])
    assert [(b["batch"], b["batches"], b["total"], len(b["records"])) for b in batches] == [
        (0, 3, 1203, 500),
        (1, 3, 1203, 500),
        (2, 3, 1203, 203),
    ]
    listed = [record for batch in batches for record in batch["records"]]
    assert [record["ordinal"] for record in listed] == list(range(1203))
    assert listed[7]["facts"] == {"caption": "caption 7"}
    assert listed[7]["media"] == (await lab.records(done["id"]))[7]["sha256"]


async def test_batches_stay_small_where_facts_are_large(lab: Any) -> None:
    lines = [{"audio_name": "a.wav", "caption": "ä" * 15_000} for _ in range(20)]
    done = await lab.imported({"a.wav": lab.sound(341), "m.jsonl": lab.jsonl(lines)}, "m.jsonl")
    task = await lab.task(done["id"], 20, prefill="caption")
    heard = await lab.heard("earmark.listings", task, 3)
    assert [said["batches"] for _, said in heard] == [3, 3, 3]
    assert sum(len(said["records"]) for _, said in heard) == 20


async def test_a_task_on_a_dataset_that_is_gone_is_told_so(lab: Any, any_sound: bytes) -> None:
    done = await lab.imported({"a.wav": any_sound})
    await (await lab.person("chen")).delete(f"/datasets/{done['id']}")
    task = await lab.task(done["id"], 1)
    ((kind, said),) = await lab.heard("earmark.listings", task, 1)
    assert (kind, said["reason"]) == ("ListingFailed", "The dataset was deleted.")
    other = await lab.task("nowhere", 1)
    ((kind, _),) = await lab.heard("earmark.listings", other, 1)
    assert kind == "ListingFailed"


async def test_a_dataset_in_use_is_not_deleted(lab: Any) -> None:
    done = await lab.imported({"a.wav": lab.sound(350), "b.wav": lab.sound(351)})
    chen = await lab.person("chen")
    pilot = await lab.ended(await lab.begin({"kind": "subset", "dataset": done["id"], "sample": 1}))
    task = await lab.task(done["id"], 2)
    await lab.heard("earmark.listings", task, 1)
    with pytest.raises(Refused) as refusal:
        await chen.delete(f"/datasets/{done['id']}")
    assert (refusal.value.status, refusal.value.slug) == (409, "dataset-in-use")
    assert refusal.value.problem["tasks"] == [{"id": task, "name": "Caption the clips"}]
    assert [subset["id"] for subset in refusal.value.problem["subsets"]] == [pilot["id"]]
    await lab.delete_task(task)
    await chen.delete(f"/datasets/{pilot['id']}")

    async def gone() -> bool:
        with suppress(Refused):
            await chen.delete(f"/datasets/{done['id']}")
            return True
        return False

    await eventually(gone, "the dataset can be deleted")
    with pytest.raises(Refused) as refusal:
        await chen.get(f"/datasets/{done['id']}")
    assert refusal.value.status == 404
    said = await lab.heard("earmark.datasets", done["id"], 2)
    assert [kind for kind, _ in said] == ["DatasetImported", "DatasetDeleted"]


async def test_bytes_go_when_no_dataset_names_them_any_more(lab: Any) -> None:
    shared, own = lab.sound(360), lab.sound(361)
    one = await lab.imported({"shared.wav": shared, "own.wav": own})
    two = await lab.imported({"shared.wav": shared})
    records = {r["audio_name"]: r["sha256"] for r in await lab.records(one["id"])}
    chen = await lab.person("chen")

    def stored(name: str) -> bool:
        sha256 = records[name]
        return bool((lab.stack.storage_dir / "audio" / sha256[:2] / sha256 / "original").exists())

    assert stored("own.wav")
    assert stored("shared.wav")
    await chen.delete(f"/datasets/{one['id']}")

    async def own_is_gone() -> bool:
        return not stored("own.wav")

    await eventually(own_is_gone, "bytes that nobody names are removed")
    assert stored("shared.wav")
    await chen.delete(f"/datasets/{two['id']}")

    async def shared_is_gone() -> bool:
        return not stored("shared.wav")

    await eventually(shared_is_gone, "bytes that nobody names any more are removed")
    again = await lab.imported({"shared.wav": shared})
    assert again["state"] == "ready"
    assert stored("shared.wav")


async def test_only_who_may_create_or_manage_sees_datasets(lab: Any, any_sound: bytes) -> None:
    done = await lab.imported({"a.wav": any_sound})
    for user, status in (("dina", 403), ("farah", 403), ("stranger", 404)):
        person = await lab.person(user)
        for path in ("", "/records", "/failures", "/live"):
            with pytest.raises(Refused) as refusal:
                await person.get(f"/datasets/{done['id']}{path}")
            assert refusal.value.status == status, path
        with pytest.raises(Refused) as refusal:
            await person.delete(f"/datasets/{done['id']}")
        assert refusal.value.status == status
    listed = await (await lab.person("chen")).all("/datasets", workspace=lab.workspace)
    assert [dataset["id"] for dataset in listed] == [done["id"]]


async def test_a_finished_import_cannot_be_canceled(lab: Any, any_sound: bytes) -> None:
    done = await lab.imported({"a.wav": any_sound})
    with pytest.raises(Refused) as refusal:
        await (await lab.person("chen")).post(f"/datasets/{done['id']}/cancel")
    assert (refusal.value.status, refusal.value.slug) == (409, "not-importing")
