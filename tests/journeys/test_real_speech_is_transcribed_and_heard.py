"""Real speech in nine languages, uploaded with its transcripts, listened to in pieces, labeled and generated."""

import io
import json

import pytest
import soundfile

from local_stack.client import Json
from local_stack.demo import api as demo
from local_stack.demo.clips import clips
from local_stack.settings import StackSettings
from local_stack.testing.team import Team

TRANSCRIPT: Json = {"items": [{"name": "transcript", "kind": "text", "prefill": "caption", "required": True}]}


@pytest.mark.timeout(300)
async def test_real_speech_is_transcribed_and_heard(team: Team, stack_settings: StackSettings) -> None:
    voices = (await clips(stack_settings))[::3]
    dataset = await demo.import_clips(team.manager, team.workspace, "Voices", voices)
    team.datasets.append(dataset)
    task = await team.create_task(dataset, ["ana", "bo"], schema=TRANSCRIPT, review="full", reviewers=["eva"])
    wanted = {clip.audio_name: clip for clip in voices}

    given = await team.assignment("ana", task)
    clip = wanted[given["record"]["audio_name"]]
    whole = await team.api.http.get(given["record"]["audio_url"])
    assert whole.status_code == 200
    heard, rate = soundfile.read(io.BytesIO(whole.content))
    spoken, master_rate = soundfile.read(clip.path)
    assert (len(heard), rate) == (len(spoken), master_rate), (
        "every sample is there, whatever form it is served in"
    )
    assert abs(heard - spoken).max() < 1e-3
    piece = await team.api.http.get(given["record"]["audio_url"], headers={"Range": "bytes=44-1067"})
    assert piece.status_code == 206
    assert piece.headers["content-range"] == f"bytes 44-1067/{len(whole.content)}"
    assert piece.content == whole.content[44:1068]
    assert (await team.api.http.get(given["record"]["peaks_url"])).status_code == 200
    unsigned = given["record"]["audio_url"].partition("?")[0]
    assert (await team.api.http.get(unsigned)).status_code == 403

    await team.label_all(task, "ana", "bo", value=lambda a: {"transcript": a["prefill"]["transcript"]})
    await team.review_all(task, "eva")
    await team.until(task, "completed")
    processed = await demo.generate(team.manager, task, ["jsonl", "audiofolder"])
    text = (await team.manager.request("GET", f"/processed-datasets/{processed}/files/data.jsonl")).text
    rows = {row["audio_name"]: row for row in map(json.loads, text.splitlines())}
    assert {name: row["transcript"] for name, row in rows.items()} == {
        name: clip.caption for name, clip in wanted.items()
    }
