"""What the abuse checks say of a contribution: flags explain, a score sums up, nothing decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a moderator should know: its name, and a detail such as a number or a link."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Vetting:
    """What was noticed.

    With ``set_apart`` it goes to quarantine, where it loses nothing; with ``asks_proof`` it is to
    be sent again with a proof of work first. ``confirmable`` is what lacks that proof alone: a link
    in a mail serves as well.
    """

    flags: tuple[Flag, ...] = ()
    score: int = 0
    set_apart: bool = False
    asks_proof: bool = False
    confirmable: bool = False


UNPROVEN = "unproven"
"""The flag of what came without the proof of work that was asked for."""

UNSUSPICIOUS = Vetting()


def store_flags(flags: Sequence[Flag]) -> list[dict[str, str]]:
    """How the database keeps flags."""
    return [{"flag": flag.name, "detail": flag.detail} for flag in flags]


def read_flags(stored: Sequence[Mapping[str, str]]) -> tuple[Flag, ...]:
    """What `store_flags` wrote."""
    return tuple(Flag(kept["flag"], kept["detail"]) for kept in stored)
