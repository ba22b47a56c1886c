"""Reports of a finished run: one model of tables, written as workbook, page or map."""
