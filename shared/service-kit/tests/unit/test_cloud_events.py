"""Events in Kafka's binary mode: what we write others can read, and whatever lies there, reading it raises
one error."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kit.messaging.codec import Undecodable, decode, encode, headers_of
from service_kit.messaging.event_ids import event_id
from service_kit.messaging.events import Cause

NOW = datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC)
CAUSE = Cause("correlation", "causation", "00-" + "1" * 32 + "-" + "2" * 16 + "-01")
text = st.text(min_size=1, max_size=40).filter(lambda t: t.isprintable() and t.strip() == t)


def written(version: int | None = 3, aggregate: str = "a") -> list[tuple[str, bytes | None]]:
    return list(
        encode(
            headers_of(
                id="i", type="t", source="/s", aggregate=aggregate, version=version, time=NOW, cause=CAUSE
            )
        )
    )


@given(aggregate=text, version=st.none() | st.integers(1, 2**53))
def test_what_was_written_is_read(aggregate: str, version: int | None) -> None:
    envelope = decode(b"other", written(version, aggregate), 0)
    assert (envelope.id, envelope.type, envelope.source) == ("i", "t", "/s")
    assert (envelope.aggregate, envelope.version) == (aggregate, version)
    assert (envelope.time, envelope.cause) == (NOW, CAUSE)


headers = st.lists(
    st.tuples(
        st.sampled_from([name for name, _ in written()]) | st.text(max_size=20),
        st.none() | st.binary(max_size=60) | st.sampled_from([value for _, value in written()]),
    ),
    max_size=12,
)


@given(key=st.none() | st.binary(max_size=30), headers=headers, timestamp=st.integers(-1, 2**62))
def test_whatever_lies_there_reading_raises_only_its_own_error(
    key: bytes | None, headers: list[tuple[str, bytes | None]], timestamp: int
) -> None:
    with suppress(Undecodable):
        decode(key, [*written(), *headers], timestamp)


@pytest.mark.parametrize("version", [b"0", b"-1", b"1.5", b"x", b"9" * 30, "\u0663".encode()])
def test_a_version_is_a_whole_number_from_1(version: bytes) -> None:
    with pytest.raises(Undecodable, match="ce_aggversion"):
        decode(b"k", [*written(), ("ce_aggversion", version)], 0)


def test_the_key_names_the_aggregate_where_no_subject_does() -> None:
    without = [header for header in written() if header[0] != "ce_subject"]
    assert decode(b"key", without, 0).aggregate == "key"
    with pytest.raises(Undecodable, match="aggregate"):
        decode(None, without, 0)


def test_headers_that_are_not_ours_may_be_anything() -> None:
    assert decode(b"k", [*written(), ("x", None), ("y", b"\xff")], 0).id == "i"


def test_the_official_library_reads_what_we_write() -> None:
    kafka = pytest.importorskip("cloudevents.core.bindings.kafka")
    formats = pytest.importorskip("cloudevents.core.formats.json")
    message = kafka.KafkaMessage(headers=dict(written()), key=b"a", value=b'{"x": 1}')
    event = kafka.from_binary(message, formats.JSONFormat(), _event_class())
    assert (event.get_id(), event.get_type(), event.get_source()) == ("i", "t", "/s")
    assert event.get_subject() == "a"
    assert event.get_data() == {"x": 1}


def _event_class() -> object:
    return pytest.importorskip("cloudevents.core.v1.event").CloudEvent


def test_ids_grow_and_carry_version_7() -> None:
    ids = [event_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    assert {id.version for id in ids} == {7}
