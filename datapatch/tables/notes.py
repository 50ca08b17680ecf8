"""What a reader of data noticed and a person should know: a sentence with its data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from datapatch.translation import Translate, untranslated


@runtime_checkable
class Told(Protocol):
    """What says itself in a reader's language: a note, a violation, an expected failure."""

    def sentence(self, translate: Translate = untranslated) -> str:
        """One sentence for a person."""


@dataclass(frozen=True, slots=True)
class Note:
    """A warning as a value: an English template and what fills it, other sentences included."""

    template: str
    data: Mapping[str, object] = field(default_factory=dict, hash=False)

    def sentence(self, translate: Translate = untranslated) -> str:
        """The sentence for a person, in the language of ``translate``."""
        data = {
            name: value.sentence(translate) if isinstance(value, Told) else value
            for name, value in self.data.items()
        }
        return translate(self.template).format(**data)
