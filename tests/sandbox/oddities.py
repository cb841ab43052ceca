"""What is odd about some of the invented records, each with the share it strikes.

A function gets the generator of random numbers and a record of people.py. It changes the record
and returns true, or returns false where it does not apply: then the kind is not counted. The
order matters: what comes earlier may rule out what comes later. Shares are of the records that
are no copies.
"""

import re
import unicodedata

from stdnum import iban as iban_number

from .numbers import company_check_digit, company_number


def _ico_missing(_rng, company):
    had = company.number
    company.number = ""
    return bool(had)


def _ico_in_name(_rng, company):
    if not company.number:
        return False
    company.name += f", IČO: {company.number}"
    company.number = ""
    return True


def _ico_zero_stripped(rng, company):
    """Leading zeros are lost, as spreadsheets lose them."""
    if not company.number:
        return False
    if not company.number.startswith("0"):
        if company.vat.startswith("CZ"):
            return False
        company.number = company_number(rng, start="00")
    company.number = company.number.lstrip("0")
    return True


def _ico_bad_check(_rng, company):
    if len(company.number) != 8:
        return False
    wrong = (int(company_check_digit(company.number[:7])) + 1) % 10
    company.number = f"{company.number[:7]}{wrong}"
    return True


def _ico_spaced(_rng, company):
    if len(company.number) != 8:
        return False
    company.number = f"{company.number[:2]} {company.number[2:5]} {company.number[5:]}"
    return True


def _ico_leading_zero(_rng, company):
    return len(company.number) == 8 and company.number.startswith("0")


def _vat_in_dic(_rng, company):
    """The IČ DPH in the field of the DIČ, and nothing in its own."""
    if not company.vat.startswith("SK"):
        return False
    company.tax, company.vat = company.vat, ""
    return True


def _dic_in_vat(_rng, company):
    """The DIČ, without its country, in the field of the IČ DPH."""
    if not company.tax or company.vat or company.tax.startswith("SK"):
        return False
    company.tax, company.vat = "", company.tax
    return True


def _vat_invalid(rng, company):
    if company.vat[:2] not in ("SK", "CZ"):
        return False
    company.vat = company.vat[:-1] + rng.choice("0123456789".replace(company.vat[-1], ""))
    if company.vat.startswith("SK"):
        company.tax = company.vat[2:]
    return True


def _vat_odd_writing(_rng, company):
    """Small letters and spaces; right all the same."""
    if not re.fullmatch(r"(SK|CZ)\d+", company.vat):
        return False
    tail = company.vat[2:]
    company.vat = f"{company.vat[:2].lower()} {tail[:4]} {tail[4:7]} {tail[7:]}".rstrip()
    return True


def _no_country(_rng, company):
    company.address.country = ""
    return True


def _no_address(_rng, company):
    company.address.street = company.address.city = company.address.zip = ""
    return True


def _no_zip(_rng, company):
    had = company.address.zip
    company.address.zip = ""
    return bool(had)


def _delivery_same(_rng, company):
    if company.delivery or not company.address.city:
        return False
    company.delivery = type(company.address)(**vars(company.address))
    company.delivery.name = company.name
    return True


def _emails_several(rng, company):
    if not company.email:
        return False
    other = f"uctaren2@{company.email.split('@')[1]}"
    company.email += rng.choice((", ", "; ", " ", ",", " / ")) + other
    return True


def _email_with_name(_rng, company):
    if not company.email or " " in company.email or "," in company.email:
        return False
    company.email = f'"{company.name.replace(chr(34), "")}" <{company.email}>'
    return True


def _email_odd_writing(rng, company):
    if not re.fullmatch(r"[^\s,;<>]+", company.email):
        return False
    forms = ("mailto:{0}", "  {0} ", "{1}", "{0}.", "<{0}>")
    company.email = rng.choice(forms).format(company.email, company.email.upper())
    return True


def _email_invalid(rng, company):
    if not re.fullmatch(r"[a-z0-9@.-]+", company.email):
        return False
    box, domain = company.email.split("@")
    company.email = rng.choice((f"{box}(at){domain}", "nemá", f"{box}@", "www.firma.example"))
    return True


def _phones_several(rng, company):
    if not company.phone:
        return False
    company.phone += rng.choice((", ", " alebo ", "; ")) + "0905 000 111"
    return True


def _phone_with_words(rng, company):
    if not company.phone:
        return False
    company.phone = rng.choice(("tel.: {0}", "{0} (p. riaditeľ)", "{0} kl. 12")).format(
        company.phone
    )
    return True


def _phone_invalid(rng, company):
    company.phone = rng.choice(("12", "neuvedené", "0000 000 000", "---"))
    return True


def _iban_spaced(_rng, company):
    if not company.iban:
        return False
    company.iban = re.sub(r"(.{4})(?=.)", r"\1 ", company.iban)
    return True


def _iban_invalid(_rng, company):
    number = company.iban.replace(" ", "")
    if not number:
        return False
    company.iban = number[:-1] + str((int(number[-1]) + 1) % 10)
    return not iban_number.is_valid(company.iban)


def _html_in_name(rng, company):
    company.name = rng.choice(
        ("<b>{0}</b> & syn", "{0} <script>alert('x')</script>", "{0} &amp; dcéry", "{0} <3")
    ).format(company.name)
    return True


def _apostrophe(rng, company):
    company.name = rng.choice(("D'{0}", "{0} „Pod lipou“", '"{0}"', "{0} O'; --")).format(
        company.name
    )
    return True


def _decomposed(_rng, company):
    """Letters and their accents as separate characters."""
    before = company.name
    company.name = unicodedata.normalize("NFD", before)
    return company.name != before


def _no_break_space(_rng, company):
    before = company.name
    company.name = before.replace(" ", "\u00a0")
    return company.name != before


def _invisible(rng, company):
    """A character that takes no room, in the middle of the name."""
    middle = len(company.name) // 2
    hidden = rng.choice(("\u200b", "\u00ad", "\u2060", "\ufeff"))
    company.name = company.name[:middle] + hidden + company.name[middle:]
    return True


def _spaces_around(rng, company):
    company.name = rng.choice(("  {0}", "{0}  ", "\t{0}", "{0}\n")).format(company.name)
    return True


def _long_name(_rng, company):
    company.name = f"{company.name} a spol., združenie bez právnej subjektivity, " * 4
    return True


def _emoji_note(_rng, company):
    company.note = f"{company.note} 🚚 dovoz zdarma 👩‍👧 ✔️".strip()
    return True


# The kind, its share, and what does it.
ODDITIES = {
    "ico_missing": (0.05, _ico_missing),
    "ico_in_name": (0.01, _ico_in_name),
    "ico_zero_stripped": (0.015, _ico_zero_stripped),
    "ico_bad_check": (0.01, _ico_bad_check),
    "ico_spaced": (0.04, _ico_spaced),
    # Not made odd but found so: public bodies have such numbers.
    "ico_leading_zero": (1.0, _ico_leading_zero),
    "vat_in_dic": (0.015, _vat_in_dic),
    "dic_in_vat": (0.01, _dic_in_vat),
    "vat_invalid": (0.015, _vat_invalid),
    "vat_odd_writing": (0.015, _vat_odd_writing),
    "no_address": (0.01, _no_address),
    "no_zip": (0.015, _no_zip),
    "delivery_same": (0.02, _delivery_same),
    "no_country": (0.02, _no_country),
    "emails_several": (0.03, _emails_several),
    "email_with_name": (0.01, _email_with_name),
    "email_odd_writing": (0.015, _email_odd_writing),
    "email_invalid": (0.01, _email_invalid),
    "phones_several": (0.015, _phones_several),
    "phone_with_words": (0.01, _phone_with_words),
    "phone_invalid": (0.005, _phone_invalid),
    "iban_spaced": (0.2, _iban_spaced),
    "iban_invalid": (0.02, _iban_invalid),
    "html_in_name": (0.005, _html_in_name),
    "apostrophe": (0.01, _apostrophe),
    "name_decomposed": (0.01, _decomposed),
    "name_no_break_space": (0.01, _no_break_space),
    "name_invisible": (0.003, _invisible),
    "name_spaces_around": (0.005, _spaces_around),
    "name_long": (0.002, _long_name),
    "note_emoji": (0.01, _emoji_note),
}
