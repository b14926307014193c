"""Who may do what: the one table of roles and rights (services enforce it, the console mirrors it)."""

from enum import StrEnum


class Role(StrEnum):
    """A member's one role in a workspace."""

    SUPER_ADMIN = "super_admin"
    ADMINISTRATOR = "administrator"
    ANNOTATION_ADMINISTRATOR = "annotation_administrator"
    ANNOTATION_OPERATOR = "annotation_operator"
    ANNOTATION_AUDITOR = "annotation_auditor"


class Right(StrEnum):
    """What a role allows; ``create`` covers importing datasets, ``manage`` covers reading the whole workspace."""

    CREATE = "create"
    LABEL = "label"
    REVIEW = "review"
    MANAGE = "manage"
    MEMBERS = "members"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.SUPER_ADMIN: frozenset({Right.CREATE, Right.LABEL, Right.MANAGE, Right.MEMBERS}),
    Role.ADMINISTRATOR: frozenset({Right.CREATE, Right.LABEL, Right.MANAGE, Right.MEMBERS}),
    Role.ANNOTATION_ADMINISTRATOR: frozenset({Right.CREATE, Right.LABEL, Right.MANAGE}),
    Role.ANNOTATION_OPERATOR: frozenset({Right.LABEL}),
    Role.ANNOTATION_AUDITOR: frozenset({Right.REVIEW}),
}


def allows(role: Role | str | None, right: Right) -> bool:
    """Say whether a role (None: not a member) includes a right."""
    return role is not None and right in RIGHTS[Role(role)]
