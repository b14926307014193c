"""What a task's creator chooses: people, review, AI assistance; and how an edit changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from contracts.allocation import QuantitiesDoNotAddUp as DoNotAddUp
from contracts.allocation import even_quantities, even_shares
from task_service.domain.errors import Malformed, QuantitiesDoNotAddUp

ReviewMode = Literal["none", "full", "partial"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody named for a task, with a number or without one."""

    user: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Annotator:
    """An annotator and how many records they were given at creation; 0 for one who joined by a transfer."""

    user: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer and their share of what is submitted; 0 for one who only keeps, or got, single reviews."""

    user: str
    share: int


@dataclass(frozen=True, slots=True)
class Review:
    """Whether and how submissions are reviewed."""

    mode: ReviewMode = "none"
    reviewers: tuple[Reviewer, ...] = ()
    blind: bool = False
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assistance:
    """AI-assisted annotation."""

    enabled: bool = False
    predictor: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about a task that its creator chose; ``schema`` is the annotation schema as JSON data."""

    name: str
    schema: Mapping[str, Any]
    annotators: tuple[Annotator, ...]
    description: str = ""
    guideline: str = ""
    review: Review = Review()
    ai_assistance: Assistance = Assistance()

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who takes part, each once."""
        users = [annotator.user for annotator in self.annotators]
        users += [reviewer.user for reviewer in self.review.reviewers]
        return tuple(dict.fromkeys(users))


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """What an edit says of the review; None leaves a part as it is."""

    mode: ReviewMode | None = None
    reviewers: tuple[Wanted, ...] | None = None
    blind: bool | None = None
    categories: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AssistanceChange:
    """What an edit says of AI assistance; None leaves a part as it is, no predictor is the empty text."""

    enabled: bool | None = None
    predictor: str | None = None
    settings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What a manager may change of a task; None leaves a part as it is."""

    name: str | None = None
    description: str | None = None
    guideline: str | None = None
    ai_assistance: AssistanceChange | None = None
    review: ReviewChange | None = None


def refuse_repeated(people: Sequence[Wanted], pointer: str) -> None:
    """Raise Malformed where somebody is named twice."""
    seen: set[str] = set()
    for index, person in enumerate(people):
        if person.user in seen:
            raise Malformed(f"{pointer}/{index}/user", f"{person.user} is named twice")
        seen.add(person.user)


def quotas(people: Sequence[Wanted], record_count: int) -> tuple[Annotator, ...]:
    """Return how many records each annotator gets; who has no number shares the rest evenly."""
    given = {person.user: person.quantity for person in people if person.quantity is not None}
    try:
        found = even_quantities([person.user for person in people], given, record_count)
    except DoNotAddUp as error:
        raise QuantitiesDoNotAddUp(error.given, error.needed) from error
    return tuple(Annotator(user, quantity) for user, quantity in found)


def shares(people: Sequence[Wanted], record_count: int) -> tuple[Reviewer, ...]:
    """Return each reviewer's share; who has no number gets an even part of the rest, or the others' mean."""
    given = {person.user: person.quantity for person in people if person.quantity is not None}
    users = [person.user for person in people]
    if not given:  # all alike: equal whatever the number of records, also when there are fewer than reviewers
        return tuple(Reviewer(user, 1) for user in users)
    return tuple(Reviewer(user, share) for user, share in even_shares(users, given, record_count))


def reviewed(mode: ReviewMode, reviewers: Sequence[Reviewer]) -> None:
    """Raise Malformed where submissions would be reviewed by nobody."""
    if mode != "none" and not any(reviewer.share > 0 for reviewer in reviewers):
        raise Malformed("/review/reviewers", f"a {mode} review needs at least one reviewer")


def edited(settings: Settings, edit: Edit, record_count: int) -> Settings:
    """Return the settings after an edit (equal ones when it changes nothing)."""
    changed = settings
    if edit.name is not None:
        changed = replace(changed, name=edit.name)
    if edit.description is not None:
        changed = replace(changed, description=edit.description)
    if edit.guideline is not None:
        changed = replace(changed, guideline=edit.guideline)
    if edit.ai_assistance is not None:
        changed = replace(
            changed, ai_assistance=_edited_assistance(changed.ai_assistance, edit.ai_assistance)
        )
    if edit.review is not None:
        changed = replace(changed, review=_edited_review(settings.review, edit.review, record_count))
    return changed


def with_annotator(settings: Settings, user: str) -> Settings:
    """Return the settings with somebody who got assignments by a transfer."""
    if any(annotator.user == user for annotator in settings.annotators):
        return settings
    return replace(settings, annotators=(*settings.annotators, Annotator(user, 0)))


def with_reviewer(settings: Settings, user: str) -> Settings:
    """Return the settings with somebody who got reviews by a transfer."""
    if any(reviewer.user == user for reviewer in settings.review.reviewers):
        return settings
    review = replace(settings.review, reviewers=(*settings.review.reviewers, Reviewer(user, 0)))
    return replace(settings, review=review)


def _edited_review(review: Review, change: ReviewChange, record_count: int) -> Review:
    reviewers = review.reviewers
    if change.reviewers is not None:
        chosen = shares(change.reviewers, record_count)
        named = {reviewer.user for reviewer in chosen}
        # Who is not named any more gets nothing new, but still takes part: their pending reviews are theirs.
        kept = tuple(Reviewer(old.user, 0) for old in reviewers if old.user not in named)
        reviewers = (*chosen, *kept)
    mode = review.mode if change.mode is None else change.mode
    reviewed(mode, reviewers)
    return Review(
        mode=mode,
        reviewers=reviewers,
        blind=review.blind if change.blind is None else change.blind,
        categories=review.categories if change.categories is None else change.categories,
    )


def _edited_assistance(assistance: Assistance, change: AssistanceChange) -> Assistance:
    predictor = assistance.predictor if change.predictor is None else change.predictor or None
    return Assistance(
        enabled=assistance.enabled if change.enabled is None else change.enabled,
        predictor=predictor,
        settings=assistance.settings if change.settings is None else change.settings,
    )
