"""The web pages that people see."""

from html import escape

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}"
    "label{display:block;margin:.75rem 0}input{font:inherit;width:100%;box-sizing:border-box}"
    "button{font:inherit;padding:.5rem 1rem;margin-right:.5rem}.note{color:#555}.wrong{color:#a00}"
)
_LAYOUT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>{title}</title><style>{style}</style></head>
<body><p class="note">Sandbox of jortt: nothing here is real.</p>
<h1>{title}</h1>
{content}
</body></html>"""
_CARRIED = ("client_id", "redirect_uri", "response_type", "scope", "state")


def start(account):
    """What this is."""
    content = (
        f"<p>It answers as jortt's API does, for {escape(account.organization['company_name'])} "
        f"with {len(account.customers)} invented customers. "
        "Its tests steer it at <code>/__control__/</code>.</p>"
    )
    return _page("jortt", content)


def consent(asked, company, problem):
    """Who asks for what, and a form to sign in and decide."""
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in asked["scope"].split())
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(asked.get(name, ""))}">'
        for name in _CARRIED
    )
    wrong = f'<p class="wrong">{escape(problem)}</p>' if problem else ""
    content = (
        f"<p><b>{escape(asked['client_id'])}</b> asks to use {escape(company)} for:</p>"
        f'<ul>{scopes}</ul>{wrong}<form method="post" action="/oauth-provider/oauth/authorize">'
        f'{hidden}<label>E-mail <input name="login" type="email"></label>'
        '<label>Password <input name="password" type="password"></label>'
        '<button name="decision" value="allow">Allow</button>'
        '<button name="decision" value="deny">Deny</button></form>'
    )
    return _page("Give access?", content)


def message(title, text):
    """`text` is HTML."""
    return _page(title, f"<p>{text}</p>")


def not_found():
    return _page("Pagina niet gevonden", "<p>Deze pagina bestaat niet.</p>")


def _page(title, content):
    return _LAYOUT.format(title=escape(title), style=_STYLE, content=content)
