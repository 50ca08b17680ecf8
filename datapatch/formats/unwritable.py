"""Characters that XML cannot hold or would change, written as spreadsheet files do: ``_x000D_``.

Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring)
"""

import re

_ODD = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\x7f-\x9f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """``text`` as a file may hold it."""
    return _ODD.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescaped(text: str) -> str:
    """The text behind ``escaped``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
