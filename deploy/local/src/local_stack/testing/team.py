"""A workspace with members of all roles at work in it: what journeys are told with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from local_stack.client import Api, Json, Person, eventually
from local_stack.testing.clips import write_clips
from local_stack.testing.invariants import Invariants
from local_stack.testing.ledger import Ledger
from local_stack.testing.rest import Rest
from local_stack.testing.stack import Stack

MEMBERS: Mapping[str, str] = {
    "mara": "super_admin",
    "olaf": "administrator",
    "cora": "annotation_administrator",
    "ana": "annotation_operator",
    "bo": "annotation_operator",
    "cy": "annotation_operator",
    "eva": "annotation_auditor",
    "finn": "annotation_auditor",
}
CAPTION: Json = {"items": [{"name": "caption", "kind": "text", "required": True, "max_length": 200}]}
PATIENCE = 60.0

Value = Callable[[Json], Json]
"""The annotation for an assignment as it is handed out."""
Reason = Callable[[Json], str | None]
"""Why a review is rejected; None: it is approved."""


def caption_of(assignment: Json) -> Json:
    """An annotation that says whose it is, of what, and of which round."""
    record = assignment["record"]["audio_name"]
    return {"caption": f"{record} by {assignment['annotator']}, round {assignment['round']}"}


class Team:
    """Persons of one workspace by name (`team["ana"]`), and the work they do."""

    def __init__(self, stack: Stack, api: Api, workspace: str, people: dict[str, Person]) -> None:
        """Use `gather`."""
        self.stack = stack
        self.api = api
        self.workspace = workspace
        self.people = people
        self.ledger = Ledger()
        self.datasets: list[str] = []
        self.tasks: list[str] = []
        for person in people.values():
            person.heard = self.ledger.hear

    @classmethod
    async def gather(
        cls, stack: Stack, api: Api, members: Mapping[str, str] = MEMBERS, name: str = "Journey"
    ) -> Team:
        """Makes a workspace of its own; the first of `members` (name to role) is its super_admin."""
        suffix = uuid4().hex[:8]
        people = {who: await api.person(f"{who}-{suffix}", who.title()) for who in members}
        first = next(iter(people.values()))
        workspace = str((await first.post("/workspaces", {"name": name}))["id"])
        team = cls(stack, api, workspace, people)
        for who, role in list(members.items())[1:]:
            await team.give_role(who, role)
        await team.manager.until(f"/datasets?workspace={workspace}", lambda page: True, seconds=PATIENCE)
        return team

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @property
    def manager(self) -> Person:
        """Who creates and manages tasks: the first member that is there for it."""
        return self.people.get("cora") or next(iter(self.people.values()))

    def user(self, name: str) -> str:
        """A member's user id."""
        return self.people[name].user

    async def give_role(self, name: str, role: str) -> None:
        """Makes somebody a member, or gives a member another role."""
        first = next(iter(self.people.values()))
        body = {"role": role, "name": name.title()}
        await first.put(f"/workspaces/{self.workspace}/members/{self.user(name)}", body)

    async def remove(self, name: str) -> None:
        """Takes a member out of the workspace."""
        first = next(iter(self.people.values()))
        await first.delete(f"/workspaces/{self.workspace}/members/{self.user(name)}")

    # --- datasets and tasks

    async def import_clips(
        self, count: int, captions: Sequence[str] | None = None, name: str = "Clips"
    ) -> str:
        """Writes short clips into a folder and imports it; returns the ready dataset's id."""
        folder = self.stack.import_root / uuid4().hex
        write_clips(folder, count, captions)
        source = {"kind": "folder", "path": str(folder)}
        manifest = "manifest.jsonl" if captions is not None else None
        return await self.import_from(source, name=name, manifest=manifest)

    async def import_from(self, source: Json, *, name: str = "Clips", manifest: str | None = None) -> str:
        """Imports any source; returns the ready dataset's id."""
        body: Json = {"workspace": self.workspace, "name": name, "source": source}
        if manifest is not None:
            body["manifest"] = manifest
        dataset = str((await self.manager.post("/datasets", body))["id"])
        ready = await self.manager.until_state(
            f"/datasets/{dataset}", "ready", "failed", "canceled", seconds=PATIENCE
        )
        assert ready["state"] == "ready", ready
        self.datasets.append(dataset)
        return dataset

    async def create_task(
        self,
        dataset: str,
        annotators: Mapping[str, int | None] | Sequence[str] = ("ana",),
        *,
        review: str = "none",
        reviewers: Mapping[str, int | None] | Sequence[str] = (),
        schema: Json = CAPTION,
        **more: Any,
    ) -> str:
        """Creates a task and waits until it can be labeled; returns its id. People by name, with a number
        or without. `more` are further fields of the body; of `review_settings` those of its review.
        """
        settings = {**more.pop("review_settings", {}), "mode": review}
        if reviewers:
            settings["reviewers"] = self.numbers(reviewers)
        body = {
            "workspace": self.workspace,
            "name": "Captions",
            "dataset": dataset,
            "schema": schema,
            "annotators": self.numbers(annotators),
            "review": settings,
            **more,
        }
        task = str((await self.post_task(body))["id"])
        state = await self.manager.until_state(f"/tasks/{task}", "labeling", "failed", seconds=PATIENCE)
        assert state["state"] == "labeling", state
        return task

    async def post_task(self, body: Json) -> Json:
        """Sends the body of a new task and remembers the task."""
        made = await self.manager.post("/tasks", body)
        self.tasks.append(str(made["id"]))
        return made

    def numbers(self, people: Mapping[str, int | None] | Sequence[str]) -> list[Json]:
        """People by name as the API wants them: user and quantity."""
        named = people if isinstance(people, Mapping) else dict.fromkeys(people)
        return [
            {"user": self.user(who), **({} if number is None else {"quantity": number})}
            for who, number in named.items()
        ]

    async def task(self, task: str) -> Json:
        """A task as its manager sees it."""
        return await self.manager.get(f"/tasks/{task}")

    async def until(self, task: str, *states: str) -> Json:
        """Waits until a task is in one of some states."""
        return await self.manager.until_state(f"/tasks/{task}", *states, seconds=PATIENCE)

    async def until_counts(self, task: str, **counts: int) -> Json:
        """Waits until a task's counts are these, for example `done=3`."""

        def reached(shown: Json) -> bool:
            return all(shown["counts"][name] == number for name, number in counts.items())

        return await self.manager.until(f"/tasks/{task}", reached, seconds=PATIENCE)

    # --- labeling

    async def next(self, name: str, task: str) -> Json:
        """A member's next work as answered now."""
        return await self[name].post("/assignments/next", {"task": task})

    async def assignment(self, name: str, task: str) -> Json:
        """A member's next assignment, waiting until there is one."""

        async def look() -> Json | None:
            found: Json | None = (await self.next(name, task))["assignment"]
            return found

        return await eventually(look, f"a record for {name}", PATIENCE)

    async def submit(self, name: str, assignment: Json, annotation: Json | None = None, **more: Any) -> Json:
        """Submits an assignment (annotation None: a caption); answers with the next work."""
        body: Json = {"round": assignment["round"], "seconds_worked": 1.5, **more}
        if "unusable" not in body:
            body["annotation"] = annotation if annotation is not None else caption_of(assignment)
        return await self[name].post(f"/assignments/{assignment['id']}/submission", body)

    async def label(
        self, name: str, task: str, count: int | None = None, value: Value = caption_of
    ) -> list[Json]:
        """Labels `count` records, waiting for each; without a count all that are there now. Returns the
        assignments as they were handed out.
        """
        labeled: list[Json] = []
        while count is None or len(labeled) < count:
            if count is None:
                assignment = (await self.next(name, task))["assignment"]
                if assignment is None:
                    break
            else:
                assignment = await self.assignment(name, task)
            await self.submit(name, assignment, value(assignment))
            labeled.append(assignment)
        return labeled

    async def label_all(self, task: str, *names: str, value: Value = caption_of) -> None:
        """Labels everything that is open in the queues of some members."""
        for name in names:
            await self.label(name, task, value=value)

    async def return_record(self, assignment: str, reason: str = "once more, please") -> Json:
        """Sends a done record back, waiting until assignment-service knows that it is done."""

        async def known() -> bool:
            return bool((await self.manager.get(f"/assignments/{assignment}"))["state"] == "done")

        await eventually(known, f"assignment {assignment} done", PATIENCE)
        return await self.manager.post(f"/assignments/{assignment}/return", {"reason": reason})

    # --- reviewing

    async def review(self, name: str, task: str) -> Json:
        """A member's next review, waiting until there is one."""

        async def look() -> Json | None:
            found: Json | None = (await self[name].post("/reviews/next", {"task": task}))["review"]
            return found

        return await eventually(look, f"a review for {name}", PATIENCE)

    async def approve(self, name: str, review: Json) -> Json:
        """Approves a review; answers with it as judged, and the next work."""
        return await self[name].post(f"/reviews/{review['id']}/approval", {"round": review["round"]})

    async def reject(self, name: str, review: Json, reason: str = "not quite", **more: Any) -> Json:
        """Rejects a review; answers with it as judged, and the next work."""
        body = {"round": review["round"], "reason": reason, **more}
        return await self[name].post(f"/reviews/{review['id']}/rejection", body)

    async def judge(
        self, name: str, task: str, count: int, reason: Reason = lambda review: None
    ) -> list[Json]:
        """Judges `count` reviews, waiting for each; returns them as they were handed out."""
        judged: list[Json] = []
        while len(judged) < count:
            review = await self.review(name, task)
            why = reason(review)
            await (self.approve(name, review) if why is None else self.reject(name, review, why))
            judged.append(review)
        return judged

    async def review_all(self, task: str, *names: str) -> None:
        """Approves what is submitted and what still arrives, until nothing of the task is submitted."""

        async def look() -> bool:
            for name in names:
                work = await self[name].post("/reviews/next", {"task": task})
                while work["review"] is not None:
                    work = await self.approve(name, work["review"])
            # assignment-service knows of each submission at once, others only when they have heard of it.
            summary = await self.manager.get("/assignments/summary", task=task)
            return bool(summary["totals"]["submitted"] == 0)

        await eventually(look, "the end of the review", PATIENCE)

    async def pending(self, task: str, count: int) -> list[Json]:
        """Waits until review-service has so many pending reviews of a task; returns them."""

        async def look() -> list[Json] | None:
            found = await self.manager.all("/reviews", task=task, state="pending")
            return found if len(found) == count else None

        return await eventually(look, f"{count} pending reviews", PATIENCE)

    # --- what must always hold

    async def rest(self) -> None:
        """Waits until every service has heard everything."""
        async with Rest(self.stack) as rest:
            await rest.reached()

    async def settle(self) -> None:
        """Waits until every service has heard everything, and checks what must always hold."""
        async with Invariants(self) as invariants:
            await invariants.at_rest()
            await invariants.check()
