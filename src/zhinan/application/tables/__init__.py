"""Applications in tables: workbooks and folders of CSV, read row by row, and written."""
