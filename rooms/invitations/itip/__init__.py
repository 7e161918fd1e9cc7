"""iTIP (RFC 5546): calendar texts that go out and come in. Pure: text and values in, text and values out."""
