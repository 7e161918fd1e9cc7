"""Doors: the answer pages behind a personal link (rsvp), and the desk's page of invitations (desk)."""
