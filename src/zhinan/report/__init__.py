"""Results as people and programs read them: one result model, many writers."""

from zhinan.report.door import ReportWriter, open_report
from zhinan.report.formats import REPORT_FORMATS, ReportFormat, find_report_format, guess_report_format
from zhinan.report.letter_folder import LetterFolder, open_letters
from zhinan.report.page import Meta
from zhinan.report.tally import Tally
from zhinan.report.words import LANGUAGES

__all__ = [
    "LANGUAGES",
    "REPORT_FORMATS",
    "LetterFolder",
    "Meta",
    "ReportFormat",
    "ReportWriter",
    "Tally",
    "find_report_format",
    "guess_report_format",
    "open_letters",
    "open_report",
]
