"""made_samples.py - a results folder of runs that never were: samples.csv, environment.csv and suite.cfg, for charts, tables and reports of
wide data and of hostile names.

    python3 harness/tests/made_samples.py /tmp/made --threads 1..64 --builds 8
    python3 harness/tests/made_samples.py /tmp/made --threads 1,2,4 --workloads 50 --modes threads,processes --measures --seed 7
    python3 harness/tests/made_samples.py /tmp/new --speed 0.9 --spread 0.05    # a second run, to compare with the first
    python3 harness/tests/made_samples.py /tmp/hostile --names hostile

The same options give the same bytes. Rates follow Gunther's law, X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1)), with noise of whole
blocks and of single invocations, both lognormal. The workloads' scaling goes from ideal to retrograde on free-threaded builds; with a GIL the
native ones scale and the others are flat. The first workload is `spin`, the native ceiling.
"""
import argparse
import csv
import hashlib
import math
import pathlib
import random

COLUMNS = """schema run block order invocation build python ft gil mode workload params workload_hash placement threads window phase start_ns
duration_ns ops ops_per_s slowest_ops_per_s fastest_ops_per_s cpu_s gil_wait_s voluntary_switches involuntary_switches rss_bytes pss_bytes
status flags detail batch_ops hash_seed cpus gc_collections gc_full_collections steal_s load_average cpu_hz axes beside_ops_per_s requests
latency_p50_s latency_p90_s latency_p99_s latency_p999_s latency_max_s minor_faults major_faults peak_rss_bytes start_create_s start_ready_s
start_first_op_s gc_pause_s instructions cycles cache_misses branch_misses worker runqueue_wait_s gil_enabled_by phases gil_held_s""".split()

# Name, parameters, ops/s of one worker with a GIL, sigma and kappa without one, price of one thread on 3.13t, native.
WORKLOADS = [
    ("spin", "", 580e6, 0, 0, 1.00, True),
    ("fib", "", 78e3, 0.005, 0, 1.60, False),
    ("dict_churn", "size=16", 640e3, 0.02, 0.0004, 1.45, False),
    ("shared_counter", "", 2.5e6, 0.9, 0.02, 1.70, False),
    ("primes", "", 520e3, 0.01, 0.0001, 1.35, False),
    ("json_documents", "", 9.1e3, 0.06, 0.0008, 1.25, False),
    ("queue_handover", "depth=8;producers=2", 310e3, 0.4, 0.004, 1.15, False),
    ("request_fib", "", 410, 0.03, 0.0002, 1.50, False),
]
# What a file from somewhere else may call a thing: none of it may act, and all of it has to be seen as text.
HOSTILE = [
    ("<script>alert(1)</script>", "", 4e5, 0.02, 0, 1.3, False),
    ("`touch owned`", "n=$(touch owned)", 3e5, 0.1, 0, 1.2, False),
    ('"; system("touch owned"); "', "", 2e5, 0.3, 0, 1.6, False),
    ("it's | a > <b>b</b> & *c* _d_ @e {/Symbol a} ^f", "[x](y)", 1e5, 0.05, 0, 1.4, False),
    ("line\nbreak\ttab \x1b[31mred", "", 9e4, 0.0, 0, 1.1, False),
    ("a_workload_with_a_name_that_is_far_longer_than_any_panel_of_a_chart_will_ever_be_wide", "parameter=1000000;other=2000000",
     8e4, 0.01, 0, 1.5, False),
    ("\u00fcn\u00efcode \u4e2d\u6587 \u202eleft", "", 7e4, 0.02, 0, 1.25, False),
    ("%s%n\\n\\", "", 6e4, 0.02, 0, 1.25, False),
]
MODES = ("threads", "processes", "subinterpreters")


def thread_list(text):
    """1,2,4 or 1..8; 1..64 is all of them, 1..64*2 the powers of two."""
    found = []
    for part in text.split(","):
        low, dots, high = part.partition("..")
        if not dots:
            found.append(int(low))
        elif high.endswith("*2"):
            found += [1 << i for i in range(32) if int(low) <= 1 << i <= int(high[:-2])]
        else:
            found += range(int(low), int(high) + 1)
    return sorted(set(found))


def pairs(text):
    """sigma,kappa"""
    sigma, kappa = text.split(",")
    return float(sigma), float(kappa)


def workloads(options):
    if options.names == "hostile":
        return HOSTILE[:options.workloads]
    made = list(WORKLOADS[:options.workloads])
    for i in range(len(made), options.workloads):  # further ones are versions of those, with a law of their own
        name, _, rate, _, _, price, _ = WORKLOADS[1 + i % (len(WORKLOADS) - 1)]
        made.append((f"{name}_{i}", f"size={2 ** (i % 12)}" if i % 3 == 0 else "", rate * (1 + i % 5), (i % 11) ** 2 / 100, (i % 4) / 2000,
                     1 + (price - 1) * (i % 7) / 4, i % 10 == 0))
    return made


def builds(count, names):
    """(tag, version, free-threaded, price of a thread as a part of the workload's own): a GIL build and a free-threaded one of each version."""
    if names == "hostile":
        return [("<b>&amp;'\"`id`", "3.13.15", 0, 0), ("ft\"; print 1; #{}^_", "3.13.15", 1, 1)][:count]
    made = []
    for minor, price in ((13, 1.0), (14, 0.25), (15, 0.15), (12, 1.2)):
        made += [(f"3.{minor}.{15 - minor % 5}", f"3.{minor}.{15 - minor % 5}", 0, 0),
                 (f"3.{minor}.{15 - minor % 5}t", f"3.{minor}.{15 - minor % 5}", 1, price)]
    return made[:count]


def cells(options):
    for tag, version, ft, price in builds(options.builds, options.names):
        for gil in ("on",) if not ft else ("off", "on") if options.forced else ("off",):
            for mode in options.modes:
                for axes in options.axes:
                    for placement in options.placements:
                        for work in workloads(options):
                            for n in options.threads:
                                yield tag, version, ft, price, gil, mode, axes, placement, work, n


def phases_of(work, names):
    """An op's phases: name, part of the op, whether the GIL is held in it; from work to work other parts. `spin` never meets the GIL."""
    place = [name for name, *_ in WORKLOADS].index(work[0]) if names == "plain" and work in WORKLOADS else 3
    if work[6]:
        return [("", 1, False)]
    if place == 1:
        return [("", 1, True)]  # no phases: all of it
    names = ("prepare", "native", "result") if names == "plain" else ("p" * 64, "n.+-_" * 12, "R")
    held = 0.1 * place
    return [(names[0], 0.7 * held, True), (names[1], 1 - held, False), (names[2], 0.3 * held, True)]


def law(options, gil, mode, work, n):
    """What N workers do, of what one does."""
    if options.phases and gil == "on" and mode == "threads":
        held = sum(part for _, part, holds in phases_of(work, options.names) if holds)
        return n if held == 0 else min(n, 0.97 / held) if n > 1 else 1
    if options.law:
        sigma, kappa = options.law
    elif mode != "threads":
        sigma, kappa = 0.01, 0.0001
    elif work[6]:
        sigma, kappa = 0.001, 0
    else:
        sigma, kappa = (1.0, 0.001) if gil == "on" else (work[3], work[4])
    # Beyond the cores a second worker on a core adds a third of one.
    workers = n if n <= options.cores else options.cores + (n - options.cores) / 3
    return workers / (1 + sigma * (workers - 1) + kappa * workers * (workers - 1))


def flags_of(options, n, chance):
    flags = []
    if n > options.cpus:
        flags.append("oversubscribed")
    if n > options.cores:
        flags.append("smt_shared")
    if chance.random() < options.disturbed:
        flags.append(chance.choice(("stolen", "busy", "unsteady")))
    return ";".join(sorted(flags))


def latency(row, mean, spread, chance):
    """Of requests that take `mean` seconds: p50 ... max."""
    for name, factor in (("p50", 1), ("p90", 1.6), ("p99", 3.1), ("p999", 8), ("max", 20)):
        row[f"latency_{name}_s"] = mean * factor ** (1 + spread) * math.exp(chance.gauss(0, 0.05))


def held_in(options, work, gil, seconds, n):
    """The columns phases and gil_held_s of a window: what n workers had, and what they held of it."""
    parts, ops = phases_of(work, options.names), seconds * n
    held = law(options, "on", "threads", work, n) / n  # an op holds the GIL for as long as it did alone; in the rest of the time it waits
    text = [f"{name}={part * ops:.9f}" + (f"/{part * ops * held * holds:.9f}" if gil == "on" else "") for name, part, holds in parts if name]
    return {"phases": ";".join(text),
            "gil_held_s": sum(part * ops * held for _, part, holds in parts if holds) if gil == "on" else ""}


def invocation(options, cell, block, order, noise, chance):
    """One invocation's rows: its windows and its end."""
    tag, version, ft, price, gil, mode, axes, placement, work, n = cell
    name, params, one, _, _, cost, native = work
    rate = one * options.speed * law(options, gil, mode, work, n) / (1 + (cost - 1) * price)
    rate *= math.exp(noise + chance.gauss(0, options.noise))
    if options.spread:  # a workload's own change, the same for all of its cells: for a comparison that has all verdicts
        rate *= math.exp(random.Random(f"{options.seed} {name} spread").gauss(0, options.spread))
    waits = gil == "on" and mode == "threads" and not native
    row = dict.fromkeys(COLUMNS, "")
    row.update(schema=1, run=options.folder.name, block=block, order=order, invocation=block, build=tag, python=version, ft=ft, gil=gil,
               mode=mode, workload=name, params=params, workload_hash=hashlib.sha256(name.encode()).hexdigest()[:16], placement=placement,
               threads=n, status="ok", flags=flags_of(options, n, chance), batch_ops=64, hash_seed=block, axes=axes,
               cpus=" ".join(str(i % options.cpus) for i in range(n)))
    if options.failed and random.Random(f"{options.seed} {tag} {name} {n}").random() < options.failed:
        yield {**row, "phase": "end", "start_ns": order * 10**9, "duration_ns": 10**8, "ops": 0, "status": "failed", "flags": "",
               "detail": "ValueError: made to fail"}
        return
    rates, seconds, start = [], 0.05, (block * 10**5 + order) * 10**9
    for window in range(options.windows):
        now = rate * math.exp(chance.gauss(0, options.noise / 4))
        each = now / n
        unfair = 0.02 + (0.3 if waits else 0.05) * (1 - 1 / n)
        rates.append(now)
        yield {**row, "phase": "measure", "window": window, "start_ns": start + window * int(seconds * 1e9), "duration_ns": int(seconds * 1e9),
               "ops": max(1, round(now * seconds)), "ops_per_s": now, "slowest_ops_per_s": each * (1 - unfair if n > 1 else 1),
               "fastest_ops_per_s": each * (1 + unfair if n > 1 else 1), "cpu_s": seconds * (1 if waits else min(n, options.cpus)),
               "gil_wait_s": seconds * (n - 1) * 0.97 if waits else 0, "rss_bytes": 12 * 2**20 + n * 2**19,
               **({"minor_faults": 40 * n, "major_faults": 0} if options.measures else {}),
               **(held_in(options, work, gil, each * n / rate * seconds, n) if options.phases else {})}
    rates.sort()
    end = {**row, "phase": "end", "start_ns": start, "duration_ns": int(options.windows * seconds * 1e9),
           "ops": max(1, round(rate * options.windows * seconds)), "ops_per_s": rates[len(rates) // 2],
           "cpu_s": options.windows * seconds, "rss_bytes": 12 * 2**20 + n * 2**19,
           "pss_bytes": int((11 + n * {"threads": 0.5, "subinterpreters": 4, "processes": 7}[mode]) * 2**20)}
    if options.measures:
        end.update(peak_rss_bytes=end["pss_bytes"] + 2**20, start_create_s=4e-5 * n, start_ready_s=0.002 * n, start_first_op_s=0.0025 * n,
                   gc_pause_s=0.001)
    if options.latency:
        end["requests"] = 20000
        latency(end, n / rate * 100, 0.4 if waits else 0.05, chance)
    yield end


def write_samples(options):
    chance = random.Random(options.seed)
    all_cells = list(cells(options))
    with open(options.folder / "samples.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
        out.writeheader()
        for block in range(options.invocations):
            noise = chance.gauss(0, options.noise)
            for order, cell in enumerate(all_cells):
                out.writerows(invocation(options, cell, block, order, noise, chance))


def write_environment(options):
    facts = {"gilscale.version": "made", "run.command": "gilscale run made", "run.started": "2026-11-21T12:00:00+0000", "run.seed": options.seed,
             "cpu.model": "Made-up CPU", "topology.cpus": options.cpus, "topology.cores": options.cores, "topology.packages": 1,
             "topology.nodes": 1, "topology.kinds": 1, "cpu.allowed": f"0-{options.cpus - 1}", "cpu.quota": "unlimited",
             "machine.virtualisation": "none", "machine.product": "Made-up machine", "kernel.release": "6.1.0"}
    for tag, version, ft, _ in builds(options.builds, options.names):
        facts[f"build.{tag}.version"] = version
        facts[f"build.{tag}.kind"] = "free-threaded" if ft else "GIL"
        facts[f"build.{tag}.optimisation"] = "PGO"
    with open(options.folder / "environment.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        out.writerow(("key", "value"))
        out.writerows(facts.items())


def write_suite(options):
    (options.folder / "suite.cfg").write_text(f"""description = "made up by harness/tests/made_samples.py";
threads = ( {", ".join(f'"{n}"' for n in options.threads)} );
placement = ( {", ".join(f'"{name}"' for name in options.placements)} );
invocations = "{options.invocations}";
windows = "{options.windows}";
seed = "{options.seed}";
workloads = ( );
""")


def modes(text):
    found = text.split(",")
    if not set(found) <= set(MODES):
        raise ValueError(text)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("folder", type=pathlib.Path, help="made when it is not there; its files are written anew")
    add("--workloads", type=int, default=4, metavar="COUNT", help="8 with names of ours, then versions of those (default 4)")
    add("--names", choices=("plain", "hostile"), default="plain", help="hostile: markup, commands, control characters, long ones; 8 at most")
    add("--builds", type=int, default=2, metavar="COUNT", help="1 to 8: 3.13, 3.13t, 3.14, 3.14t ... (default 2)")
    add("--modes", type=modes, default=["threads"], metavar="LIST", help="of threads,processes,subinterpreters (default threads)")
    add("--axes", type=lambda text: text.split("|"), default=[""], metavar="TEXTS", help="settings, '|' between: 'gc=off|gc=on' (default none)")
    add("--placements", type=lambda text: text.split(","), default=["cores"], metavar="LIST", help="default cores")
    add("--forced", action="store_true", help="the free-threaded builds with the GIL forced on, too")
    add("--threads", type=thread_list, default=[1, 2, 4], metavar="LIST", help="1,2,4 or 1..8 or 1..64*2, the powers of two (default 1,2,4)")
    add("--invocations", type=int, default=8, metavar="COUNT", help="default 8; below 6 there are no intervals")
    add("--windows", type=int, default=1, metavar="COUNT", help="an invocation's (default 1)")
    add("--noise", type=float, default=0.02, metavar="SD", help="of log rates, of a block and of an invocation (default 0.02)")
    add("--law", type=pairs, metavar="SIGMA,KAPPA", help="one law for all cells, in place of each workload's own")
    add("--speed", type=float, default=1, metavar="FACTOR", help="all rates times that (default 1)")
    add("--spread", type=float, default=0, metavar="SD", help="each workload's rates times a factor of its own: sd of its log (default 0)")
    add("--cores", type=int, default=64, help="beyond so many workers: smt_shared, and a worker adds a third (default 64)")
    add("--cpus", type=int, default=128, help="beyond so many workers: oversubscribed (default 128)")
    add("--disturbed", type=float, default=0, metavar="SHARE", help="of invocations with a flag stolen, busy or unsteady (default 0)")
    add("--failed", type=float, default=0, metavar="SHARE", help="of cells, all of whose invocations fail (default 0)")
    add("--latency", action="store_true", help="requests and their percentiles")
    add("--measures", action="store_true", help="page faults, peak memory, start-up, pauses of the collector")
    add("--phases", action="store_true", help="phases of an op, and how long the GIL is held: with one, threads do what that allows, nearly")
    add("--seed", type=int, default=1, help="default 1")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_samples(options)
    write_environment(options)
    write_suite(options)


if __name__ == "__main__":
    main()
