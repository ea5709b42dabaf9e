"""What a text says: its category (`category`, helped by `encoder`), what it repeats (`duplicates`), its parts (`splitting`).

The modules beside these packages are what all of them read texts with.
"""
