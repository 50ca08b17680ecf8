"""The rows of one moderator, as the form of their page sends them."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from datapatch.workflow.people.team import TeamMember


@dataclass(frozen=True, slots=True)
class CaredRows:
    """A field and the values of it; no field: every row. ``deputy``: told what waits for long."""

    field: str
    values: tuple[str, ...]
    deputy: bool


def cared_rows(form: MultiDict[str, str]) -> CaredRows:
    """What the form holds: ticked values, and others on lines of their own.

    Values that were ticked for another field than the one that is chosen now are left out.
    """
    field = form.get("field", "")
    same = form.get("shown", field) == field
    ticked = form.getlist("values") if same else []
    typed = form.get("lines", "").splitlines() if same else []
    values = tuple(dict.fromkeys(v.strip() for v in (*ticked, *typed) if v.strip()))
    return CaredRows(field, values, bool(form.get("deputy")))


def kept_rows(member: TeamMember) -> CaredRows:
    """The same, as it was chosen before."""
    return CaredRows(member.field, member.values, member.is_deputy)
