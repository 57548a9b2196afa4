"""Extract, transform, load: records from a queue, results under one lock.

Mechanism: queue.Queue, in Python, with one lock and conditions; strings upper-cased and a dictionary made for every record; one list that all workers
append to under one lock. A record goes back to the end of the queue, which so never runs dry; the results are dropped when 1000 have gathered.
Flat with a GIL. Free-threaded it should scale until queue and lock are busy all the time, which is sooner for records with fewer strings.
Claim C5.
op: one record of `fields` strings taken, upper-cased, added to the results, and put back.
"""

import queue
import threading

MODES = ("threads",)

PARAMETERS = {
    "fields": {"default": 100, "low": 1, "high": 5000, "unit": "strings", "help": "strings of a record"},
    "records": {"default": 1000, "low": 1, "high": 100000, "unit": "records", "help": "records in the queue; at least as many as workers"},
}

GATHERED = 1000


def make_record(number, fields):
    return {f"field{i}": f"value {i} of record {number}, as it was extracted" for i in range(fields)}


class Warehouse:
    def __init__(self):
        self.lock = threading.Lock()
        self.results = []
        self.dropped = 0


def setup(cell):
    records = queue.Queue()
    for number in range(max(cell.parameters["records"], cell.workers)):
        records.put(make_record(number, cell.parameters["fields"]))
    return records, Warehouse()


def transform(record):
    return {name: text.upper() for name, text in record.items()}


def run(n, shared):
    records, warehouse = shared
    total = 0
    for _ in range(n):
        record = records.get()
        result = transform(record)
        with warehouse.lock:
            warehouse.results.append(result)
            if len(warehouse.results) == GATHERED:
                warehouse.dropped += GATHERED
                warehouse.results.clear()
        records.put(record)
        total += len(result) + result["field0"].isupper()
    return total


def check(cell):
    records, warehouse = cell.shared
    fields, ops = cell.parameters["fields"], sum(cell.ops)
    assert records.qsize() == max(cell.parameters["records"], cell.workers), "a record was lost"
    assert warehouse.dropped + len(warehouse.results) == ops, "a result was lost"
    for result in warehouse.results:
        number = int(result["field0"].split()[4].rstrip(","))
        assert result == {name: text.upper() for name, text in make_record(number, fields).items()}
    return cell.total == (fields + 1) * ops
