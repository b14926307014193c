"""A manifest's captions are where annotators start from."""

from local_stack.client import Json
from local_stack.testing.team import Team

PREFILLED: Json = {"items": [{"name": "caption", "kind": "text", "prefill": "caption", "required": True}]}


async def test_captions_prefill_the_first_draft(team: Team) -> None:
    dataset = await team.import_clips(3, captions=["a dog barks", "ein Hund bellt", "犬が吠える"])
    task = await team.create_task(dataset, schema=PREFILLED, review="full", reviewers=["eva"])
    wanted = {"clip-000.wav": "a dog barks", "clip-001.wav": "ein Hund bellt", "clip-002.wav": "犬が吠える"}
    for _ in wanted:
        given = await team.assignment("ana", task)
        name = given["record"]["audio_name"]
        assert given["prefill"] == {"caption": wanted[name]}
        assert given["record"]["facts"]["caption"] == wanted[name]
        await team.submit("ana", given, {"caption": given["prefill"]["caption"] + "!"})
    review = await team.review("eva", task)
    await team.reject("eva", review, "no exclamation mark, please")
    again = await team.assignment("ana", task)
    assert again["annotation"] == review["annotation"], "rework starts from what was submitted last"
    await team.submit("ana", again, {"caption": wanted[again["record"]["audio_name"]]})
    await team.review_all(task, "eva")
    await team.until(task, "completed")
