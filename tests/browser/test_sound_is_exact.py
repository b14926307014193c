"""What sounds when the player says t is sample t of the master; a stretch is that stretch and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from tests.browser.harness.console import Console
from tests.browser.sound.listening import Ear, Heard, build_player, master_clicks
from tests.browser.sound.tracks import SECONDS, TRACKS, write_tracks

from local_stack.client import Api
from local_stack.testing import Stack
from local_stack.testing.team import Team

WITHIN = 0.005
"""Seconds that clock and sound may differ."""
SAMPLES_APART = 0.0005

Records = dict[str, dict[str, Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def records(console_stack: Stack, console_api: Api) -> Records:
    """The click tracks, imported: by name, as the API gives them."""
    team = await Team.gather(console_stack, console_api, name="Sound")
    folder = console_stack.import_root / uuid4().hex
    write_tracks(folder)
    dataset = await team.import_from({"kind": "folder", "path": str(folder)}, name="Clicks")
    found = {item["audio_name"]: item for item in await team.manager.all(f"/datasets/{dataset}/records")}
    assert found.keys() == TRACKS.keys()
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def player(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The player's script."""
    return await build_player(tmp_path_factory.mktemp("player"))


@pytest_asyncio.fixture(loop_scope="session")
async def ear(console: Console, player: str) -> AsyncIterator[Ear]:
    """A page with a player that is listened to."""
    page = await console.page(bypass_csp=True)
    listening = await Ear.attach(page, player)
    await page.goto("/signin")
    await listening.begin()
    yield listening
    await listening.run("player.dispose()")


def nearest(times: NDArray[np.float64], to: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = times[np.abs(times[:, None] - to).argmin(axis=0)]
    return found


def check_clock(heard: Heard, clicks: NDArray[np.float64], least: int) -> None:
    """What was heard while somebody looked at the clock was what the clock said."""
    said = heard.clock_at(heard.clicks())
    said = said[~np.isnan(said)]
    assert len(said) >= least, f"only {len(said)} clicks were heard"
    late = np.abs(said - nearest(clicks, said))
    assert late.max() <= WITHIN, f"off by {late.max() * 1000:.1f} ms"


def some_clicks(
    clicks: NDArray[np.float64], after: float, count: int
) -> tuple[NDArray[np.float64], dict[str, float]]:
    """So many clicks in a row, and the stretch that begins just before the first and ends just behind the last."""
    first = int(np.searchsorted(clicks, after))
    inside = clicks[first : first + count]
    return inside, {"start": float(inside[0] - 0.022), "end": float(inside[-1] + 0.022)}


def check_stretch(heard: Heard, inside: NDArray[np.float64], span: dict[str, float]) -> None:
    """It sounded from its start to its end, sample for sample, and nothing of what is beside it."""
    start, end = heard.sounding()
    assert end - start == pytest.approx(span["end"] - span["start"], abs=SAMPLES_APART)
    assert heard.clicks() - start == pytest.approx(inside - span["start"], abs=SAMPLES_APART)


@pytest.mark.parametrize("name", TRACKS)
async def test_what_sounds_is_what_the_clock_says_after_a_seek(
    ear: Ear, records: Records, console: Console, name: str
) -> None:
    clicks = master_clicks(console.base_url, records[name])
    await ear.open(records[name])
    for at in (0.0, 77.777, SECONDS - 3.0):
        heard = await ear.hear(f"player.seek({at}); player.play()", 1.2)
        check_clock(heard, clicks, 5)


@pytest.mark.parametrize("name", TRACKS)
async def test_a_stretch_is_exactly_what_sounds(
    ear: Ear, records: Records, console: Console, name: str
) -> None:
    clicks = master_clicks(console.base_url, records[name])
    await ear.open(records[name], 20)
    for after in (0.5, 80.0, SECONDS - 4.0):
        inside, span = some_clicks(clicks, after, 6)
        heard = await ear.hear(f"player.playSpan({span})", 10)
        check_stretch(heard, inside, span)
        check_clock(heard, clicks, 4)
        assert await ear.run("return player.now()") == span["start"]


async def test_a_loop_has_no_gap(ear: Ear, records: Records, console: Console) -> None:
    record = records["variable.mp3"]
    inside, span = some_clicks(master_clicks(console.base_url, record), 60, 4)
    length = span["end"] - span["start"]
    await ear.open(record)
    heard = await ear.hear(f"player.playSpan({span}, {{ loop: true }})", 4 * length)
    start, _ = heard.sounding()
    turns = np.concatenate([inside - span["start"] + turn * length for turn in range(3)])
    assert heard.clicks()[: len(turns)] - start == pytest.approx(turns, abs=0.001)
    played = heard.samples[round((start - heard.first) * heard.rate) :][: round(3 * length * heard.rate)]
    quietest = np.convolve(np.abs(played), np.ones(100) / 100, "valid").min()
    assert quietest > 0.005, "it was silent in between"


@pytest.mark.parametrize("rate", [0.5, 1.5])
async def test_a_stretch_at_another_speed_is_that_stretch(
    ear: Ear, records: Records, console: Console, rate: float
) -> None:
    record = records["clicks.ogg"]
    _, span = some_clicks(master_clicks(console.base_url, record), 40, 8)
    await ear.open(record)
    heard = await ear.hear(f"player.setRate({rate}); player.playSpan({span})", 10)
    start, end = heard.sounding()
    assert end - start == pytest.approx((span["end"] - span["start"]) / rate, abs=0.06)
    first = round((start - heard.first) * heard.rate)
    hum = heard.samples[first : first + round((end - start) * heard.rate)]
    spectrum = np.abs(np.fft.rfft(np.clip(hum, -0.05, 0.05)))
    pitch = np.argmax(spectrum) * heard.rate / len(hum)
    assert pitch == pytest.approx(440, abs=5), "the pitch moved"


async def test_a_long_stretch_ends_on_its_end(ear: Ear, records: Records, console: Console) -> None:
    record = records["clicks.m4a"]
    clicks = master_clicks(console.base_url, record)
    inside, around = some_clicks(clicks, 100, 5)
    span = {"start": 1.0, "end": around["end"]}
    await ear.open(record)
    heard = await ear.hear(f"player.playSpan({span}); player.seek({inside[0] - 0.5})", 6)
    check_clock(heard, clicks, 5)
    assert heard.sounding()[1] - heard.clicks()[-1] == pytest.approx(span["end"] - inside[-1], abs=WITHIN)
    assert await ear.run("return player.now()") == span["start"]


async def test_a_pause_stays_where_it_was_heard_and_going_on_rewinds(ear: Ear, records: Records) -> None:
    await ear.open(records["clicks.opus"], 30)
    stood = await ear.run(
        """player.setRewind(1.5); player.play();
        while (player.now() < 30.6) await new Promise((done) => setTimeout(done, 5));
        const heard = player.now(); player.pause();
        await new Promise((done) => setTimeout(done, 100));
        const stood = player.now(); player.play();
        return [heard, stood, player.now()];"""
    )
    assert stood[1] == pytest.approx(stood[0], abs=WITHIN)
    assert stood[2] == pytest.approx(stood[1] - 1.5, abs=0.001)


async def test_a_paused_stretch_is_taken_up_to_its_own_end(
    ear: Ear, records: Records, console: Console
) -> None:
    record = records["clicks.flac"]
    inside, span = some_clicks(master_clicks(console.base_url, record), 50, 12)
    await ear.open(record)
    await ear.run(
        f"player.playSpan({span});"
        f"while (player.now() < {inside[5]} + 0.02) await new Promise((done) => setTimeout(done, 2));"
        "player.toggle();"
    )
    stood = await ear.run("return player.now()")
    heard = await ear.hear("player.toggle()", 10)
    assert heard.clicks() - heard.sounding()[0] == pytest.approx(inside[inside > stood] - stood, abs=0.001)
