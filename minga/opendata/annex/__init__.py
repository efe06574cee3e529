"""A table on paper: a title page, and the matrix with merged cells, as PDF or DOCX."""
