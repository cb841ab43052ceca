"""Numbers that pass the checks of their kind, drawn at random: they are nobody's by intent.

Each function takes a `random.Random` and nothing else that is not said.
"""

from stdnum import iban as iban_number
from stdnum.at import uid
from stdnum.cz import dic as czech_dic
from stdnum.de import vat as german_vat
from stdnum.hu import anum
from stdnum.nl import btw
from stdnum.pl import nip
from stdnum.sk import dph

_SK_BANKS = (("1100", "TATRSKBX"), ("0200", "SUBASKBX"), ("0900", "GIBASKBX"), ("7500", "CEKOSKBX"))
_CZ_BANKS = (("0100", "KOMBCZPP"), ("0300", "CEKOCZPP"), ("0800", "GIBACZPX"), ("2010", "FIOBCZPP"))
BANKS = {"SK": _SK_BANKS, "CZ": _CZ_BANKS}
_FOREIGN_VAT = {
    "AT": (lambda rng: f"U{digits(rng, 8)}", uid.is_valid),
    "DE": (lambda rng: digits(rng, 9, first="123456789"), german_vat.is_valid),
    "PL": (lambda rng: digits(rng, 10, first="123456789"), nip.is_valid),
    "HU": (lambda rng: digits(rng, 8, first="12"), anum.is_valid),
    "NL": (lambda rng: f"{digits(rng, 9)}B{rng.randint(1, 98):02}", btw.is_valid),
}
# The weights of the last ten places of a bank account, in Slovakia as in Czechia.
_ACCOUNT_WEIGHTS = (6, 3, 7, 9, 10, 5, 8, 4, 2, 1)


def digits(rng, count, first="0123456789"):
    """So many digits, the first one of `first`."""
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def company_number(rng, start=""):
    """An IČO of 8 digits; Slovakia and Czechia share the check. It never starts with 9."""
    head = start + digits(rng, 7 - len(start), first="0123456789" if start else "12345678")
    return head + company_check_digit(head)


def company_check_digit(head):
    """The eighth digit of an IČO: weights 8 to 2, modulo 11."""
    total = sum(int(digit) * (8 - place) for place, digit in enumerate(head))
    return str((11 - total % 11) % 10)


def slovak_tax(rng, person=False):
    """A Slovak DIČ of 10 digits that is also right as the number of an IČ DPH."""
    return _drawn(lambda: ("10" if person else "20") + digits(rng, 8, "2347"), dph.is_valid)


def czech_own_tax(rng):
    """A Czech DIČ of a person: the kind that is no birth number, "CZ" and 9 digits from 6 on."""
    return "CZ" + _drawn(lambda: digits(rng, 9, first="6"), czech_dic.is_valid)


def foreign_vat(rng, country):
    """A VAT number of AT, DE, PL, HU or NL, with the country before it."""
    draw, valid = _FOREIGN_VAT[country]
    return country + _drawn(lambda: draw(rng), valid)


def account(rng):
    """A bank account number of ten digits."""
    return _drawn(lambda: digits(rng, 10, first="123456789"), _is_account)


def iban(country, bank, number):
    """The IBAN of an account in SK or CZ, without spaces."""
    rest = f"{bank}000000{number}"
    return country + iban_number.calc_check_digits(f"{country}00{rest}") + rest


def _is_account(number):
    pairs = zip(number, _ACCOUNT_WEIGHTS, strict=True)
    return sum(int(digit) * weight for digit, weight in pairs) % 11 == 0


def _drawn(draw, valid):
    while True:
        number = draw()
        if valid(number):
            return number
