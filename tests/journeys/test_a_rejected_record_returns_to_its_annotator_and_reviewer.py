"""Full review: a rejected record goes back to who labeled it, and its next round to who rejected it."""

from local_stack.client import eventually
from local_stack.testing.team import Team


async def test_a_rejected_record_returns_to_its_annotator_and_reviewer(team: Team) -> None:
    dataset = await team.import_clips(6)
    task = await team.create_task(
        dataset,
        {"ana": 4, "bo": 2},
        review="full",
        reviewers=["eva", "finn"],
        review_settings={"categories": ["spelling"]},
    )
    await team.label_all(task, "ana", "bo")
    assert (await team.next("ana", task))["state"] == "all_labeled"
    assert (await team.until_counts(task, open=0, submitted=6))["state"] == "reviewing"

    reviews = await team.pending(task, 6)
    first = next(who for who in ("eva", "finn") if team.user(who) == reviews[0]["reviewer"])
    rejected = await team.review(first, task)
    mark = {"item": "caption", "comment": "the name is misspelt"}
    await team.reject(first, rejected, "mind the spelling", categories=["spelling"], marks=[mark])

    annotator = next(who for who in ("ana", "bo") if team.user(who) == rejected["annotator"])
    again = await team.assignment(annotator, task)
    assert (again["id"], again["kind"], again["round"]) == (rejected["assignment"], "rework", 2)
    last = again["history"][-1]
    assert (last["verdict"], last["reason"], last["categories"]) == (
        "rejected",
        "mind the spelling",
        ["spelling"],
    )
    assert [m["comment"] for m in last["marks"]] == ["the name is misspelt"]
    await team.submit(annotator, again, {"caption": "spelt well"})

    async def is_back() -> bool:
        shown = await team[first].get(f"/reviews/{rejected['id']}")
        return bool(shown["round"] == 2 and shown["state"] == "pending")

    await eventually(is_back, "the second round with its reviewer")
    shown = await team[first].get(f"/reviews/{rejected['id']}")
    assert shown["reviewer"] == team.user(first)
    assert shown["annotation"] == {"caption": "spelt well"}
    assert [(round["round"], round["verdict"]) for round in shown["history"]] == [(1, "rejected")]

    await team.review_all(task, "eva", "finn")
    done = await team.until(task, "completed")
    assert done["counts"] == {"total": 6, "open": 0, "submitted": 0, "done": 6}
    assert (await team.next("ana", task))["state"] == "all_done"
