"""A record as the listing tells it, and back."""

from assignment_service.domain.assignment import Record
from contracts.events.listings import ListedRecord


def listed(record: Record) -> ListedRecord:
    """Return a record as other services know it."""
    return ListedRecord(
        ordinal=record.ordinal,
        record=record.id,
        audio_name=record.audio_name,
        seconds=record.seconds,
        sample_rate=record.sample_rate,
        channels=record.channels,
        media=record.media,
        facts=dict(record.facts),
    )
