"""A policy and a ticket -> outcome and trace, by either of two machineries that are held equal."""
