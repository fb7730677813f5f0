"""Results as people and programs read them: one result model, many writers."""

from zhinan.report.as_json import write_json
from zhinan.report.as_text import LANGUAGES, write_text

__all__ = ["LANGUAGES", "write_json", "write_text"]
