"""The one place that wires the service together."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import IndexModel

import membership
from contracts.events import EVENTS
from contracts.topics import TOPICS
from membership import Access
from review_service.adapters.mongo_counters import JOBS, ORDERS, partition_shard
from review_service.adapters.mongo_documents import round_id
from review_service.adapters.mongo_reviews import REVIEWS
from review_service.adapters.mongo_unit import INDEXES, ROUNDS, TASKS, MongoUnit
from review_service.api.deps import Collections, Deps
from review_service.api.problems import PROBLEMS
from review_service.api.routes_rest import rest_router
from review_service.api.routes_reviews import reviews_router
from review_service.api.routes_transfers import transfers_router
from review_service.api.views import Views
from review_service.consumers import assignments, tasks
from review_service.ports import UnitOfWork
from review_service.use_cases.approve_by_rule import ApproveByRule
from review_service.use_cases.follow_task import APPROVE_BY_RULE, FORGET_TASK, FollowTask
from review_service.use_cases.forget_task import ForgetTask
from review_service.use_cases.judge_rest import JUDGE_REST, JudgeRest
from review_service.use_cases.take_return import TakeReturn
from review_service.use_cases.take_submission import TakeSubmission
from review_service.use_cases.transfer_reviews import MOVE_REVIEWS, MoveReviews
from service_kit.jobs import ChunkedJob, Job, Jobs, Step
from service_kit.messaging.events import Catalogue
from service_kit.mongo.session import Session
from service_kit.runtime import Plumbing, ServiceParts

NAME = "review-service"
CATALOGUE = Catalogue(topics=TOPICS, types=EVENTS)
ALL_INDEXES: Mapping[str, Sequence[IndexModel]] = {**membership.INDEXES, **INDEXES}
_COLLECTIONS = Collections(TASKS, REVIEWS, ROUNDS, round_id)


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return what this service is made of."""
    jobs, settings = plumbing.jobs, plumbing.settings

    def of_verdict(session: Session) -> UnitOfWork:
        return MongoUnit(session, jobs)

    def of_order(session: Session) -> UnitOfWork:
        return MongoUnit(session, jobs, ORDERS)

    def of_event(session: Session, partition: int) -> UnitOfWork:
        return MongoUnit(session, jobs, partition_shard(partition))

    deps = Deps(
        transactions=plumbing.transactions,
        commands=plumbing.commands,
        jobs=jobs,
        access=Access(plumbing.transactions.database, settings.look_again_seconds),
        views=Views(plumbing.media, settings.media_seconds),
        units=of_verdict,
        orders=of_order,
        collections=_COLLECTIONS,
        look_again_seconds=settings.look_again_seconds,
    )
    follow = FollowTask()
    return ServiceParts(
        routers=(reviews_router(deps), rest_router(deps), transfers_router(deps)),
        problems=PROBLEMS,
        subscriptions=(
            membership.subscription(),
            tasks.subscription(of_event, TASKS, follow),
            assignments.subscription(of_event, TASKS, REVIEWS, TakeSubmission(), TakeReturn(), follow),
        ),
        jobs=chunked_jobs(jobs),
        indexes=ALL_INDEXES,
    )


def chunked_jobs(jobs: Jobs) -> tuple[ChunkedJob, ...]:
    """Return the long jobs; each of their steps is one transaction."""
    by_rule, judge, move, forget = ApproveByRule(), JudgeRest(), MoveReviews(), ForgetTask()

    def unit(session: Session) -> UnitOfWork:
        return MongoUnit(session, jobs, JOBS)

    async def approve_step(session: Session, job: Job) -> Step:
        done = await by_rule(unit(session), job.args["task"], job.args["epoch"])
        return Step(done, None, finished=done == 0)

    async def judge_step(session: Session, job: Job) -> Step:
        after: Any = job.cursor or ""
        done, cursor = await judge(unit(session), job.args, after)
        return Step(done, cursor, finished=cursor is None)

    async def move_step(session: Session, job: Job) -> Step:
        done, finished = await move(unit(session), job.args["transfer"])
        return Step(done, None, finished)

    async def forget_step(session: Session, job: Job) -> Step:
        done = await forget(unit(session), job.args["task"])
        return Step(done, None, finished=done == 0)

    return (
        ChunkedJob(APPROVE_BY_RULE, approve_step),
        ChunkedJob(JUDGE_REST, judge_step),
        ChunkedJob(MOVE_REVIEWS, move_step),
        ChunkedJob(FORGET_TASK, forget_step),
    )
