"""What the front shows: health of every part, problem pages, the API page, the first page."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from local_stack.front.app import create_app
from local_stack.front.settings import FrontSettings
from local_stack.ports import free_port
from local_stack.testing import Stack

REPOSITORY = Path(__file__).parents[3]


def _client(
    folder: Path, services: dict[str, str] | None = None, servers: dict[str, str] | None = None
) -> httpx.AsyncClient:
    settings = FrontSettings(
        port=0,
        folder=folder,
        issuer="http://127.0.0.1:8080",
        audience="earmark",
        documents=REPOSITORY / "services",
        services=services or {},
        servers=servers or {},
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=create_app(settings)), base_url="http://front")


async def test_health_is_503_and_names_the_part_that_is_down(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    async with _client(
        tmp_path, services={"task-service": f"http://{nobody}"}, servers={"kafka": nobody}
    ) as client:
        answer = await client.get("/healthz")
        page = await client.get("/")
    assert answer.status_code == 503
    assert {part: state["state"] for part, state in answer.json()["parts"].items()} == {
        "task-service": "down",
        "kafka": "down",
    }
    assert page.status_code == 200
    assert "task-service" in page.text


async def test_every_documented_problem_has_a_page_at_its_own_address(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        listed = await client.get("/problems")
        slugs = re.findall(r'href="/problems/([a-z0-9-]+)"', listed.text)
        assert {"not-found", "invalid-request", "unavailable", "too-large", "internal"} <= set(slugs)
        for slug in slugs:
            page = await client.get(f"/problems/{slug}")
            assert page.status_code == 200
            assert f"/problems/{slug}" in page.text
        unknown = await client.get("/problems/no-such-problem")
    assert unknown.status_code == 404
    assert unknown.headers["content-type"] == "application/problem+json"


async def test_pages_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        for path in ("/", "/problems", "/problems/not-found", "/api/v1/docs"):
            page = await client.get(path)
            assert page.status_code == 200
            assert "default-src 'self'" in page.headers["content-security-policy"]
            for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
                assert address.startswith("/"), address
        for asset in re.findall(
            r'(?:src|href)="(/api/v1/docs/[^"]+)"', (await client.get("/api/v1/docs")).text
        ):
            assert (await client.get(asset)).status_code == 200


async def test_the_api_page_shows_one_document_of_all_services(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        document = (await client.get("/api/v1/openapi.json")).json()
        start = await client.get("/api/v1/docs/start.js")
    assert document["openapi"].startswith("3.")
    assert {path.split("/")[3] for path in document["paths"]} >= {
        "tasks",
        "datasets",
        "assignments",
        "reviews",
    }
    assert "/api/v1/openapi.json" in start.text


async def test_a_stack_for_tests_answers_through_its_gateway_and_shows_its_logs() -> None:
    async with Stack(services=()) as stack:
        async with httpx.AsyncClient(base_url=stack.base_url, trust_env=False) as client:
            assert (await client.get("/healthz")).status_code == 200
            await stack.process("front").kill9()
            down = await client.get("/healthz")
            assert down.status_code == 503
            assert down.json()["type"] == "/problems/unavailable"
            await stack.process("front").start()
            assert (await client.get("/healthz")).status_code == 200
        assert len((await stack.token("ana")).split(".")) == 3
        assert stack.logs("mongod")
        folder = stack.storage_dir
        assert folder.is_dir()
        assert stack.import_root.is_dir()
    assert not folder.exists()
