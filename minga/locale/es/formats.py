"""Numbers as Ecuador's offices print them, 1.866,5; the rest as Django has it for Spanish."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
