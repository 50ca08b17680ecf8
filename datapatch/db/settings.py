"""Small facts about the whole instance, by name."""

from sqlalchemy.orm import Session

from datapatch.db.datasets import Setting


def read_setting(session: Session, key: str) -> str | None:
    """The value kept under ``key``, or ``None``."""
    found = session.get(Setting, key)
    return found.value if found else None


def write_setting(session: Session, key: str, value: str) -> None:
    """Keep ``value`` under ``key``."""
    session.merge(Setting(key=key, value=value))
