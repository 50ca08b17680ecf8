"""Addresses of pages: below a dataset, and in full for use elsewhere."""

from typing import Any

from flask import url_for

from datapatch.types import DatasetName
from webui.context import instance


def dataset_url(name: DatasetName, endpoint: str, **values: str) -> str:
    """The address of a view of one dataset; an empty value is left out."""
    given: dict[str, Any] = {key: value for key, value in values.items() if value}
    return url_for(endpoint, workspace=name.workspace, dataset=name.name, **given)


def public_url(path: str) -> str:
    """The whole address of a path, as this instance is reached from elsewhere."""
    return instance().config.base_url + path
