"""The API documents: each service's own, the merged one, and the reference of problems."""

from typing import Any

import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from service_kit.http.app import create_app
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command
from service_kit.http.problems import GENERAL, NOT_FOUND, ProblemType, catalogue, responses
from service_kit.openapi import merge_documents, operations, problems_page, rendered, stable
from service_kit.testing.http import TestIssuer

TOO_LOUD = ProblemType("too-loud", "It is too loud", 409, "Turn it down.", ("loudness",))


class Body(BaseModel):
    name: str


def document() -> dict[str, Any]:
    router = APIRouter()

    @router.post("/things", responses=responses(TOO_LOUD, NOT_FOUND), status_code=201)
    async def create_thing(body: Body, command: Command) -> Body:
        return body

    @router.get("/things/{id}")
    async def show_thing(id: str, caller: Authenticated) -> Body:
        return Body(name=id)

    @router.get("/open")
    async def show_open() -> dict[str, str]:
        return {}

    return create_app("thing-service", "1.2", [router], {}, auth=TestIssuer().verifier()).openapi()


def slugs(operation: dict[str, Any], status: int) -> set[str]:
    content = operation["responses"][str(status)]["content"]
    assert list(content) == ["application/problem+json"]
    assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    return set(content["application/problem+json"]["examples"])


def test_an_operation_lists_its_own_and_the_usual_problems() -> None:
    create = document()["paths"]["/api/v1/things"]["post"]
    assert create["operationId"] == "create_thing"
    assert slugs(create, 409) == {"too-loud", "idempotency-key-reused"}
    assert slugs(create, 404) == {"not-found"}
    for status, slug in ((401, "unauthenticated"), (413, "too-large"), (415, "unsupported-media-type")):
        assert slugs(create, status) == {slug}
    assert slugs(create, 422) == {"invalid-request"}
    assert "201" in create["responses"]


def test_every_operation_answers_errors_as_problems() -> None:
    for _, _, operation in operations(document()):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
        assert {"500", "503"} <= operation["responses"].keys()


def test_what_needs_a_token_says_so() -> None:
    paths = document()["paths"]
    assert paths["/api/v1/things/{id}"]["get"]["security"] == [{"bearer": []}]
    assert "security" not in paths["/api/v1/open"]["get"]
    assert document()["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_the_frameworks_own_error_shapes_are_gone() -> None:
    assert not {"HTTPValidationError", "ValidationError"} & document()["components"]["schemas"].keys()
    assert "HTTPValidationError" not in rendered(document())


def test_the_same_service_gives_the_same_text() -> None:
    assert rendered(stable(document())) == rendered(stable(document()))


def test_two_operations_of_one_name_are_refused() -> None:
    router = APIRouter()
    router.add_api_route("/a", lambda: None, name="same")
    router.add_api_route("/b", lambda: None, name="same")
    app = create_app("t", "1", [router], {}, auth=TestIssuer().verifier())
    with pytest.raises(ValueError, match="same"):
        app.openapi()


def part(title: str, path: str, schemas: dict[str, Any], use: str) -> dict[str, Any]:
    answer = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{use}"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": {path: {"get": {"operationId": f"get_{title}", "responses": {"200": answer}}}},
        "components": {"schemas": schemas},
    }


def referred(merged: dict[str, Any], path: str) -> str:
    answer = merged["paths"][path]["get"]["responses"]["200"]
    return str(answer["content"]["application/json"]["schema"]["$ref"]).rsplit("/", 1)[1]


def test_components_that_agree_are_shared() -> None:
    same = {"Record": {"type": "object"}}
    merged = merge_documents(
        [part("a-service", "/a", same, "Record"), part("b-service", "/b", same, "Record")]
    )
    assert merged["components"]["schemas"] == same
    assert [tag["name"] for tag in merged["tags"]] == ["a-service", "b-service"]
    assert merged["paths"]["/a"]["get"]["tags"] == ["a-service"]


def test_components_that_differ_are_told_apart_with_all_that_refers_to_them() -> None:
    outer = {"Outer": {"properties": {"inner": {"$ref": "#/components/schemas/Inner"}}}}
    merged = merge_documents(
        [
            part("a-service", "/a", {**outer, "Inner": {"type": "string"}, "Alone": {}}, "Outer"),
            part("b-service", "/b", {**outer, "Inner": {"type": "number"}}, "Outer"),
        ]
    )
    schemas = merged["components"]["schemas"]
    assert set(schemas) == {"AServiceOuter", "BServiceOuter", "AServiceInner", "BServiceInner", "Alone"}
    assert referred(merged, "/a") == "AServiceOuter"
    assert referred(merged, "/b") == "BServiceOuter"
    assert schemas["BServiceOuter"]["properties"]["inner"] == {"$ref": "#/components/schemas/BServiceInner"}


def test_documents_given_are_left_as_they_are() -> None:
    first = part("a-service", "/a", {"X": {"type": "string"}}, "X")
    merge_documents([first, part("b-service", "/b", {"X": {}}, "X")])
    assert list(first["components"]["schemas"]) == ["X"]


def test_two_services_cannot_claim_one_operation() -> None:
    first, second = part("a", "/a", {"X": {}}, "X"), part("b", "/a", {"X": {}}, "X")
    with pytest.raises(ValueError, match="GET /a"):
        merge_documents([first, second])


def test_the_catalogue_holds_every_problem_once() -> None:
    found = catalogue([TOO_LOUD, TOO_LOUD])
    assert found[-1] == TOO_LOUD
    assert [problem.slug for problem in found] == [*(problem.slug for problem in GENERAL), "too-loud"]
    with pytest.raises(ValueError, match="too-loud"):
        catalogue([TOO_LOUD, ProblemType("too-loud", "Another", 409, "?")])


def test_the_reference_explains_each_problem_and_where_it_comes_from() -> None:
    page = problems_page(catalogue([TOO_LOUD]), document())
    assert "## too-loud\n\n**409 It is too loud.** Turn it down.\n\nFacts: `loudness`." in page
    assert "Answered by `POST /api/v1/things`." in page
    for problem in GENERAL:
        assert f"## {problem.slug}\n" in page
