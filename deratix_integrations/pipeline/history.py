"""Which of the lines that comparing brings belong to a run of the history."""


def belonging(run, lines, modified):
    """The lines in the direction of a run, of records that were changed since its day.

    What waits for a person stays in any case: until it is known whether a client there is one of
    those here, neither is added on the other side.

    :param run: a ``deratix.run`` whose ``history`` is "in", "out" or "both"
    :param modified: ``{external id: when the other system changed the record, naive UTC}``
    """
    since = run.since or None

    def belongs(line):
        if line["category"] == "review":
            return True
        is_new = line["category"] in ("new", "invalid")
        there = since is None or (modified.get(line["external_id"]) or since) >= since
        written = line.get("planned_write_date")
        here = since is None or bool(written) and written >= since.isoformat(sep=" ")
        from_there = run.history != "out" and there
        return from_there or run.history != "in" and here and not is_new

    return [line for line in lines if belongs(line)]
