"""What the import's forms hold, as values of the workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.naming import slug

TYPE_PREFIX = "type:"
KEY_SEPARATOR = "\x1f"
"""Stands between the fields of a composite key in a form's value; no header can hold it."""

NO_KEY = "-"
TAB = "tab"


@dataclass(frozen=True, slots=True)
class Naming:
    """What a producer says of a dataset."""

    workspace: str
    name: str
    title: str
    description: str = ""
    licence: str = "etalab-2.0"
    contact_name: str = ""
    contact_email: str = ""
    public: bool = True


def proposed_naming(file: str, workspaces: Sequence[str]) -> Naming:
    """The first proposal, from the file's name."""
    stem = file.split(".", maxsplit=1)[0]
    title = stem.replace("_", " ").replace("-", " ").strip()
    workspace = workspaces[0] if len(workspaces) == 1 else ""
    return Naming(workspace, slug(stem, "table"), title[:1].upper() + title[1:])


def named(form: Mapping[str, str]) -> Naming:
    """What the form says."""
    get = form.get
    return Naming(
        workspace=get("workspace", "").strip(),
        name=get("name", "").strip(),
        title=get("title", "").strip(),
        description=get("description", "").strip(),
        licence=get("licence", "etalab-2.0"),
        contact_name=get("contact_name", "").strip(),
        contact_email=get("contact_email", "").strip(),
        public=get("visibility", "public") == "public",
    )


def description_of(wanted: Naming) -> Description:
    """The same for the workflow."""
    return Description(
        title=wanted.title or wanted.name,
        description=wanted.description,
        licence=wanted.licence,
        contact_name=wanted.contact_name,
        contact_email=wanted.contact_email,
    )


def overrides_of(values: Mapping[str, str]) -> Overrides:
    """Where the producer corrected the guess."""
    delimiter = values.get("delimiter") or None
    header = values.get("header_row", "")
    return Overrides(
        encoding=values.get("encoding") or None,
        delimiter="\t" if delimiter == TAB else delimiter,
        header_row=int(header) if header.isdigit() else None,
        key=_key(values.get("key")),
        types={
            name.removeprefix(TYPE_PREFIX): value
            for name, value in values.items()
            if name.startswith(TYPE_PREFIX) and value
        },
    )


def _key(value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return () if value == NO_KEY else tuple(value.split(KEY_SEPARATOR))
