"""`onrecord bench`: a crowd of readers, and what each of them was told, how soon, and at what cost."""
