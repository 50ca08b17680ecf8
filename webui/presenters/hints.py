"""What a field asks for, said beside its input before anything is wrong."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.descriptors import text
from datapatch.tables.field import Field
from datapatch.tables.pattern_parts import Part, pattern_parts
from webui.forms.fields import Control
from webui.forms.notation import Kind
from webui.presenters.cells import date_words
from webui.words import number

_TYPED = (Kind.TEXT, Kind.TEXTAREA, Kind.EMAIL, Kind.URL, Kind.TEL, Kind.NUMBER, Kind.DATE)
"""Kinds whose inputs take what is typed; the others offer what they take."""


def hints(control: Control) -> str:
    """Bounds, lengths, the form of what is written, whether it is its own; "" for none."""
    if control.locked or control.kind not in _TYPED:
        return ""
    return " ".join(_hints(control))


def _hints(control: Control) -> Iterator[str]:
    field = control.field
    yield from _bounds(field)
    yield from _lengths(field.constraints)
    parts = pattern_parts(text(field.constraints, "pattern"))
    # Telephones and addresses are taken as people write them, and a description says it better.
    if parts and not field.description and control.kind in (Kind.TEXT, Kind.TEXTAREA, Kind.NUMBER):
        yield _("Written so: %(parts)s.", parts=_(", then ").join(map(_part, parts)))
    if control.is_own:
        yield _("Each row has its own: none that another row has.")


def _bounds(field: Field) -> Iterator[str]:
    least, most = _bound(field, "minimum"), _bound(field, "maximum")
    if least and most and field.type == "date":
        yield _("Between %(least)s and %(most)s.", least=least, most=most)
    elif least and most:
        yield _("From %(least)s to %(most)s.", least=least, most=most)
    elif least:
        yield _later(least) if field.type == "date" else _("%(least)s or more.", least=least)
    elif most:
        yield _earlier(most) if field.type == "date" else _("%(most)s or less.", most=most)
    if above := _bound(field, "exclusiveMinimum"):
        yield _("More than %(limit)s.", limit=above)
    if below := _bound(field, "exclusiveMaximum"):
        yield _("Less than %(limit)s.", limit=below)


def _later(day: str) -> str:
    return str(_("On %(day)s or later.", day=day))


def _earlier(day: str) -> str:
    return str(_("On %(day)s or earlier.", day=day))


def _bound(field: Field, name: str) -> str:
    """A bound as the reader's language writes it."""
    given = field.constraints.get(name)
    if isinstance(given, int | float) and not isinstance(given, bool):
        # A year is no quantity: it has no spaces.
        return number(given) if abs(given) >= 10_000 or isinstance(given, float) else str(given)
    said = text(field.constraints, name)
    return date_words(said) if field.type == "date" else said


def _lengths(constraints: Mapping[str, object]) -> Iterator[str]:
    least, most = constraints.get("minLength"), constraints.get("maxLength")
    if isinstance(least, int) and isinstance(most, int):
        if least == most:
            yield ngettext("%(num)s character.", "%(num)s characters.", most)
        else:
            yield _("From %(least)s to %(most)s characters.", least=least, most=most)
    elif isinstance(least, int) and least > 1:
        yield _("%(least)s characters or more.", least=least)
    elif isinstance(most, int):
        yield ngettext("%(num)s character at most.", "%(num)s characters at most.", most)


def _part(part: Part) -> str:
    if part.kind == "text":
        return str(_("“%(text)s”", text=part.text))
    counted: dict[str, str] = {
        "digits": ngettext("%(times)s digit", "%(times)s digits", _many(part), times=_times(part)),
        "capitals": ngettext(
            "%(times)s capital letter", "%(times)s capital letters", _many(part), times=_times(part)
        ),
        "small": ngettext(
            "%(times)s small letter", "%(times)s small letters", _many(part), times=_times(part)
        ),
        "letters": ngettext(
            "%(times)s letter", "%(times)s letters", _many(part), times=_times(part)
        ),
        "signs": ngettext(
            "%(times)s letter or digit",
            "%(times)s letters or digits",
            _many(part),
            times=_times(part),
        ),
    }
    return counted[part.kind]


def _many(part: Part) -> int:
    """The number that decides between one and several."""
    return part.least + 1 if part.most is None else part.most


def _times(part: Part) -> str:
    if part.most is None:
        return str(_("%(least)s or more", least=part.least))
    if part.least == part.most:
        return str(part.most)
    return str(_("%(least)s to %(most)s", least=part.least, most=part.most))
