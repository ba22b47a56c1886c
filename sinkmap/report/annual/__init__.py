"""The annual report a bureau files: one document, written as Word, PDF, workbook and page."""

from sinkmap.report.annual.build import annual_of
from sinkmap.report.annual.edition import of_edition
from sinkmap.report.annual.origins import origins_of
from sinkmap.report.annual.patches import Patches, patches_of
from sinkmap.report.annual.pdf import annual_pdf
from sinkmap.report.annual.reading import texts_of
from sinkmap.report.annual.scope import Scope, scope_of
from sinkmap.report.annual.template import Template, template_of
from sinkmap.report.annual.word import annual_docx
from sinkmap.report.annual.word_template import filled_docx

__all__ = [
    "Patches",
    "Scope",
    "Template",
    "annual_docx",
    "annual_of",
    "annual_pdf",
    "filled_docx",
    "of_edition",
    "origins_of",
    "patches_of",
    "scope_of",
    "template_of",
    "texts_of",
]
