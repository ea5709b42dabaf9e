"""Exports of helpdesks as tickets: read row by row, mapped, masked, and told apart from what cannot be used."""
