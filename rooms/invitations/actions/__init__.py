"""Deeds: invite and tell (invite), answer (answer), substitutes, the outbox, the inbox, reply addresses."""
