"""Small clients of the sandboxes, for their own tests: they send what they are told, unchecked."""

import base64
from urllib.parse import quote_plus

import requests

EMAIL, APIKEY = "api@firma-demo.sk", "demo-superfaktura-apikey-0001"
JORTT = ("demo-jortt-client", "demo-jortt-secret-0001")
TOKEN = "demo-fakturownia-token-0001/firma-demo"


class Caller:
    """Calls the API signed in, and the control API, over one kept-alive connection."""

    def __init__(self, url):
        self.url = url
        self.http = requests.Session()
        self.sign_in()

    def sign_in(self):
        raise NotImplementedError

    def call(self, method, path, **options):
        options.setdefault("timeout", 20)
        options.setdefault("allow_redirects", False)
        return self.http.request(method, self.url + path, **options)

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def post(self, path, body, **options):
        return self.call("POST", path, json=body, **options)

    def control(self, path, body=None, method=None):
        """The parsed answer of the control API; raises for a refusal."""
        method = method or ("GET" if body is None else "POST")
        answer = self.http.request(method, f"{self.url}/__control__/{path}", json=body, timeout=20)
        answer.raise_for_status()
        return answer.json()

    def fault(self, kind, match="", **rule):
        """Put one rule in force; what no rule has goes into its arguments."""
        own = {key: rule.pop(key) for key in ("times", "after_n", "method") if key in rule}
        self.control("faults", [{"kind": kind, "match": match, "arguments": rule, **own}])


class Client(Caller):
    """Of SuperFaktura."""

    def sign_in(self, email=EMAIL, apikey=APIKEY, company_id="4711"):
        self.http.headers["Authorization"] = (
            f"SFAPI email={quote_plus(email)}&apikey={quote_plus(apikey)}"
            f"&module=Test+1.0&company_id={company_id}"
        )

    def list(self, parameters=""):
        """The parsed answer of the list of clients, with the envelope."""
        return self.get(f"/clients/index.json/listinfo:1{parameters}").json()

    def ids(self, parameters="/sort:id/direction:ASC/per_page:100"):
        return [int(item["Client"]["id"]) for item in self.list(parameters)["items"]]


class FakturowniaClient(Caller):
    """Of Fakturownia."""

    def sign_in(self, token=TOKEN):
        self.http.headers["Authorization"] = f"Bearer {token}"

    def list(self, resource="clients", **parameters):
        """The rows of a list."""
        return self.get(f"/{resource}.json", params=parameters).json()

    def ids(self, resource="clients", **parameters):
        return [row["id"] for row in self.list(resource, **parameters)]

    def made(self, resource, name, /, **fields):
        """The record that a POST made; it has to be made."""
        answer = self.post(f"/{resource}.json", {name: fields})
        assert answer.status_code == 201, answer.text
        return answer.json()


class JorttClient(Caller):
    """Of jortt: signed in with a token of its control API."""

    def sign_in(self, scope=None):
        given = {} if scope is None else {"scope": scope}
        self.use(self.control("token", given)["access_token"])

    def use(self, token):
        self.http.headers["Authorization"] = f"Bearer {token}"

    def ask_token(self, credentials=JORTT, **form):
        """The answer to a request for a token."""
        return self.http.request(
            "POST", f"{self.url}/oauth-provider/oauth/token", data=form, auth=credentials
        )

    def rows(self, resource, **parameters):
        """The rows of a list."""
        return self.get(f"/{resource}", params=parameters).json()["data"]

    def made(self, resource, /, **fields):
        """The id of the record that a POST made; it has to be made."""
        answer = self.post(f"/{resource}", fields)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["id"]


def search(words):
    """A search term in the alphabet of the documentation."""
    raw = base64.b64encode(words.encode()).decode()
    return raw.replace("+", "-").replace("/", "_").replace("=", ",")
