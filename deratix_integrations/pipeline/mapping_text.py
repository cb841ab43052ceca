"""What a person reads of field mappings: titles, and what is wrong.

The engine knows nothing of Odoo or of languages; the sentences are here, so that they can be
translated.
"""


def kind_title(env, kind):
    return {
        "party": env._("Customer"),
        "order": env._("Order"),
        "product": env._("Product"),
    }[kind]


def _address_titles(env):
    return {
        "name": env._("name"),
        "street": env._("street and number"),
        "zip": env._("post code"),
        "city": env._("town"),
        "state": env._("state"),
        "country": env._("country"),
        "phone": env._("phone"),
    }


def _party_titles(env):
    return {
        "name": env._("Name"),
        "is_company": env._("Is a company"),
        "company_number": env._("Company number"),
        "tax_id": env._("Tax ID"),
        "vat": env._("VAT number"),
        "email": env._("E-mail"),
        "phone": env._("Phone"),
        "website": env._("Website"),
        "iban": env._("IBAN"),
        "swift": env._("SWIFT"),
        "language": env._("Language"),
        "currency": env._("Currency"),
        "payment_days": env._("Payment term in days"),
        "discount": env._("Discount"),
        "note": env._("Note"),
        "tags": env._("Tags"),
        **{
            part: env._("Invoice: %s", title)
            for part, title in _address_titles(env).items()
            if part not in ("name", "phone")
        },
        **{
            f"delivery_{part}": env._("Delivery: %s", title)
            for part, title in _address_titles(env).items()
        },
    }


def _order_titles(env):
    address = _address_titles(env)
    return {
        "number": env._("Number"),
        "client_name": env._("Customer name"),
        "client_order": env._("Customer's order number"),
        "ordered_on": env._("Order date"),
        "deliver_on": env._("Delivery date"),
        "currency": env._("Currency"),
        "with_tax": env._("Prices include tax"),
        "freight": env._("Freight"),
        "payment_term": env._("Payment term"),
        "delivery_way": env._("Way of delivery"),
        "payment_mode": env._("Payment method"),
        "ledger_account": env._("Ledger account"),
        "note": env._("Note"),
        **{f"address.{part}": env._("Invoice: %s", title) for part, title in address.items()},
        **{f"delivery.{part}": env._("Delivery: %s", title) for part, title in address.items()},
        "lines[].sku": env._("Line: SKU"),
        "lines[].name": env._("Line: text"),
        "lines[].quantity": env._("Line: quantity"),
        "lines[].unit": env._("Line: unit"),
        "lines[].price": env._("Line: price"),
        "lines[].tax": env._("Line: tax in percent"),
        "lines[].discount": env._("Line: discount in percent"),
        "lines[].discount_amount": env._("Line: discount as an amount"),
    }


def _product_titles(env):
    return {
        "sku": env._("SKU"),
        "name": env._("Name"),
        "barcode": env._("Barcode"),
        "unit": env._("Unit"),
        "tax": env._("Tax in percent"),
        "price": env._("Price"),
        "cost": env._("Cost"),
        "quantity": env._("Quantity in stock"),
        "reserved": env._("Quantity promised"),
        "is_service": env._("Is a service"),
        "active": env._("Is sold"),
        "note": env._("Note"),
    }


def field_title(env, kind, path):
    titles = {"party": _party_titles, "order": _order_titles, "product": _product_titles}
    return titles[kind](env).get(path, path)


def transform_title(env, transform):
    return {
        "trim": env._("Remove needless blanks"),
        "case": env._("Capital and small letters"),
        "replace": env._("Replace"),
        "split": env._("Split"),
        "join": env._("Join"),
        "shorten": env._("Cut off"),
        "street_apart": env._("Street or number alone"),
        "street_together": env._("Street and number together"),
        "date": env._("Date"),
        "number": env._("Number"),
        "unit": env._("Convert the unit"),
        "map": env._("Table"),
        "default": env._("If empty"),
        "template": env._("Text with values"),
        "condition": env._("Condition"),
        "expression": env._("Expression"),
    }.get(transform.name) or transform.title


def parameter_title(env, transform, parameter):
    return (
        {
            ("case", "to"): env._("Into"),
            ("replace", "find"): env._("Find"),
            ("replace", "by"): env._("Put"),
            ("split", "at"): env._("At"),
            ("split", "part"): env._("Part (0: all, -1: the last)"),
            ("join", "by"): env._("With"),
            ("shorten", "most"): env._("Longest, in characters"),
            ("street_apart", "part"): env._("Take"),
            ("street_together", "number"): env._("Path of the number"),
            ("street_together", "first"): env._("First"),
            ("date", "read"): env._("Written as"),
            ("date", "write"): env._("Write as"),
            ("date", "days"): env._("Days later"),
            ("number", "mark"): env._("Decimal mark"),
            ("number", "times"): env._("Times"),
            ("number", "digits"): env._("Round to digits (-1: not at all)"),
            ("unit", "given"): env._("Unit, or path of it"),
            ("unit", "to"): env._("Into"),
            ("unit", "per"): env._("It is per unit, as a price"),
            ("map", "table"): env._("Values"),
            ("map", "otherwise"): env._("What is not in it"),
            ("default", "then"): env._("Then, such as {name}"),
            ("template", "text"): env._("Text, such as {name}, {value}"),
            ("condition", "path"): env._("If (empty: the value itself)"),
            ("condition", "test"): env._("Is"),
            ("condition", "to"): env._("To"),
            ("condition", "then"): env._("Then"),
            ("condition", "otherwise"): env._("Otherwise"),
            ("expression", "text"): env._("Expression"),
        }.get((transform.name, parameter.name))
        or parameter.title
        or parameter.name
    )


def choice_title(env, choice):
    return {
        "upper": env._("CAPITALS"),
        "lower": env._("small letters"),
        "title": env._("Each Word With A Capital"),
        "sentence": env._("First letter a capital"),
        "street": env._("the street"),
        "number": env._("the number"),
        "any": env._("comma or point"),
        "comma": env._("comma"),
        "point": env._("point"),
        "keep": env._("keep it"),
        "empty": env._("empty"),
        "refuse": env._("hold the record"),
        "equal": env._("equal"),
        "not_equal": env._("not equal"),
        "contains": env._("containing"),
        "starts": env._("beginning with"),
        "filled": env._("filled in"),
        "more": env._("more than"),
        "less": env._("less than"),
    }.get(choice, choice)


def problem_text(env, problem, kind=None, *, place=True):
    """The translated sentences of a ``MappingProblem``; with ``place`` they name the field."""
    params = {key: str(value) for key, value in problem.params.items()}
    text = _row_text(env, problem.code, params) or _value_text(env, problem.code, params)
    text = text or _file_text(env, problem.code, params) or env._("The mapping is wrong.")
    target = params.get("target")
    if not (place and target):
        return text
    title = field_title(env, kind, target) if kind else target
    return env._("Field mapping, “%(field)s”: %(problem)s", field=title, problem=text)


def _row_text(env, code, params):
    return {
        "unknown_target": env._("There is no such field."),
        "duplicate_target": env._("The field has two rows. Take one of them out."),
        "missing_target": env._("The field has to be filled. Give it a row."),
        "unknown_transform": env._(
            "The transform “%s” does not exist here. Take it out, or install what brings it.",
            params.get("name", ""),
        ),
        "unknown_parameter": env._(
            "The transform “%(name)s” knows no “%(parameter)s”.",
            name=params.get("name", ""),
            parameter=params.get("parameter", ""),
        ),
        "missing_parameter": env._(
            "The transform “%(name)s” lacks “%(parameter)s”. Enter it.",
            name=params.get("name", ""),
            parameter=params.get("parameter", ""),
        ),
        "bad_parameter": env._(
            "“%(parameter)s” of the transform “%(name)s” is wrong. Correct it.",
            name=params.get("name", ""),
            parameter=params.get("parameter", ""),
        ),
        "path_syntax": env._(
            "“%s” is no path of a field. Choose one from the list.", params.get("path", "")
        ),
        "path_too_large": env._("The source is too long, or too nested. Make it simpler."),
        "expression_syntax": env._("The expression cannot be read. Check brackets and quotes."),
        "expression_too_large": env._(
            "The expression, or a value in it, is too large. Make it simpler."
        ),
        "expression_forbidden": env._(
            "“%s” is not allowed in expressions.", params.get("name", "")
        ),
    }.get(code)


def _value_text(env, code, params):
    value = params.get("value", "")
    return {
        "path_failed": env._("“%s” does not fit this record.", params.get("path", "")),
        "expression_failed": env._(
            "The expression does not work for this record. Check the names of the fields; use "
            "number(…) to reckon with a field."
        ),
        "not_text": env._(
            "The source is a list or a group of fields. Choose one field, or join the list."
        ),
        "not_number": env._(
            "“%s” is no number. The transform “Number” reads other ways of writing.", value
        ),
        "not_whole": env._("“%s” is no whole number.", value),
        "not_date": env._(
            "“%s” is no date. The transform “Date” reads other ways of writing.", value
        ),
        "not_flag": env._("“%s” is neither yes nor no. Use a table with true and false.", value),
        "not_country": env._("“%s” is no country code such as SK. Translate it by a table.", value),
        "not_in_table": env._("“%s” is not in the table. Add it there.", value),
        "unknown_unit": env._("The unit “%s” cannot be converted.", value),
        "units_differ": env._(
            "“%(value)s” cannot be converted into “%(to)s”.", value=value, to=params.get("to", "")
        ),
        "too_long": env._(
            "The text has %(length)s characters, the field takes %(most)s. Cut it off.",
            length=params.get("length", ""),
            most=params.get("most", ""),
        ),
        "required_empty": env._("The field must not be empty."),
        "result_too_large": env._("The result is far too long."),
    }.get(code)


def _file_text(env, code, params):
    return {
        "file_too_large": env._(
            "The file is larger than %s kB, so it is no field mapping.", params.get("most", "")
        ),
        "file_not_json": env._(
            "The file cannot be read. Choose one that was exported from a field mapping."
        ),
        "file_not_map": env._(
            "The file is no field mapping. Choose one that was exported from here."
        ),
        "file_version": env._(
            "The file is of version %s, which is not known here.", params.get("version", "")
        ),
        "file_shape": env._(
            "The file has something unexpected at “%s”. Was it made for another kind of flow?",
            params.get("part", ""),
        ),
        "file_too_many": env._(
            "The file has more than %(most)s entries at “%(part)s”.",
            most=params.get("most", ""),
            part=params.get("part", ""),
        ),
    }.get(code)
