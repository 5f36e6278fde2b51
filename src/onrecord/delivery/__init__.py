"""How readers hear of it, without gap or double."""
