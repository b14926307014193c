"""Signed addresses: made by whoever hands out a record, believed by whoever serves the bytes."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from service_kit.http.media import MediaSigner, MediaVerifier
from service_kit.http.problems import ProblemError

OLD = {"k1": b"an old secret of some length"}
NEW = {"k2": b"a new secret of some length", **OLD}
PATH = f"/api/v1/media/{'ab' * 32}/audio"


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(1_700_000_000.0)


def taken_apart(address: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(address)
    return parts.path, dict(parse_qsl(parts.query))


def refusal(verifier: MediaVerifier, path: str, query: dict[str, str]) -> str:
    with pytest.raises(ProblemError) as raised:
        verifier.check(path, query)
    assert raised.value.problem.status == 403
    return raised.value.problem.slug


def test_a_signed_address_works_until_it_expires(clock: Clock) -> None:
    path, query = taken_apart(MediaSigner(OLD, clock).sign(PATH, 3600))
    verifier = MediaVerifier(OLD, clock)
    ends = verifier.check(path, query)
    assert clock.now + 1800 <= ends <= clock.now + 3600
    clock.now = ends - 0.1
    verifier.check(path, query)
    clock.now = ends
    assert refusal(verifier, path, query) == "signature-expired"


def test_an_address_stays_the_same_within_its_window_so_that_caches_work(clock: Clock) -> None:
    signer = MediaSigner(OLD, clock)
    clock.now = clock.now // 1800 * 1800
    first = signer.sign(PATH)
    clock.now += 1799
    assert signer.sign(PATH) == first
    clock.now += 1
    assert signer.sign(PATH) != first


def test_further_parameters_may_be_added(clock: Clock) -> None:
    path, query = taken_apart(MediaSigner(OLD, clock).sign(PATH) + "&level=3&from=0")
    MediaVerifier(OLD, clock).check(path, query)


def test_old_addresses_work_while_the_old_key_is_still_named(clock: Clock) -> None:
    path, query = taken_apart(MediaSigner(OLD, clock).sign(PATH))
    MediaVerifier(NEW, clock).check(path, query)
    new_path, new_query = taken_apart(MediaSigner(NEW, clock).sign(PATH))
    assert new_query["key"] == "k2"
    MediaVerifier(NEW, clock).check(new_path, new_query)
    assert refusal(MediaVerifier(OLD, clock), new_path, new_query) == "signature-invalid"


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "x"},
        {"signature": ""},
        {"signature": "é\udcff"},
        {"expires": "1800000000"},
        {"expires": "-1"},
        {"expires": "9" * 30},
        {"expires": "١٢٣"},
        {"key": "k9"},
        {"key": ""},
    ],
    ids=str,
)
def test_a_changed_address_is_refused(clock: Clock, change: dict[str, str]) -> None:
    path, query = taken_apart(MediaSigner(OLD, clock).sign(PATH))
    assert refusal(MediaVerifier(OLD, clock), path, {**query, **change}) == "signature-invalid"


@pytest.mark.parametrize("missing", ["key", "expires", "signature"])
def test_an_incomplete_address_is_refused(clock: Clock, missing: str) -> None:
    path, query = taken_apart(MediaSigner(OLD, clock).sign(PATH))
    del query[missing]
    assert refusal(MediaVerifier(OLD, clock), path, query) == "signature-invalid"


@pytest.mark.parametrize(
    "other", [PATH + "/", PATH.replace("audio", "peaks"), PATH.upper(), "", PATH + "?x=1"]
)
def test_a_signature_belongs_to_one_path(clock: Clock, other: str) -> None:
    _, query = taken_apart(MediaSigner(OLD, clock).sign(PATH))
    assert refusal(MediaVerifier(OLD, clock), other, query) == "signature-invalid"


def test_an_expired_forgery_is_a_forgery_first(clock: Clock) -> None:
    query = {"key": "k1", "expires": "1", "signature": "made-up"}
    assert refusal(MediaVerifier(OLD, clock), PATH, query) == "signature-invalid"
