"""What a file is: told by its first bytes, then by its name, never by its name alone."""

import struct
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """Name a kind of file in Slack's three ways."""

    mimetype: str
    filetype: str
    pretty_type: str

    @property
    def fits_image_blocks(self) -> bool:
        """Tell whether an image block may show it."""
        return self.filetype in ("png", "jpg", "gif")

    @property
    def is_text(self) -> bool:
        """Tell whether its beginning can be shown as lines."""
        return self.mimetype.startswith("text/")


def _kind(mimetype: str, filetype: str, pretty_type: str) -> FileKind:
    return FileKind(mimetype=mimetype, filetype=filetype, pretty_type=pretty_type)


UNKNOWN = _kind("", "", "")  # until the file was looked through
BINARY = _kind("application/octet-stream", "binary", "Binary")
_WEBP = _kind("image/webp", "webp", "WebP")
_WAV = _kind("audio/x-wav", "wav", "WAV Audio")
_M4A = _kind("audio/mp4", "m4a", "MPEG 4 Audio")
_MP4 = _kind("video/mp4", "mp4", "MPEG 4 Video")
_MP3 = _kind("audio/mpeg", "mp3", "MP3")
_TEXT = _kind("text/plain", "text", "Plain Text")
_SVG = _kind("image/svg+xml", "svg", "SVG")

_BY_FIRST_BYTES = {
    _PNG: _kind("image/png", "png", "PNG"),
    b"\xff\xd8\xff": _kind("image/jpeg", "jpg", "JPEG"),
    b"GIF8": _kind("image/gif", "gif", "GIF"),
    b"ID3": _MP3,
    b"\xff\xfb": _MP3,
    b"\xff\xf3": _MP3,
    b"\xff\xf2": _MP3,
    b"OggS": _kind("audio/ogg", "ogg", "OGG Audio"),
    b"%PDF-": _kind("application/pdf", "pdf", "PDF"),
    b"PK\x03\x04": _kind("application/zip", "zip", "Zip"),
}
_TEXT_BY_NAME = {
    "csv": _kind("text/csv", "csv", "CSV"),
    "html": _kind("text/html", "html", "HTML"),
    "json": _kind("text/plain", "json", "JSON"),
    "md": _kind("text/plain", "markdown", "Markdown (raw)"),
    "svg": _SVG,
}


def kind_of(name: str, content: bytes) -> FileKind:
    """Return what a file is; a name that promises more than the bytes keep does not count."""
    for beginning, kind in _BY_FIRST_BYTES.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"RIFF"):
        return {b"WAVE": _WAV, b"WEBP": _WEBP}.get(content[8:12], BINARY)
    if content[4:8] == b"ftyp":
        return _M4A if content[8:11] == b"M4A" else _MP4
    if decoded(content) is None:
        return BINARY
    return _TEXT_BY_NAME.get(name.rpartition(".")[2].lower(), _TEXT)


def decoded(content: bytes) -> str | None:
    """Return the text of a text file, None for anything else."""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG or a GIF."""
    if content.startswith(_PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"GIF8") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return None
