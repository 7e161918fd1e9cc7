"""Meetings: one sitting with its agenda and its seats, and the life it leads from draft to signed.

Called by pages, by the live door and by the rooms above, which hang their own rows on a meeting or a seat. What is
said in chat is journalled from here too. This room does not know who answered, who came, who spoke or what was written.
"""
