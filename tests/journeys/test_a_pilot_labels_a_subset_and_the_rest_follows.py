"""A pilot on a sample of a dataset; the main task then takes what no pilot had."""

from local_stack.testing.team import Team


async def test_a_pilot_labels_a_subset_and_the_rest_follows(team: Team) -> None:
    dataset = await team.import_clips(10)
    sample = {"kind": "subset", "dataset": dataset, "sample": 3, "seed": 7}
    pilot_set = await team.import_from(sample, name="Pilot")
    rest_set = await team.import_from(
        {"kind": "subset", "dataset": dataset, "without": [pilot_set]}, name="Rest"
    )
    shown = await team.manager.get(f"/datasets/{pilot_set}")
    assert shown["record_count"] == 3

    pilot = await team.create_task(pilot_set, ["ana"], name="Pilot")
    await team.label_all(pilot, "ana")
    await team.until(pilot, "completed")
    main = await team.create_task(rest_set, ["ana", "bo"], name="Main")
    await team.label_all(main, "ana", "bo")
    await team.until(main, "completed")

    async def names(task: str) -> set[str]:
        items = await team.manager.all("/assignments", task=task)
        return {item["record"]["audio_name"] for item in items}

    first, second = await names(pilot), await names(main)
    assert (len(first), len(second)) == (3, 7)
    assert not first & second, "no clip was labeled in the pilot and again in the main task"


async def test_the_same_seed_draws_the_same_pilot(team: Team) -> None:
    dataset = await team.import_clips(12)
    sample = {"kind": "subset", "dataset": dataset, "sample": 4, "seed": 11}
    drawn = [await team.import_from(sample, name=name) for name in ("One", "Two")]
    records = [
        [record["id"] for record in await team.manager.all(f"/datasets/{subset}/records")] for subset in drawn
    ]
    assert len(records[0]) == 4
    assert records[0] == records[1]
