"""The service as others meet it: events in, HTTP asked, events out, over a real Kafka and a real MongoDB."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from contracts.events import MemberChanged, TaskCreated, TaskDeleted, TaskEdited, TaskResumed, TaskStopped
from contracts.ids import new_id, record_key
from contracts.roles import Role

PEOPLE = {
    "mia": Role.ADMINISTRATOR,
    "rae": Role.ANNOTATION_AUDITOR,
    "sol": Role.ANNOTATION_AUDITOR,
    "ann": Role.ANNOTATION_OPERATOR,
}

GONE = ("/problems/not-yours", "/problems/already-judged")
"""What a reviewer meets whose review was transferred a moment ago."""


class Told:
    """A task of the running service, told by events; the words are those of `World`."""

    def __init__(self, running: Any, world: Any) -> None:
        self.running, self.world = running, world
        self.workspace = new_id()

    async def begin(self, mode: str = "full", **settings: Any) -> "Told":
        for user, role in PEOPLE.items():
            await self.member(user, role)
        said = TaskCreated.model_validate(
            {
                "workspace": self.workspace,
                "task": self.world.task,
                "dataset": "d",
                "record_count": self.world.total,
                "settings": self.world.settings(mode, **settings),
                "created_by": "mia",
            }
        )
        await self.running.say(said, self.world.task)
        return self

    async def member(self, user: str, role: Role) -> None:
        said = MemberChanged(workspace=self.workspace, user=user, name=user, role=role, changed_by="mia")
        await self.running.say(said, self.workspace)

    async def edit(self, mode: str, **settings: Any) -> None:
        self.world.version += 1
        said = TaskEdited.model_validate(
            {
                "workspace": self.workspace,
                "task": self.world.task,
                "version": self.world.version,
                "settings": self.world.settings(mode, **settings),
                "edited_by": "mia",
            }
        )
        await self.running.say(said, self.world.task)

    async def submit(self, ordinal: int, by: str = "ann", **more: Any) -> str:
        said = self.world.submission(ordinal, by, **more).model_copy(update={"workspace": self.workspace})
        await self.running.say(said, record_key(said.task, said.record))
        return str(self.world.id(ordinal))

    async def ask(self, method: str, path: str, user: str = "rae", status: int = 200, **options: Any) -> Any:
        answer = await self.running.ask(method, path, user, **options)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def next(self, user: str = "rae") -> Any:
        return await self.ask("POST", "/reviews/next", user, json={"task": self.world.task})

    async def is_known(self) -> None:
        async def known() -> bool:
            answer = await self.running.ask("GET", f"/reviews/summary?task={self.world.task}", "mia")
            return bool(answer.status_code == 200)

        await self.running.until(known, "the task")

    async def left(self, number: int, user: str = "rae") -> Any:
        async def enough() -> Any:
            answer = await self.running.ask("POST", "/reviews/next", user, json={"task": self.world.task})
            return answer.json() if answer.status_code == 200 and answer.json()["left"] == number else None

        return await self.running.until(enough, f"{number} reviews left for {user}")

    async def finished(self, path: str, id: str, user: str = "rae") -> Any:
        async def done() -> Any:
            found = await self.ask("GET", f"{path}/{id}", user)
            return found if found["state"] in ("done", "failed") else None

        return await self.running.until(done, f"{path}/{id}")


@pytest_asyncio.fixture(loop_scope="session")
async def told(running: Any, make_world: Any) -> Told:
    """A task of its own in a workspace of its own; not begun yet."""
    return Told(running, make_world(40, new_id()))


async def test_a_submission_is_reviewed_rejected_labeled_again_and_approved(told: Told) -> None:
    await told.begin(categories=["noise"])
    review = await told.submit(0)
    work = await told.left(1)
    found = work["review"]
    assert (found["id"], found["state"], found["round"], work["state"]) == (review, "pending", 1, "reviewing")
    assert found["annotation"] == {"caption": "round 1"}
    assert found["annotator"] == "ann"
    assert found["record"]["audio_url"].startswith(f"/api/v1/media/{0:064x}/audio?key=k1")
    body = {
        "round": 1,
        "reason": "  the caption is wrong ",
        "categories": ["noise"],
        "marks": [{"item": "caption", "start": 1.5, "end": 2, "comment": "here"}],
    }
    answer = await told.ask("POST", f"/reviews/{review}/rejection", json=body)
    assert (answer["judged"]["state"], answer["review"], answer["left"]) == ("rejected", None, 0)
    assert answer["state"] == "waiting_for_submissions"
    await told.submit(0)
    found = (await told.left(1))["review"]
    (earlier,) = found["history"]
    assert (earlier["round"], earlier["verdict"], earlier["reason"]) == (
        1,
        "rejected",
        "the caption is wrong",
    )
    assert earlier["annotation"] == {"caption": "round 1"}
    assert earlier["marks"][0]["comment"] == "here"
    await told.ask("POST", f"/reviews/{review}/approval", json={"round": 2})

    async def published() -> Any:
        said = await told.running.said(told.world.task)
        return said if len(said) == 2 else None

    said = await told.running.until(published, "two verdicts")
    assert [(kind, version) for kind, _, version, _ in said] == [
        ("earmark.RecordRejected.v1", "1"),
        ("earmark.RecordApproved.v1", "2"),
    ]
    assert said[0][3]["marks"][0]["end"] == 2.0
    assert {key for _, key, _, _ in said} == {f"{told.world.task}/r0"}


async def test_refusals_say_what_they_are(told: Told) -> None:
    await told.begin(categories=["noise"])
    review = await told.submit(0)
    await told.left(1)
    approval, rejection = f"/reviews/{review}/approval", f"/reviews/{review}/rejection"
    refusals = [
        ("POST", approval, "sol", {"round": 1}, 409, "not-yours"),
        ("POST", approval, "ann", {"round": 1}, 403, "forbidden"),
        ("POST", approval, "mia", {"round": 1}, 403, "forbidden"),
        ("POST", approval, "stranger", {"round": 1}, 404, "not-found"),
        ("POST", approval, "rae", {"round": 2}, 409, "wrong-round"),
        ("POST", approval, "rae", {"round": 0}, 422, "invalid-request"),
        ("POST", approval, "rae", {"round": 1, "more": 1}, 422, "invalid-request"),
        ("POST", rejection, "rae", {"round": 1, "reason": "   "}, 422, "invalid-request"),
        ("POST", rejection, "rae", {"round": 1, "reason": "x" * 2001}, 422, "invalid-request"),
        (
            "POST",
            rejection,
            "rae",
            {"round": 1, "reason": "no", "categories": ["typo"]},
            422,
            "invalid-request",
        ),
        ("POST", "/reviews/nothing/approval", "rae", {"round": 1}, 404, "not-found"),
        ("POST", "/reviews/next", "rae", {"task": "nothing"}, 404, "not-found"),
        ("POST", "/reviews/next", "stranger", {"task": told.world.task}, 404, "not-found"),
        ("POST", "/reviews/next", "mia", {"task": told.world.task}, 403, "forbidden"),
        ("GET", f"/reviews/{review}", "sol", None, 404, "not-found"),
        ("GET", f"/reviews/{review}", "ann", None, 404, "not-found"),
        ("GET", f"/reviews?task={told.world.task}", "ann", None, 403, "forbidden"),
        ("GET", f"/reviews?task={told.world.task}&reviewer=rae", "sol", None, 403, "forbidden"),
        ("GET", f"/reviews?task={told.world.task}&cursor=abc", "rae", None, 422, "invalid-request"),
        ("POST", "/rest-approvals", "rae", {"task": told.world.task}, 409, "full-review"),
        ("GET", "/rest-approvals/nothing", "rae", None, 404, "not-found"),
        ("GET", "/review-transfers/nothing", "rae", None, 404, "not-found"),
    ]
    for method, path, user, body, status, slug in refusals:
        answer = await told.running.ask(method, path, user, json=body)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), (
            path,
            user,
            answer.text,
        )
        assert answer.headers["content-type"] == "application/problem+json"
    await told.ask("POST", approval, json={"round": 1})
    answer = await told.ask("POST", approval, status=409, json={"round": 1})
    assert (answer["type"], answer["state"]) == ("/problems/already-judged", "approved")


async def test_a_key_gives_the_first_answer_again(told: Told) -> None:
    await told.begin()
    first, second = await told.submit(0), await told.submit(1)
    await told.left(2)
    keyed = {"Idempotency-Key": new_id()}
    answers = [
        await told.running.ask("POST", f"/reviews/{first}/approval", json={"round": 1}, headers=keyed)
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["review"]["id"] == second
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
    other = await told.running.ask("POST", f"/reviews/{second}/approval", json={"round": 1}, headers=keyed)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


async def test_under_blind_review_only_managers_see_who_labeled(told: Told) -> None:
    await told.begin(blind=True)
    review = await told.submit(0)
    work = await told.left(1)
    assert "annotator" not in work["review"]
    assert "annotator" not in await told.ask("GET", f"/reviews/{review}")
    assert (await told.ask("GET", f"/reviews/{review}", "mia"))["annotator"] == "ann"
    answer = await told.ask(
        "GET", f"/rest-approvals/preview?task={told.world.task}&annotator=ann", status=409
    )
    assert answer["type"] == "/problems/blind-review"


async def test_lists_and_summary_are_ones_own_or_all_for_a_manager(told: Told) -> None:
    await told.begin(reviewers={"rae": 1, "sol": 1})
    for ordinal in range(40):
        await told.submit(ordinal)
    await told.is_known()

    async def all_there() -> Any:
        summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
        return summary if summary["counts"]["submitted"] == 40 else None

    summary = await told.running.until(all_there, "forty reviews")
    assert {row["reviewer"]: row["pending"] for row in summary["reviewers"]} == {"rae": 20, "sol": 20}
    assert summary["counts"] == {"total": 40, "open": 0, "submitted": 40, "done": 0}
    ids: list[str] = []
    cursor = ""
    while True:
        page = await told.ask("GET", f"/reviews?task={told.world.task}&state=pending&limit=7{cursor}", "mia")
        ids += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(ids) == len(set(ids)) == 40
    own = await told.ask("GET", f"/reviews?task={told.world.task}&limit=100")
    assert {item["reviewer"] for item in own["items"]} == {"rae"}
    assert "audio_url" not in own["items"][0]["record"]
    assert len((await told.ask("GET", f"/reviews/summary?task={told.world.task}"))["reviewers"]) == 1


async def test_the_summary_of_a_workspace_is_ones_own_row_of_every_task(told: Told) -> None:
    await told.begin(reviewers={"rae": 1, "sol": 1})
    for ordinal in range(6):
        await told.submit(ordinal)
    first = told.world.task
    told.world.task = new_id()  # another task, of sol alone
    await told.begin(reviewers={"sol": 1})
    await told.is_known()
    path = f"/reviews/summary?workspace={told.workspace}"

    async def all_there() -> Any:
        rows = [row for user in ("rae", "sol") for row in (await told.ask("GET", path, user))["items"]]
        return rows if sum(row["pending"] for row in rows) == 6 and len(rows) == 3 else None

    rows = await told.running.until(all_there, "six reviews")
    assert {(row["task"], row["reviewer"]) for row in rows} == {
        (first, "rae"),
        (first, "sol"),
        (told.world.task, "sol"),
    }
    for row in rows[:2]:
        whole = await told.ask("GET", f"/reviews/summary?task={row['task']}", row["reviewer"])
        assert whole["reviewers"] == [{name: row[name] for name in row if name != "task"}]
    assert (await told.ask("GET", path, "ann"))["items"] == []
    assert (await told.ask("GET", path, "stranger", 404))["type"] == "/problems/not-found"
    for query in (
        "",
        f"?task={first}&workspace={told.workspace}",
        f"?workspace={told.workspace}&reviewer=sol",
    ):
        assert (await told.ask("GET", f"/reviews/summary{query}", "rae", 422))["errors"]
    deleted = TaskDeleted(workspace=told.workspace, task=told.world.task, deleted_by="mia")
    await told.running.say(deleted, told.world.task)

    async def gone() -> Any:
        return [row["task"] for row in (await told.ask("GET", path, "sol"))["items"]] == [first]

    await told.running.until(gone, "the deleted task's row is gone")


async def test_a_reviewer_who_loses_the_role_has_held_reviews_that_a_manager_transfers(told: Told) -> None:
    await told.begin()
    for ordinal in range(5):
        await told.submit(ordinal)
    await told.left(5)
    await told.member("rae", Role.ANNOTATION_OPERATOR)

    async def held() -> Any:
        summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
        return summary["reviewers"][0]["held"] == 5

    await told.running.until(held, "five held reviews")
    listed = await told.ask("GET", f"/reviews?task={told.world.task}", "mia")
    assert all(item["held"] for item in listed["items"])
    body: dict[str, Any] = {"task": told.world.task, "from": "rae", "to": "sol", "quantity": 9}
    refused = await told.ask("POST", "/review-transfers", "mia", 409, json=body)
    assert (refused["type"], refused["open"]) == ("/problems/not-enough-open", 5)
    refused = await told.ask("POST", "/review-transfers", "mia", 409, json={**body, "to": "ann"})
    assert (refused["type"], refused["user"], refused["role"]) == (
        "/problems/not-an-auditor",
        "ann",
        "annotation_operator",
    )
    await told.ask("POST", "/review-transfers", "sol", 403, json=body)
    await told.ask("POST", "/review-transfers", "mia", 422, json={**body, "to": "rae"})
    body["quantity"] = "everything"
    preview = await told.ask("POST", "/review-transfers/preview", "mia", json=body)
    assert preview == {"moved": {"fresh": 5, "rework": 0}}
    done = await told.ask("POST", "/review-transfers", "mia", 201, json=body)
    assert (done["state"], done["moved"]) == ("done", {"fresh": 5, "rework": 0})
    assert (await told.ask("GET", f"/review-transfers/{done['id']}", "sol")) == done
    await told.submit(5)
    await told.left(6, "sol")


async def test_the_rest_is_approved_in_the_background_with_what_is_to_come(told: Told) -> None:
    await told.begin("partial")
    for ordinal in range(30):
        await told.submit(ordinal)
    work = await told.left(30)
    for index in range(10):
        path = f"/reviews/{work['review']['id']}/{'rejection' if index == 3 else 'approval'}"
        reason = {"reason": "no"} if index == 3 else {}
        work = await told.ask("POST", path, json={"round": 1, **reason})
    preview = await told.ask("GET", f"/rest-approvals/preview?task={told.world.task}")
    assert (preview["approved"], preview["rejected"], preview["error_rate"]) == (9, 1, pytest.approx(0.1))
    assert (preview["remaining"], preview["not_submitted"], preview["in_rework"]) == (20, 10, 1)
    assert preview["interval"][0] < 0.1 < preview["interval"][1]
    body = {"task": told.world.task, "include_future": True}
    ordered = await told.running.ask("POST", "/rest-approvals", json=body)
    assert ordered.status_code == 202
    assert ordered.headers["location"] == f"/api/v1/rest-approvals/{ordered.json()['id']}"
    done = await told.finished("/rest-approvals", ordered.json()["id"])
    assert (done["state"], done["progress"]) == ("done", {"done": 20, "total": 20, "unit": "reviews"})
    await told.submit(31)

    async def approved() -> Any:
        answer = await told.running.ask("GET", f"/reviews/{told.world.id(31)}")
        return answer.status_code == 200 and answer.json()["by"] == "rest"

    await told.running.until(approved, "what came later")
    assert (await told.next())["state"] == "all_judged"
    await told.ask("GET", f"/rest-approvals/{done['id']}", "sol", 404)
    await told.ask("GET", f"/rest-rejections/{done['id']}", "rae", 404)


async def test_more_than_a_chunk_moves_and_is_rejected_in_the_background(
    running: Any, make_world: Any
) -> None:
    told = await Told(running, make_world(1210, new_id())).begin()
    for ordinal in range(1210):
        await told.submit(ordinal)
    await told.left(1210)
    body = {"task": told.world.task, "to": "sol", "quantity": 1205}
    ordered = await told.ask("POST", "/review-transfers", "rae", 202, json=body)
    done = await told.finished("/review-transfers", ordered["id"])
    assert (done["state"], done["moved"]) == ("done", {"fresh": 1205, "rework": 0})
    assert (await told.next())["left"] == 5
    rest = await told.ask(
        "POST", "/rest-rejections", "sol", 202, json={"task": told.world.task, "reason": "all of it"}
    )
    done = await told.finished("/rest-rejections", rest["id"], "sol")
    assert done["progress"] == {"done": 1205, "total": 1205, "unit": "reviews"}
    summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
    assert summary["counts"] == {"total": 1210, "open": 1205, "submitted": 5, "done": 0}


async def test_review_turned_off_stop_resume_and_delete(told: Told) -> None:
    await told.begin()
    review = await told.submit(0)
    await told.left(1)
    await told.running.say(
        TaskStopped(workspace=told.workspace, task=told.world.task, stopped_by="mia"), told.world.task
    )

    async def stopped() -> Any:
        return (await told.next())["state"] == "stopped"

    await told.running.until(stopped, "the stop")
    refused = await told.ask("POST", f"/reviews/{review}/approval", status=409, json={"round": 1})
    assert refused["type"] == "/problems/task-stopped"
    await told.running.say(
        TaskResumed(workspace=told.workspace, task=told.world.task, resumed_by="mia"), told.world.task
    )
    await told.edit("none", reviewers={})
    await told.submit(1)

    async def approved() -> Any:
        answers = [await told.running.ask("GET", f"/reviews/{told.world.id(o)}", "mia") for o in (0, 1)]
        return all(a.status_code == 200 and a.json()["by"] == "rule" for a in answers)

    await told.running.until(approved, "approval by rule")
    await told.running.say(
        TaskDeleted(workspace=told.workspace, task=told.world.task, deleted_by="mia"), told.world.task
    )

    async def gone() -> Any:
        return (await told.running.ask("GET", f"/reviews/{review}", "mia")).status_code == 404

    await told.running.until(gone, "the deletion")
    await told.submit(2)
    await told.ask("GET", f"/reviews?task={told.world.task}", "mia", 404)


async def test_a_record_that_comes_before_its_task_waits_for_it(told: Told) -> None:
    await told.submit(0)
    await told.begin()
    await told.left(1)


async def test_counts_are_right_after_everybody_worked_at_once(running: Any, make_world: Any) -> None:
    told = await Told(running, make_world(80, new_id())).begin("partial", reviewers={"rae": 2, "sol": 1})
    working = True

    async def judges(user: str) -> None:
        while working:
            work = await told.next(user)
            if work["review"] is None:
                await asyncio.sleep(0.05)
                continue
            review, round = work["review"]["id"], work["review"]["round"]
            verdict = "rejection" if int(review[0], 16) < 6 else "approval"
            body = {"round": round, **({"reason": "no"} if verdict == "rejection" else {})}
            answer = await running.ask("POST", f"/reviews/{review}/{verdict}", user, json=body)
            assert answer.status_code == 200 or answer.json()["type"] in GONE, answer.text

    async def moves() -> None:
        people = ["rae", "sol"]
        while working:
            giver, receiver = people
            body = {"task": told.world.task, "from": giver, "to": receiver, "quantity": 2}
            answer = await running.ask("POST", "/review-transfers", "mia", json=body)
            assert answer.status_code in (201, 404, 409), answer.text
            people.reverse()
            await asyncio.sleep(0.03)

    await told.is_known()
    running_ones = [asyncio.create_task(work) for work in (judges("rae"), judges("sol"), moves())]
    for ordinal in range(80):
        await told.submit(ordinal)
        await asyncio.sleep(0.003)

    async def all_judged() -> Any:
        summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
        counts = summary["counts"]
        rejected = sum(row["rejected"] for row in summary["reviewers"])
        return summary if counts["submitted"] == 0 and counts["done"] + rejected == 80 else None

    summary = await running.until(all_judged, "every verdict")
    working = False
    await asyncio.gather(*running_ones)
    counted: dict[str, dict[str, int]] = {}
    cursor = ""
    while True:
        page = await told.ask("GET", f"/reviews?task={told.world.task}&limit=100{cursor}", "mia")
        for item in page["items"]:
            states = counted.setdefault(item["reviewer"], {"approved": 0, "rejected": 0})
            states[item["state"]] += 1
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    shown = {row["reviewer"]: row for row in summary["reviewers"]}
    for reviewer, states in counted.items():
        assert {state: shown[reviewer][state] for state in states} == states
        assert shown[reviewer]["in_rework"] == states["rejected"]
