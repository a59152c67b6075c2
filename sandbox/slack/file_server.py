"""The bytes of files: taken in under a ticket, given out to who may have them."""

from urllib.parse import quote

from aiohttp import web

from sandbox.slack.errors import SlackError
from sandbox.slack.files import File
from sandbox.slack.web_api.files import UPLOAD_PATH
from sandbox.slack.workspace import BOT_TOKEN, Workspace

_SENTENCES = {
    "unknown_ticket": (404, "This upload address is unknown or used up."),
    "wrong_length": (400, "The length differs from the one that was announced."),
}


class FileServer:
    """Serve upload addresses, url_private and permalinks of files."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def register(self, app: web.Application) -> None:
        """Add the routes; must come before the route of all methods."""
        app.router.add_post(UPLOAD_PATH, self._upload)
        app.router.add_put(UPLOAD_PATH, self._upload)
        app.router.add_get(r"/files/{id:F\w+}/{name}", self._download)
        app.router.add_get(r"/files/{id:F\w+}/{way:download}/{name}", self._download)
        app.router.add_get(r"/files/{user:U\w+}/{id:F\w+}/{name}", self._permalink)

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            content = _uploaded(request, await request.read())
            file = self._workspace.files.receive(request.query.get("ticket", ""), content)
        except SlackError as refusal:
            status, sentence = _SENTENCES[refusal.error]
            return web.Response(status=status, text=sentence)
        return web.Response(text=f"OK - {file.length}")

    async def _download(self, request: web.Request) -> web.Response:
        file = self._named(request)
        if not self._may_read(request, file):
            # as Slack does: whoever shows no token is sent to a page of HTML, not refused
            raise web.HTTPFound(f"/?redir={quote(request.path)}")
        return _part_of(file, request)

    def _may_read(self, request: web.Request, file: File) -> bool:
        if request.query.get("key") == file.key:
            return True
        is_ours = request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}"
        may_read = "files:read" in self._workspace.manifest.scopes
        return is_ours and may_read and not self._workspace.is_token_revoked

    async def _permalink(self, request: web.Request) -> web.Response:
        file = self._named(request)
        shared = next(iter(file.shares), None)
        place = f"#{shared.conversation.id}/{shared.thread_ts or shared.ts}" if shared else ""
        raise web.HTTPFound(f"/{place}")

    def _named(self, request: web.Request) -> File:
        file = self._workspace.files.get(request.match_info["id"])
        if file is None or request.match_info["name"] != file.name_in_addresses:
            raise web.HTTPNotFound
        return file


def _uploaded(request: web.Request, body: bytes) -> bytes:
    """Return the file in a body, which is the file itself or a form with one file in it."""
    if request.content_type != "multipart/form-data":
        return body
    boundary = (request.headers["Content-Type"].partition("boundary=")[2]).strip('"').encode()
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename=" in head:
            return content.removesuffix(b"\r\n")
    return b""


def _part_of(file: File, request: web.Request) -> web.Response:
    """Return the file, or the span of it that a player asks for."""
    content = file.content or b""
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Type": file.kind.mimetype or "application/octet-stream",
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": _disposition(file, request),
    }
    try:
        wanted = request.http_range
    except ValueError:
        raise web.HTTPRequestRangeNotSatisfiable from None
    if wanted.start is None and wanted.stop is None:
        return web.Response(body=content, headers=headers)
    start, stop, _ = wanted.indices(len(content))
    if start >= stop:
        raise web.HTTPRequestRangeNotSatisfiable
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
    return web.Response(status=206, body=content[start:stop], headers=headers)


def _disposition(file: File, request: web.Request) -> str:
    way = "attachment" if "way" in request.match_info else "inline"
    return f"{way}; filename*=UTF-8''{quote(file.name, safe='')}"
