"""``python -m bench [--only key,key] [--short]``: measure, print a table, write ``bench/latest.json``."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import generating, importing, labeling, media, tasks, web
from bench.earmark import Earmark, running
from bench.goals import GOALS
from bench.load import Crowd

LATEST = Path(__file__).parent / "latest.json"
Figures = dict[str, float]


class Bench:
    """One run: what is wanted, what is found."""

    def __init__(self, wanted: set[str], short: bool) -> None:
        self.wanted = wanted
        self.short = short
        self.found: Figures = {}

    def wants(self, *keys: str) -> bool:
        """Say whether any of the keys is to be measured."""
        return bool(self.wanted & set(keys))

    async def note(self, what: str, measure: Callable[[], Awaitable[Figures]]) -> None:
        """Measure and remember."""
        print(f"  {what} ...", file=sys.stderr, flush=True)
        self._keep(await measure())

    def _keep(self, figures: Figures) -> None:
        for key, value in figures.items():
            if key in self.wanted:
                self.found[key] = value
                print(f"    {key} {value:.4g}", file=sys.stderr, flush=True)

    async def run(self) -> None:
        """Measure everything that is wanted."""
        if self.wanted - {"million_task_s", "million_task_peak_mib", *web.KEYS}:
            async with running() as earmark, Crowd(earmark.url) as crowd:
                await self._daily(earmark, crowd)
        if self.wants("million_task_s", "million_task_peak_mib"):
            async with running() as earmark, Crowd(earmark.url) as crowd:
                await self.note(
                    "a task of a million records", lambda: tasks.million(earmark, crowd, self.short)
                )

        if self.wants(*web.KEYS):
            async with running(console=True) as earmark, Crowd(earmark.url) as crowd:
                await self._console(earmark, crowd)

    async def _console(self, earmark: Earmark, crowd: Crowd) -> None:
        if self.wants("web_first_load_kb_gzip"):
            await self.note("first load of My work", lambda: web.first_load(earmark, crowd))
        if self.wants("web_2h_waveform_s", "web_2000_segments_frame_ms"):
            print("  importing two hours ...", file=sys.stderr, flush=True)
            long = await web.LongRecord.made(earmark, crowd, self.short)
            if self.wants("web_2h_waveform_s"):
                await self.note("opening two hours", lambda: web.waveform(earmark, long, self.short))
            if self.wants("web_2000_segments_frame_ms"):
                await self.note("2,000 segments", lambda: web.segments(earmark, long, self.short))
        if self.wants("web_next_record_ms", "web_heap_growth_mib_500_records"):
            await self.note("record after record", lambda: web.records(earmark, crowd, self.short))

    async def _daily(self, earmark: Earmark, crowd: Crowd) -> None:
        short = self.short
        if self.wants("idle_mib"):
            await earmark.quiet()
            self._keep({"idle_mib": earmark.memory_mib()})
        async with earmark.peak() as peak:
            print("  importing known audio ...", file=sys.stderr, flush=True)
            dataset, figures = await importing.known_audio(earmark, crowd, short)
            self._keep(figures)
            if self.wants("submit_cpu_s_per_1000", "busy_peak_mib"):
                await self.note("submits, CPU", lambda: labeling.submit_cpu(earmark, crowd, dataset, short))
            if self.wants("submit_per_s_32_clients"):
                await self.note("submits, rate", lambda: labeling.submit_rate(earmark, crowd, dataset, short))
            if self.wants("next_p95_ms_16_clients"):
                await self.note("next", lambda: labeling.next_latency(earmark, crowd, dataset, short))
            if self.wants("cycle_per_s_16_clients", "cycle_double_handouts"):
                await self.note("cycles", lambda: labeling.cycles(earmark, crowd, dataset, short))
            if self.wants("review_p99_ms_at_200_per_s"):
                await self.note("reviews", lambda: labeling.review_latency(earmark, crowd, dataset, short))
            if self.wants("import_vs_decode", "busy_peak_mib"):
                await self.note("importing new audio", lambda: importing.new_audio(earmark, crowd, short))
            if self.wants("generate_10k_s", "busy_peak_mib"):
                await self.note("generating 10,000", lambda: generating.ten_thousand(earmark, crowd, dataset))
        if self.wants("busy_peak_mib"):
            self._keep({"busy_peak_mib": peak[0]})
        if self.wants("range_cpu_ms"):
            await self.note("ranges", lambda: media.ranges(earmark, crowd, short))
        if self.wants("generate_1m_rows_per_s", "generate_vs_cursor"):
            await self.note("generating 1,000,000", lambda: generating.million(earmark, crowd, short))


def show(found: Figures) -> None:
    """Print the figures beside the goals."""
    print(f"{'key':<28} {'value':>12} {'goal':>10}  met")
    for goal in GOALS:
        if goal.key in found:
            value = found[goal.key]
            met = {True: "yes", False: "no", None: "-"}[goal.met(value)]
            wanted = "-" if goal.goal is None else f"{goal.goal:g}"
            print(f"{goal.key:<28} {value:>12.4g} {wanted:>10}  {met}")


def keep(found: Figures) -> None:
    """Write the figures over those of earlier runs; what was not measured now stays as it was."""
    kept = json.loads(LATEST.read_text()) if LATEST.exists() else {}
    kept.update({key: round(value, 4) for key, value in found.items()})
    ordered = {goal.key: kept[goal.key] for goal in GOALS if goal.key in kept}
    LATEST.write_text(json.dumps(ordered, indent=2) + "\n")


def main() -> None:
    """Read the command line, measure, keep."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", help="keys, separated by commas; a part of a key names all that contain it")
    parser.add_argument("--short", action="store_true", help="small amounts: does the bench work? (not kept)")
    asked = parser.parse_args()
    parts = [part.strip() for part in (asked.only or "").split(",") if part.strip()]
    wanted = {goal.key for goal in GOALS if not parts or any(part in goal.key for part in parts)}
    if not wanted:
        parser.error(f"no key contains any of {parts}; keys are {', '.join(goal.key for goal in GOALS)}")
    bench = Bench(wanted, asked.short)
    try:
        asyncio.run(bench.run())
    finally:  # what was found before something failed was found
        show(bench.found)
        if not asked.short:
            keep(bench.found)


if __name__ == "__main__":
    main()
