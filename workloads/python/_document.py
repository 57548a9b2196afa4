"""The document that json_dumps, json_loads, pickle_dumps and pickle_loads write and read: an order with five positions, made anew by each worker."""


def make():
    return {
        "id": 20_000 + 17,
        "customer": {"name": " ".join(["Ada", "Lovelace"]), "since": 1843, "active": True, "note": None},
        "positions": [{"article": f"article {i}", "count": 1000 + i, "price": i + 0.25, "tags": ["new", f"shelf {i}"]} for i in range(5)],
    }
