"""Who signs commits: public names at addresses that lead nowhere, never a person's own."""

from datetime import datetime

from slugify import slugify

from datapatch.config import Config
from datapatch.translation import N_
from datapatch.types import Signature
from datapatch.workflow.instance import Instance

ANONYMOUS = N_("Anonymous")

CONTRIBUTION = "Contribution"
REVIEWED_BY = "Reviewed-by"
"""The trailers of a publication."""


def noreply_address(config: Config, public_name: str) -> str:
    """The address that stands for ``public_name`` in commits of this instance."""
    return f"{slugify(public_name) or 'anonymous'}@{config.noreply_domain}"


def public_signature(instance: Instance, public_name: str, now: datetime) -> Signature:
    """The signature of somebody who chose ``public_name``; an empty name signs as anonymous."""
    # git ends a name at these characters.
    name = " ".join(public_name.translate({ord(c): " " for c in "<>\0\r\n"}).split())
    name = name or instance.translate(ANONYMOUS)
    return Signature(name, noreply_address(instance.config, name), now)


def instance_signature(instance: Instance, now: datetime) -> Signature:
    """The signature of the server itself, for what no person did."""
    return Signature("Data Patch", f"datapatch@{instance.config.noreply_domain}", now)
