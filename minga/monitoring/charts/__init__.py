"""Charts drawn by the server as SVG with attributes only, each from rows that are its table."""
