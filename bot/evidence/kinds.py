"""What a file really is, by its first bytes: what it is called and what it claims does not count."""

_SIGNS: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heic"),
    (b"%PDF-", 0, "application/pdf"),
    (b"OggS", 0, "audio/ogg"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"\xff\xf3", 0, "audio/mpeg"),
    (b"ftypM4A", 4, "audio/mp4"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1aE\xdf\xa3", 0, "audio/webm"),
    (b"RIFF", 0, "audio/wav"),
    (b"PK\x03\x04", 0, "application/zip"),
)
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_REFUSED = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!")


def kind_of(head: bytes, name: str) -> str | None:
    """The MIME type of what begins with ``head``; None for what is not kept (programs, web pages, unknown forms)."""
    for sign, at, mime in _SIGNS:
        if head[at : at + len(sign)] == sign:
            if mime == "application/zip":
                return _OFFICE.get(name.rsplit(".", 1)[-1].lower())
            return mime
    if head.startswith(_REFUSED) or b"\0" in head:
        return None
    return _text(head)


def fits(media: str, mime: str) -> bool:
    """Whether this can be what the channel said it is."""
    if media == "photo":
        return mime.startswith("image/")
    if media == "voice":
        return mime.startswith(("audio/", "video/"))
    return True


def _text(head: bytes) -> str | None:
    try:
        text = head[:-4].decode("utf-8") if len(head) > 4 else head.decode("utf-8")
    except UnicodeDecodeError:
        return None
    lowered = text.lstrip().lower()
    return None if lowered.startswith(("<!doctype", "<html", "<script", "<svg", "<?xml")) else "text/plain"
