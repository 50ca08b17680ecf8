"""What frictionless says of a package's descriptor: warnings at import, never a refusal."""

import warnings
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frictionless import Error

_PROFILES = frozenset(
    {"data-package", "tabular-data-package", "data-resource", "tabular-data-resource"}
)
"""Profiles that frictionless knows by heart; any other would have to be fetched or opened."""

FAR = "the descriptor is so far from the standard that it cannot be judged"


def descriptor_faults(descriptor: Mapping[str, object]) -> tuple[str, ...]:
    """What `descriptor_errors` says, each sentence once."""
    return tuple(dict.fromkeys(note for _, note in descriptor_errors(descriptor)))


def descriptor_errors(descriptor: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Type and note of each fault of a ``datapackage.json``, in the English of frictionless.

    Only the descriptor is judged: no data is opened and nothing is fetched, so that schemas,
    dialects and profiles which are given by address are not judged.
    """
    # Importing frictionless costs a second, which only imports of packages pay.
    from frictionless import Package
    from frictionless.exception import FrictionlessException

    plain = _without_addresses(deepcopy(dict(descriptor)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations of the descriptor's own spelling
            Package.metadata_transform(plain)
            faults = _told(list(Package.metadata_validate(plain)))
    except FrictionlessException as error:
        faults = _told(error.reasons or [error.error])
    except (TypeError, AttributeError, KeyError, ValueError):
        faults = [("package-error", FAR)]
    return tuple(faults)


def _told(errors: "list[Error]") -> list[tuple[str, str]]:
    return [(str(error.type), str(error.note)) for error in errors]


def _without_addresses(descriptor: dict[str, object]) -> dict[str, object]:
    """The descriptor without what frictionless would fetch or open to judge it."""
    _drop_profile(descriptor)
    resources = descriptor.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict):
            _drop_profile(resource)
            if isinstance(resource.get("schema"), str):
                resource["schema"] = {"fields": []}
            if isinstance(resource.get("dialect"), str):
                del resource["dialect"]
    return descriptor


def _drop_profile(descriptor: dict[str, object]) -> None:
    profile = descriptor.get("profile")
    if isinstance(profile, str) and profile not in _PROFILES:
        del descriptor["profile"]
    if isinstance(descriptor.get("profiles"), list):
        del descriptor["profiles"]
