"""Requests are told apart in logs, traces and metrics, and health follows what a service stands on."""

import httpx
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from service_kit.http.app import create_app
from service_kit.testing.http import TestIssuer, asgi_client


async def test_a_correlation_id_goes_through(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nothing", headers={"X-Correlation-Id": "abc-123"})
    assert answer.headers["x-correlation-id"] == "abc-123"
    assert answer.json()["correlation_id"] == "abc-123"


@pytest.mark.parametrize("sent", ["", "a" * 129, "with space", "é".encode(), b"\x01"])
async def test_a_correlation_id_that_is_none_is_replaced(
    client: httpx.AsyncClient, sent: str | bytes
) -> None:
    bytes_sent = sent if isinstance(sent, bytes) else sent.encode()
    answer = await client.get("/api/v1/list", headers={b"X-Correlation-Id": bytes_sent})
    assert len(answer.headers["x-correlation-id"]) == 32


async def test_a_trace_is_continued_into_the_causes_of_events(
    client: httpx.AsyncClient, issuer: TestIssuer
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {**issuer.headers(), "traceparent": f"00-{trace}-b7ad6b7169203331-00"}
    answer = await client.post("/api/v1/commands", headers=headers)
    version, continued, span, flags = answer.headers["x-trace"].split("-")
    assert (version, continued, flags) == ("00", trace, "00")
    assert span != "b7ad6b7169203331"


@pytest.mark.parametrize(
    "sent", ["", "00-0-0-0", f"00-{'0' * 32}-b7ad6b7169203331-01", f"ff-{'1' * 32}-{'1' * 16}-01"]
)
async def test_a_malformed_trace_begins_a_new_one(
    client: httpx.AsyncClient, issuer: TestIssuer, sent: str
) -> None:
    answer = await client.post("/api/v1/commands", headers={**issuer.headers(), "traceparent": sent})
    trace = answer.headers["x-trace"].split("-")[1]
    assert len(trace) == 32
    assert trace not in ("0" * 32, "1" * 32)


async def test_metrics_count_requests_by_route_and_not_by_address(client: httpx.AsyncClient) -> None:
    for number in range(3):
        await client.get(f"/api/v1/things/{number}")
    await client.get("/somewhere/else")
    text = (await client.get("/metrics")).text
    assert (
        'earmark_http_request_seconds_count{method="GET",route="/api/v1/things/{number}",status="200"} 3.0'
        in text
    )
    assert 'route="unknown",status="404"} 1.0' in text
    assert "/somewhere/else" not in text
    assert "earmark_http_requests_in_flight 1.0" in text


async def test_health_follows_start_checks_and_stop(issuer: TestIssuer) -> None:
    app = create_app("t", "1", [], {}, auth=issuer.verifier())
    health = app.state.health
    away = False

    async def database() -> str | None:
        if away:
            raise ServerSelectionTimeoutError("gone")
        return None

    health.register("mongodb", database)
    async with asgi_client(app) as client:

        async def status(name: str) -> int:
            return (await client.get(f"/health/{name}")).status_code

        assert [await status(name) for name in ("live", "ready", "started")] == [200, 503, 503]
        health.started()
        assert [await status(name) for name in ("live", "ready", "started")] == [200, 200, 200]
        away = True
        assert [await status(name) for name in ("live", "ready", "started")] == [200, 503, 200]
        assert "gone" in (await client.get("/health/ready")).json()["checks"]["mongodb"]
        away = False
        health.stopping()
        assert [await status(name) for name in ("live", "ready", "started")] == [200, 503, 200]
