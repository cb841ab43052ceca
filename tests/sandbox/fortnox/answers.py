"""The shapes of answers and refusals. Messages are Swedish, as live ones are."""

import json

from ..server import HTML, Answer


class Problem(Exception):
    """A refusal: its code, message and status."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status

    def answer(self):
        """What is not found is told in capitals, what is not valid in small letters: both were
        recorded."""
        if self.status == 404:
            inner = {"Error": 1, "Message": self.message, "Code": self.code}
        else:
            inner = {"error": 1, "message": self.message, "code": self.code}
        return answer({"ErrorInformation": inner}, self.status)


def answer(value, status=200):
    return Answer(status, json.dumps(value, ensure_ascii=True).encode(), "application/json")


def unauthorized():
    """An invalid or outdated token: not the shape of other errors."""
    return answer({"message": "unauthorized"}, 401)


def too_many():
    """No body and no header of a 429 was found anywhere: this one is our own."""
    return answer({"message": "Too Many Requests"}, 429)


def grant_error(code, description, status=400):
    return answer({"error": code, "error_description": description}, status)


def html(body, status=200, **headers):
    return Answer(status, body.encode(), HTML, headers)
