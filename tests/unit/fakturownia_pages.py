"""A browser without scripts on the web pages of the sandbox of Fakturownia."""

from html.parser import HTMLParser

import requests


class Browser(HTMLParser):
    """Follows addresses, and reads forms: `forms[id]` is (address, {name: value})."""

    def __init__(self, address):
        super().__init__()
        self.address = address
        self.http = requests.Session()

    def open(self, path):
        return self._shown(self.http.get(self.address + path, timeout=10))

    def send(self, name, /, **fields):
        action, given = self.forms[name]
        data = {key: value for key, value in {**given, **fields}.items() if value is not None}
        return self._shown(self.http.post(self.address + action, data=data, timeout=10))

    def sign_in(self, password="demo", login="anna@firma-demo.pl"):
        self.open("/login")
        return self.send("login", login=login, password=password)

    def _shown(self, answer):
        self.forms, self._form, self._area, self.tags = {}, None, None, []
        self.path = answer.url.removeprefix(self.address)
        if answer.headers["Content-Type"].startswith("text/html"):
            self.feed(answer.text)
        return answer

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        if tag == "form":
            self._form = self.forms.setdefault(given.get("id"), (given.get("action"), {}))[1]
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self._form[given.get("name")] = given.get("value", "")
        elif tag == "textarea":
            self._area = given["name"]
            self._form[self._area] = ""

    def handle_data(self, data):
        if self._area:
            # The line end after the tag is none of the text; browsers send CRLF.
            self._form[self._area] += data.removeprefix("\n").replace("\n", "\r\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
