"""The end of an account, as its template prints it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from datapatch.workflow.privacy.leaving import Leaving, Orphan

Printed = Mapping[str, object]

NAME, CONFIRMED = "name", "confirmed"
"""What is sent: what becomes of the public name, and the password or login once more."""

KEEP, WITHDRAW = "keep", "withdraw"


def heir_field(workspace: str) -> str:
    """The name of the input that says who owns a workspace from now on."""
    return f"heir-{workspace}"


def leaving_page(
    told: Leaving, typed: Mapping[str, str], errors: Mapping[str, str], notice: str = ""
) -> dict[str, object]:
    """What is asked before an account is deleted; ``typed`` comes back when something is wrong."""
    fields = [*_heirs(told, typed), _name(told, typed), _confirmation(told)]
    for field in fields:
        field["errors"] = [errors[str(field["name"])]] if field["name"] in errors else []
    wrong = [field for field in fields if field["errors"]]
    return {
        "fields": fields,
        "errors": [
            {
                "target": f"field-{field['name']}",
                "label": field["label"],
                "message": errors[str(field["name"])],
            }
            for field in wrong
        ],
        "notice_text": notice,
        "alone": [orphan.title for orphan in told.orphans if not orphan.heirs],
        "administrators": ", ".join(one.public_name for one in told.administrators),
        "is_last_administrator": told.is_last_administrator,
        "is_stuck": told.is_last_administrator
        or any(not orphan.heirs and not told.administrators for orphan in told.orphans),
    }


def _heirs(told: Leaving, typed: Mapping[str, str]) -> list[dict[str, object]]:
    return [_heir(orphan, typed) for orphan in told.orphans if orphan.heirs]


def _heir(orphan: Orphan, typed: Mapping[str, str]) -> dict[str, object]:
    name = heir_field(orphan.workspace)
    return {
        "name": name,
        "label": _("Who takes over %(workspace)s?", workspace=orphan.title),
        "kind": "select",
        "help": _("Nobody else answers for it. Whom you choose may do what you could there."),
        "required": True,
        "empty": _("Choose…"),
        "value": typed.get(name, ""),
        "options": [{"value": heir.login, "label": heir.public_name} for heir in orphan.heirs],
    }


def _name(told: Leaving, typed: Mapping[str, str]) -> dict[str, object]:
    name = told.public_name
    options: list[Printed] = [
        {
            "value": KEEP,
            "label": _("Keep it, as thanks"),
            "help": _("It stays beside what you suggested and decided."),
        },
        {
            "value": WITHDRAW,
            "label": _("Show it no more"),
            "help": _(
                "Pages say “anonymous”. What is in git stays: copies that others made hold it."
            ),
        },
    ]
    return {
        "name": NAME,
        "label": _("What becomes of your name, %(name)s?", name=name),
        "kind": "radios",
        "required": True,
        "value": typed.get(NAME, ""),
        "options": options,
    }


def _confirmation(told: Leaving) -> dict[str, object]:
    if told.has_password:
        return {
            "name": CONFIRMED,
            "label": _("Your password, to show that it is you"),
            "kind": "password",
            "required": True,
            "autocomplete": "current-password",
        }
    return {
        "name": CONFIRMED,
        "label": _("Your login, to show that it is meant"),
        "kind": "text",
        "required": True,
        "autocomplete": "off",
        "help": _("Write %(login)s.", login=told.login),
    }
