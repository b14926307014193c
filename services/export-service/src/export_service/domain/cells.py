"""Cells of a CSV file (RFC 4180) that a spreadsheet does not take for a formula."""

import json
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """Return a value as the text of a cell: numbers as numbers, lists of strings joined by ``;``, other structures as
    JSON. Text that a spreadsheet would run (leading ``= + - @``, tab, carriage return) gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ";".join(value)
    elif not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"'{value}" if value.startswith(_FORMULA) else value


def row(values: list[Any]) -> str:
    """Return one CSV line with its CRLF; a cell is quoted where it holds a quote, comma or line break."""
    return ",".join(_quoted(cell(value)) for value in values) + "\r\n"


def _quoted(text: str) -> str:
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
