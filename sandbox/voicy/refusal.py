"""How the local Voicy says no: a status and its own words."""


class RefusalError(Exception):
    """Stop a request with an HTTP status and the API's sentence.

    `in_older_shape` answers `{"status": "error", "message": …}`, as one page of the vendor does.
    """

    def __init__(self, status: int, message: str, *, in_older_shape: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.in_older_shape = in_older_shape

    def body(self) -> dict[str, object]:
        """Return the JSON body of the answer."""
        if self.in_older_shape:
            return {"status": "error", "message": self.message}
        return {"error": self.message}
