"""What the control API can do with products.

GET    products            {"ids": [...]}
POST   products {fields}   {"id": number}
GET, PATCH, DELETE products/ID
"""

from ..system import Refused, object_of
from . import issuing


def products(account, _request):
    return {"ids": list(account.products)}


def create_product(account, request):
    return {"id": account.create_product(object_of(request))["id"]}


def product(account, request, rest):
    """One product, as a person in the other system sees and changes it."""
    number = issuing.whole(rest[0])
    if number not in account.products:
        raise Refused(f"There is no product {rest[0]}.")
    if request.method == "PATCH":
        account.change_product(number, object_of(request))
    row = account.products[number]
    if request.method == "DELETE":
        del account.products[number]
    return row
