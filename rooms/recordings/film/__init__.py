"""Film: the written tracks of a recording become one MP4, speaker's view and mixed sound.

Run by the composer's process alone, at low priority: decoding what browsers sent is work for nobody else. Knows no
table; names come in as values.
"""
