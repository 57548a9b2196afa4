"""What set_shared_read and frozenset_lookup have in common."""

MEMBERS = range(0, 16, 2)


def run(n, members):
    found = 0
    for _ in range(n):
        # Small numbers are immortal: only the set is contended.
        for number in range(16):
            if number in members:
                found += 1
    return found


def check(cell):
    return cell.total == 8 * sum(cell.ops) and len(cell.shared) == len(MEMBERS)
