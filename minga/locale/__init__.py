"""How dates and numbers are written: the catalogs and, here, the formats."""
