"""What is wrong with a list of people, in the language of the reader."""

from ..multipass.people import MAX_BYTES, MAX_ROWS, Fault, RowFault


def list_text(env, no_list):
    """Why a file or a text is no list, and what to do; of a `NoList`."""
    return {
        Fault.EMPTY: env._("There are no people in it."),
        Fault.LARGE: env._("It is larger than %s kB. Leave out other data.", MAX_BYTES // 1000),
        Fault.LONG: env._("It has more than %s rows.", MAX_ROWS),
        Fault.ENCODING: env._(
            "This file is no text. Save the list as CSV, or copy it and paste it here."
        ),
        Fault.NO_LOGIN: env._(
            "The first line has to name the columns, and one of them has to be called Login. "
            "Others are E-mail, Name, ID, Role and Active."
        ),
        Fault.TWICE: env._(
            "Two columns mean the same; one of them is “%s”. Leave one out.", no_list.detail
        ),
        Fault.QUOTES: env._(
            "A quotation mark that begins in line %s does not end properly. Put it right or "
            "leave it out.",
            no_list.detail,
        ),
    }[no_list.fault]


def row_text(env, bad):
    """Why a row is left out; of a `BadRow`."""
    return {
        RowFault.NO_LOGIN: env._("There is no login."),
        RowFault.EMAIL: env._("The e-mail is no e-mail address."),
        RowFault.CHARACTERS: env._("It has a line break or characters that cannot be seen."),
        RowFault.LONG: env._("Something in it is too long."),
        RowFault.ACTIVE: env._("It does not say plainly whether the person is active."),
        RowFault.CELLS: env._("It has more cells than the first line has columns."),
        RowFault.LOGIN_TWICE: env._("The same login is in line %s.", bad.earlier),
        RowFault.ID_TWICE: env._("The same ID is in line %s.", bad.earlier),
    }[bad.fault]
