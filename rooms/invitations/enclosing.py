"""What goes with a meeting's letters: its Giấy mời, once it is numbered and while it is true (LETTER_ATTACHMENTS)."""

from collections.abc import Sequence
from uuid import UUID

from rooms.invitations.letters import Attachment
from rooms.papers import queries


def giay_moi(meeting_id: UUID) -> Sequence[Attachment]:
    """The PDF as it was issued, the same bytes for everybody; a draft never goes out."""
    paper = queries.to_enclose(meeting_id)
    return [] if paper is None else [Attachment(f"{paper.file_name}.pdf", "application/pdf", bytes(paper.pdf))]
