"""What is measured, and what is aimed at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Goal:
    """One figure; ``want`` says on which side of ``goal`` it should be (None: reported only)."""

    key: str
    goal: float | None
    want: Literal["most", "least"]
    meaning: str

    def met(self, value: float) -> bool | None:
        """Say whether a value reaches the goal; None where there is none."""
        if self.goal is None:
            return None
        return value <= self.goal if self.want == "most" else value >= self.goal


GOALS: tuple[Goal, ...] = (
    Goal(
        "submit_cpu_s_per_1000",
        4,
        "most",
        "CPU s of all processes per 1,000 submits of 5 segments, 8 clients",
    ),
    Goal("submit_per_s_32_clients", 400, "least", "submits answered per second, 32 clients"),
    Goal(
        "next_p95_ms_16_clients", 30, "most", "next record, 95th percentile in ms, 16 clients, 10,000 records"
    ),
    Goal("cycle_per_s_16_clients", 200, "least", "next and submit, cycles per second, 16 clients"),
    Goal(
        "cycle_double_handouts", 0, "most", "records handed to somebody else, or again after their submission"
    ),
    Goal("review_p99_ms_at_200_per_s", 300, "most", "submit answered to review there, 99th percentile in ms"),
    Goal(
        "metadata_import_per_s", 20_000, "least", "records per second, 10,000 manifest lines over known audio"
    ),
    Goal("million_task_s", 90, "most", "seconds from creating a task of 1,000,000 records to labeling"),
    Goal("million_task_peak_mib", None, "most", "peak memory of all processes meanwhile, MiB"),
    Goal("generate_10k_s", 1, "most", "seconds from asking to ready, 10,000 rows of jsonl"),
    Goal("generate_1m_rows_per_s", None, "least", "rows per second of a processed dataset of 1,000,000"),
    Goal("generate_vs_cursor", 0.3, "least", "that, divided by a bare cursor writing JSON lines"),
    Goal("range_cpu_ms", 2, "most", "CPU ms per 64 KiB range of a 100 MB WAV through the gateway"),
    Goal("import_vs_decode", 0.6, "least", "audio imported per second, divided by a bare soundfile decode"),
    Goal("idle_mib", 900, "most", "memory of all processes at rest, MiB (PSS)"),
    Goal(
        "busy_peak_mib", 1250, "most", "peak memory of all processes while submitting, importing, generating"
    ),
    Goal(
        "web_2h_waveform_s", 1, "most", "opening a 2-hour record to its waveform drawn and playing, median s"
    ),
    Goal(
        "web_2000_segments_frame_ms",
        16,
        "most",
        "a frame while scrolling 2,000 segments, 95th percentile in ms",
    ),
    Goal("web_next_record_ms", 150, "most", "key press of a submit to the next record playable, median ms"),
    Goal("web_heap_growth_mib_500_records", 20, "most", "growth of the page's heap over 500 records, MiB"),
    Goal(
        "web_first_load_kb_gzip",
        250,
        "most",
        "console files loaded for the first view of My work, gzipped, kB",
    ),
)
