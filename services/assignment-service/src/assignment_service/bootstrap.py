"""The one place where the service is put together."""

from typing import Any

from assignment_service.adapters import mongo_names as n
from assignment_service.adapters.mongo_queues import MongoQueues
from assignment_service.adapters.mongo_unit import BUILT_DECIDER, MongoUnit, SettingsCache
from assignment_service.adapters.prefetch import prefetch
from assignment_service.api.desk import Desk
from assignment_service.api.problems import PROBLEMS
from assignment_service.api.routes_assignments import assignment_routes
from assignment_service.api.routes_editors import editor_routes
from assignment_service.api.routes_lists import list_routes
from assignment_service.api.routes_transfers import transfer_routes
from assignment_service.consumers.listings import listing_events
from assignment_service.consumers.predictions import prediction_events
from assignment_service.consumers.reviews import review_events
from assignment_service.consumers.tasks import task_events
from assignment_service.domain.errors import NoSuchThing
from assignment_service.settings import Settings
from assignment_service.use_cases.build_assignments import AnnounceBuilt, BuildAssignments
from assignment_service.use_cases.fronts import Fronts
from assignment_service.use_cases.give_next import GiveNext
from assignment_service.use_cases.judge_record import JudgeRecord
from assignment_service.use_cases.keep_prediction import KeepPrediction
from assignment_service.use_cases.leave_seat import LeaveSeat
from assignment_service.use_cases.list_assignments import ListAssignments
from assignment_service.use_cases.look_ahead import Hand, LookAhead
from assignment_service.use_cases.open_assignment import OpenAssignment
from assignment_service.use_cases.project_task import REMOVE_TASK, ProjectTask
from assignment_service.use_cases.put_off_record import PutOffRecord
from assignment_service.use_cases.remove_task import RemoveTask
from assignment_service.use_cases.return_record import ReturnRecord
from assignment_service.use_cases.save_draft import SaveDraft
from assignment_service.use_cases.schemas import Schemas
from assignment_service.use_cases.submit_record import SubmitRecord
from assignment_service.use_cases.summarise import Summarise, SummariseOwn
from assignment_service.use_cases.take_seat import TakeSeat
from assignment_service.use_cases.transfer_assignments import (
    TRANSFER,
    ContinueTransfer,
    MoveSome,
    PreviewTransfer,
    StartTransfer,
)
from contracts.events import EVENTS
from contracts.topics import TOPICS
from membership import INDEXES as MEMBERSHIP_INDEXES
from membership import Access
from membership import subscription as workspace_events
from service_kit.jobs import ChunkedJob, Job, JobFailed, Step
from service_kit.messaging.events import Catalogue, Received
from service_kit.messaging.subscriptions import Decider
from service_kit.mongo.session import Session
from service_kit.runtime import Plumbing, ServiceParts

NAME = "assignment-service"
CATALOGUE = Catalogue(topics=TOPICS, types=EVENTS)


def bootstrap(plumbing: Plumbing) -> ServiceParts:
    """Return the parts of the service over the kit's plumbing."""
    jobs, transactions = plumbing.jobs, plumbing.transactions
    cache = SettingsCache()

    def command_unit(session: Session) -> MongoUnit:
        return MongoUnit(session, n.COMMAND_SHARD, jobs, cache)

    def job_unit(session: Session) -> MongoUnit:
        return MongoUnit(session, n.JOB_SHARD, jobs, cache)

    def handler_unit(session: Session, event: Received[Any]) -> MongoUnit:
        return MongoUnit(session, n.handler_shard(event.partition), jobs, cache)

    settings: Settings = plumbing.settings
    seat_lasts = int(settings.editor_seat_seconds * 1000)
    schemas = Schemas()
    queues = MongoQueues(transactions.database)
    open_assignment = OpenAssignment(schemas)
    fronts = Fronts()
    look_ahead = LookAhead(queues, fronts)
    hand = Hand(fronts, open_assignment)
    preview = PreviewTransfer()
    move = MoveSome()
    desk = Desk(
        commands=plumbing.commands,
        transactions=transactions,
        access=Access(transactions.database, plumbing.settings.look_again_seconds),
        jobs=jobs,
        sign=plumbing.media.sign,
        unit=command_unit,
        queues=queues,
        prefetch=prefetch,
        fronts=fronts,
        look_again_seconds=plumbing.settings.look_again_seconds,
        open=open_assignment,
        look_ahead=look_ahead,
        give_next=GiveNext(queues, look_ahead, hand),
        submit=SubmitRecord(schemas, hand),
        save_draft=SaveDraft(schemas, seat_lasts),
        take_seat=TakeSeat(seat_lasts),
        leave_seat=LeaveSeat(),
        live=plumbing.live,
        assignments=n.ASSIGNMENTS,
        put_off=PutOffRecord(hand),
        return_record=ReturnRecord(),
        list=ListAssignments(queues),
        summarise=Summarise(queues),
        summarise_own=SummariseOwn(queues),
        preview_transfer=preview,
        start_transfer=StartTransfer(preview, move),
    )

    announce = AnnounceBuilt()
    continue_transfer = ContinueTransfer(move)
    remove_task = RemoveTask()

    async def announce_built(tasks: set[str]) -> None:
        for task in tasks:

            async def decide(session: Session, task: str = task) -> bool:
                return await announce(job_unit(session), task)

            await transactions.run(decide)

    async def transfer_step(session: Session, job: Job) -> Step:
        try:
            moved, finished = await continue_transfer(job_unit(session), job.id)
        except NoSuchThing as gone:
            raise JobFailed(str(gone)) from gone
        return Step(moved, None, finished)

    async def removal_step(session: Session, job: Job) -> Step:
        removed, finished = await remove_task(job_unit(session), job.args["task"])
        return Step(removed, None, finished)

    project = ProjectTask()
    return ServiceParts(
        routers=(list_routes(desk), editor_routes(desk), assignment_routes(desk), transfer_routes(desk)),
        problems=PROBLEMS,
        subscriptions=(
            workspace_events(),
            task_events(project, handler_unit, n.TASKS),
            listing_events(BuildAssignments(), project, handler_unit, n.TASKS, n.BATCHES),
            review_events(JudgeRecord(), handler_unit, n.TASKS, n.ASSIGNMENTS),
            prediction_events(KeepPrediction(schemas), handler_unit, n.TASKS, n.ASSIGNMENTS),
        ),
        deciders=(Decider(BUILT_DECIDER, announce_built, queues.unbuilt),),
        jobs=(ChunkedJob(TRANSFER, transfer_step), ChunkedJob(REMOVE_TASK, removal_step)),
        indexes={**MEMBERSHIP_INDEXES, **n.INDEXES},
    )
