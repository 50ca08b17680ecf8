"""French spacing, so that the sources hold no invisible characters."""

import re

_NBSP = "\N{NO-BREAK SPACE}"


def french(text: str) -> str:
    """``text`` with no-break spaces before ``: ; ? !`` and inside « » and between thousands."""
    text = re.sub(r" ([:;?!»])", rf"{_NBSP}\1", text)
    text = text.replace("« ", f"«{_NBSP}")
    return re.sub(r"(\d) (\d{3})\b", rf"\1{_NBSP}\2", text)
