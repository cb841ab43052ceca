"""What a person reads when a provider failed: what happened, and what to do.

Providers know nothing of Odoo or of languages; their errors carry a code and parameters, and
the sentences are here, so that they can be translated.
"""

import psycopg2
from odoo.exceptions import UserError
from odoo.tools import format_datetime


def step_title(env, key):
    return {
        "reach": env._("Reach the system"),
        "sign_in": env._("Sign in"),
        "permissions": env._("Read and write"),
    }.get(key, key)


def _action_label(env, action):
    """What was not permitted, as it stands in a sentence."""
    return {
        "sign_in": env._("signing in"),
        "probe": env._("creating clients"),
        "read": env._("reading clients"),
        "read_contacts": env._("reading contact persons"),
        "read_lists": env._("reading value lists"),
        "create": env._("creating clients"),
        "create_tag": env._("creating tags"),
        "update": env._("changing clients"),
        "read_invoices": env._("reading invoices"),
        "create_invoice": env._("creating invoices"),
        "read_orders": env._("reading orders"),
        "create_order": env._("creating orders"),
        "read_products": env._("reading products"),
        "write_products": env._("creating and changing products"),
        "webhooks": env._("arranging for notices of changes"),
    }.get(action) or env._("using the API")


def _reason_label(env, reason):
    """What was wrong with an answer, as it stands in a sentence."""
    return {
        "html": env._("a web page"),
        "json": env._("damaged data"),
        "empty": env._("nothing at all"),
        "too_large": env._("far too much data"),
        "not_found": env._("a missing page"),
        "order": env._("records out of order"),
        "paging": env._("pages that do not fit together"),
        "cursor": env._("pages that do not fit together"),
        "countries": env._("no list of countries"),
        "no_pdf": env._("no PDF document"),
        "record": env._("a record that cannot be read"),
    }.get(reason) or env._("data of an unknown shape")


def _token_text(env, host, account):
    """Of a token ``token/account`` that was refused."""
    if not account:
        return env._(
            "%s no longer accepts the API token. Copy a valid one from the settings of the "
            "account there and enter it here.",
            host,
        )
    return env._(
        "%(host)s does not accept this API token. Copy it again from the settings of the account "
        "there. Also check that the account, which stands behind the slash, really is "
        "“%(account)s”.",
        host=host,
        account=account,
    )


def _part_text(env, part):
    """What is wrong with a token ``token/account`` that cannot even be tried."""
    return {
        "form": env._(
            "The API token has a wrong form. It consists of the token, one slash and the name of "
            "the account, such as AbC123xyz/my-company."
        ),
        "token": env._(
            "The first part of the API token, before the slash, is missing or has characters "
            "that no token has. Copy it again."
        ),
        "account": env._(
            "The account, which stands behind the slash of the API token, is missing or is no "
            "name of an account. It is the first part of the address under which you open the "
            "system, such as my-company."
        ),
    }[part]


def _problem_text(env, host, params):
    """What a provider itself found wrong before anything was sent."""
    return {
        "vat": env._(
            "%(host)s does not take VAT of “%(vat)s” %% for this client today, only %(allowed)s "
            "%%. Change the tax of the lines, then retry.",
            host=host,
            vat=params.get("vat", ""),
            allowed=", ".join(params.get("allowed", ())),
        ),
        "citizen_number": env._(
            "This client has a citizen service number in %s. It is never read here, so a change "
            "from here could erase it. Make the change there.",
            host,
        ),
        "whole_percent": env._(
            "%s takes whole percents of discount only. Change the discount, then retry.", host
        ),
    }[params["problem"]]


def error_text(env, error):  # noqa: C901 - one case a code, nothing nested
    """The translated sentences of a ``ProviderError``."""
    params = {key: str(value) for key, value in error.params.items()}
    host = params.get("host", "")
    match error.code:
        case "unreachable":
            return env._(
                "%s could not be reached. Check the connection to the internet and the address, "
                "then try again.",
                host,
            )
        case "timed_out":
            return env._(
                "%(host)s did not answer within %(seconds)s seconds. Try again in a few minutes.",
                host=host,
                seconds=params.get("seconds", "?"),
            )
        case "address_refused":
            return env._(
                "The address %s is refused: it is private, or not a secure (https) address. "
                "Enter the public address of the system.",
                host,
            )
        case "unexpected_answer" if params.get("told"):
            return params["told"]
        case "unexpected_answer" if params.get("reason") == "sums":
            return env._(
                "The lines of this document do not come to its total in %s, as if something were "
                "taken off besides. Correct it there, or enter the order by hand.",
                host,
            )
        case "redirect_refused":
            return env._(
                "%(host)s redirects to %(target)s, and redirects are not followed. If the system "
                "has moved, enter its new address.",
                host=host,
                target=params.get("target", "?"),
            )
        case "authentication_failed" if params.get("setting") == "token":
            return _token_text(env, host, params.get("account"))
        case "authentication_failed" if params.get("setting") == "apikey":
            return env._(
                "%s did not accept the e-mail or the key. Copy both again from the API settings "
                "of the account.",
                host,
            )
        case "authentication_failed":
            return env._(
                "%s did not accept the sign-in data. Copy it again from the API settings of the "
                "account.",
                host,
            )
        case "authorise_again":
            return env._(
                "The authorisation at %s has ended or was never given. Somebody who may do that "
                "there has to authorise the connection again.",
                host,
            )
        case "consent_refused":
            return env._(
                "%s did not accept the authorisation: it took too long, or was used already. "
                "Authorise once more.",
                host,
            )
        case "wrong_account" if params.get("setting") == "token":
            return env._(
                "The token was accepted, but it belongs to the account %(answered)s and not to "
                "%(expected)s. Correct what stands behind the slash.",
                answered=params.get("answered", "?"),
                expected=params.get("expected", "?"),
            )
        case "wrong_account":
            return env._(
                "The sign-in worked, but account %(answered)s answered instead of %(expected)s. "
                "Check the company ID.",
                answered=params.get("answered", "?"),
                expected=params.get("expected", "?"),
            )
        case "subscription_lapsed":
            return env._(
                "The subscription at %s has ended or does not include the API. Renew it there, "
                "then test again.",
                host,
            )
        case "permission_denied":
            return env._(
                "The API user at %(host)s is not allowed to do this (%(action)s). Give it the "
                "rights of an administrator there.",
                host=host,
                action=_action_label(env, params.get("action")),
            )
        case "throttled":
            return env._(
                "%(host)s asks to wait %(wait)s seconds. It goes on by itself.",
                host=host,
                wait=params.get("wait", "?"),
            )
        case "quota_exceeded":
            until = error.params.get("until")
            return env._(
                "The number of requests that %(host)s allows in this period is used up. It goes "
                "on by itself after %(until)s; a larger plan there allows more.",
                host=host,
                until=format_datetime(env, until) if until else env._("the period has ended"),
            )
        case "server_fault":
            return env._(
                "%(host)s reports a fault of its own (status %(status)s). Nothing needs to be "
                "changed here; try again later.",
                host=host,
                status=params.get("status", "?"),
            )
        case "unexpected_answer":
            return env._(
                "%(host)s answered something unexpected: %(reason)s. Check the address; if it is "
                "right, the system may be under maintenance.",
                host=host,
                reason=_reason_label(env, params.get("reason")),
            )
        case "not_found":
            return env._("The record no longer exists in %s.", host)
        case "rejected" if params.get("country"):
            return env._(
                "%(host)s does not know the country %(country)s. Choose another one for the "
                "client, then retry.",
                host=host,
                country=params["country"],
            )
        case "rejected" if params.get("problem"):
            return _problem_text(env, host, error.params)
        case "rejected":
            reasons = error.params.get("reasons") or ()
            return env._(
                "%(host)s refused the data: %(reasons)s",
                host=host,
                reasons="; ".join(map(str, reasons)) or "?",
            )
        case "setting_missing":
            setting = error.params.get("setting")
            if params.get("part"):
                return _part_text(env, params["part"])
            label = env["deratix.credential"]._labels().get(setting, setting)
            return env._("The setting “%s” is missing or malformed. Enter it again.", label)
        case _:
            return env._("The external system could not be used. Try again later.")


def hint_text(env, code):
    """What looked wrong in a record; the codes are those of ``engine.normalize.HINTS``."""
    return {
        "vat_invalid": env._("The VAT number is not valid."),
        "vat_in_tax_id": env._("VAT number and tax ID were swapped; they were put right."),
        "company_number_in_vat": env._("The company number stood in the VAT field."),
        "company_number_in_tax_id": env._("The company number stood in the tax number field."),
        "company_number_invalid": env._("The company number has a wrong check digit."),
        "email_invalid": env._("The e-mail address is not valid."),
        "phone_invalid": env._("The phone number is not valid."),
        "several_emails": env._("There are several e-mail addresses; the first one is used."),
        "iban_invalid": env._("The IBAN is not valid."),
        "name_missing": env._("The name is missing."),
    }.get(code, code)


def fault_text(env, error):
    """Why work in the background ended, when it was none of what is expected of a provider."""
    if isinstance(error, UserError):
        return str(error)
    return env._(
        "Stopped by an unexpected fault (%s). The server log has the details.",
        type(error).__name__,
    )


def write_failure_text(env, error):
    """Why a partner could not be written."""
    if isinstance(error, UserError):
        return str(error).strip()
    if isinstance(error, psycopg2.errors.UniqueViolation):
        return env._("Another record with the same key exists. Find and link it instead.")
    if isinstance(error, psycopg2.Error):
        return env._("The database refused the record: %s", type(error).__name__)
    return env._(
        "The record could not be written (%s). The server log has the details.",
        type(error).__name__,
    )
