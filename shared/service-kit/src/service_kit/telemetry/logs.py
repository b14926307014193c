"""Logs: one JSON object a line, with a constant event name, fields, and the ids of the current activity."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

from service_kit.telemetry.context import current

_FIELDS = "earmark_fields"


class EventLogger:
    """Logs events by name: ``log.info("chunk_applied", topic=..., events=...)``; fields are JSON-able or
    shown as text."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def debug(self, event: str, **fields: Any) -> None:
        """Log what only matters when looking closely."""
        self._log(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: Any) -> None:
        """Log what an operator may want to know."""
        self._log(logging.INFO, event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Log what healed by itself, or will."""
        self._log(logging.WARNING, event, fields)

    def error(self, event: str, error: BaseException | None = None, **fields: Any) -> None:
        """Log what somebody should look at, with the traceback of ``error``."""
        self._log(logging.ERROR, event, fields, error)

    def _log(
        self, level: int, event: str, fields: dict[str, Any], error: BaseException | None = None
    ) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, event, exc_info=error, extra={_FIELDS: fields})


class JsonLines(logging.Formatter):
    """Formats a record of ours, or of a library, as one line of JSON."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
        }
        fields = getattr(record, _FIELDS, None)
        if fields is None:  # a library's message
            line["event"] = "library_message"
            line["message"] = record.getMessage()
        else:
            line["event"] = record.msg
        activity = current()
        if activity is not None:
            line["correlation_id"] = activity.correlation_id
            line["trace_id"] = activity.trace_id
            line["span_id"] = activity.span_id
        if fields:
            line.update(fields)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
            line["traceback"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
        except (
            TypeError,
            ValueError,
        ):  # lone surrogates, giant numbers: a log line is never lost to its content
            shown = {name: repr(value) for name, value in line.items()}
            return orjson.dumps(shown).decode()


def configure_logs(service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log of the process, ours and the libraries', as JSON lines to ``stream`` (default: standard
    output)."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonLines(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "pymongo", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for own in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(own).handlers.clear()
        logging.getLogger(own).propagate = True
