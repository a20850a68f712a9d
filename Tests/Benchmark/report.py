"""The figures as tables; what makes them no measurement comes last, and is returned."""

from load import CASES, REFERENCE

MIB = 2**20
LINE = "{:<21}{:>6}{:>7}{:>10}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>8}"
PHP_AIM, P99_AIM, OWN_AIM = 1.5, 1.2, 0.9
PROGRAM_MIB, RESPONDER_MIB = 64, 25


def show(measured):
    """Prints cases by side, the aims, memory; answers with the faults."""
    head(measured)
    print("\nCPU in seconds per 1,000 requests. Backlog: submissions whose follow-up was still to be done when the round's last one was")
    print("sent, and the seconds until it was.\n")
    print(LINE.format("case", "conns", "side", "req/s", "p50 ms", "p99 ms", "program", "worker", "nginx", "MariaDB", "all", "backlog", "s"))
    for entry in measured["results"]:
        for number, (side, one) in enumerate(entry["sides"].items()):
            print(LINE.format(
                CASES[entry["case"]][0] if number == 0 else "", entry["concurrency"] if number == 0 else "", side, f"{one['rps']:,.0f}",
                f"{one['p50_ms']:.1f}", f"{one['p99_ms']:.1f}",
                *(f"{one[f'cpu_{name}']:.3f}" for name in ("program", "worker", "nginx", "mariadb", "total")),
                f"{one['backlog']:,.0f}" if one["backlog"] else "", f"{one['caught_up_seconds']:.1f}" if one["backlog"] else "").rstrip())
    ratios(measured["results"])
    print("\nMemory, MiB: resident size of each process (now / highest; of PHP the largest), PSS of program and worker, PSS of nginx")
    for side, sizes in measured["memory"].items():
        largest = sorted(sizes["responders"], key=lambda size: -size["highest"])[:4]
        print(f"  {side:<6}" + "  ".join(f"{size['now'] / MIB:.1f} / {size['highest'] / MIB:.1f}" for size in largest)
              + f";  {sizes['program_pss'] / MIB:.1f};  {sizes['nginx_pss'] / MIB:.1f}"
              + (f"   (aims: {RESPONDER_MIB} each, {PROGRAM_MIB} together)" if side == "ours" else ""))
    faults = [f"{entry['case']}, {side}: {one['faults']}" for entry in measured["results"]
              for side, one in entry["sides"].items() if one["faults"]]
    return complain(faults + [f"{side}: {text}" for side, text in measured["missing"].items()])


def ratios(results):
    """Ours beside each other side: requests/s, processor time of all, p99."""
    print("\nours ÷ the other side:  requests/s (aim: at least)   CPU of all   p99")
    for entry in results:
        ours = entry["sides"].get("ours")
        for side, one in entry["sides"].items():
            if ours is None or side == "ours" or entry["case"] == REFERENCE:
                continue
            least = {"C": CASES[entry["case"]][3], "PHP": PHP_AIM}.get(side)
            ratio = ours["rps"] / max(one["rps"], 0.001)
            said = "" if least is None else f" ({least}: {'reached' if ratio >= least else 'missed'})"
            spent = f"{ours['cpu_total'] / max(one['cpu_total'], 1e-9):.2f}"
            print(f"  {CASES[entry['case']][0]:<21}{entry['concurrency']:>4} {side:<6}{ratio:>6.2f}{said:<17}{spent:>12}"
                  f"{ours['p99_ms'] / max(one['p99_ms'], 1e-9):>10.2f}")
    rates = {entry["case"]: entry["sides"]["ours"]["rps"] for entry in results if "ours" in entry["sides"]}
    if {"small", "own"} <= set(rates):
        print(f"  a form with ten own fields, judged ÷ the plain one: {rates['own'] / max(rates['small'], 0.001):.2f} (aim {OWN_AIM}; with --by-turns)")
    print(f"  (aims beside C: p99 at most {P99_AIM}, CPU of a submission of 50 KB at most 1)")


def show_flood(measured):
    """Prints a flood; answers with the faults."""
    head(measured)
    one = measured["flood"]
    print(f"\n{one['acknowledged']:,} submissions of 50 KB in {one['seconds']} s from {one['connections']} connections: {one['rps']:,.0f}/s,"
          f" p50 {one['p50_ms']:.1f} ms, p99 {one['p99_ms']:.1f} ms")
    for title, name in (("before", "list_calm"), ("beside", "list")):
        times = one[name]
        print(f"list {title}: asked {times['asked']:,} times, p50 {times['p50_ms']:.1f} ms, p99 {times['p99_ms']:.1f} ms")
    print(f"backlog: {one['backlog_highest']:,} at most, {one['backlog_end']:,} at the end, empty {one['caught_up_seconds']:.1f} s later")
    for title, name in (("before", "resident_before"), ("at the end", "resident_after"), ("once caught up", "resident_caught_up")):
        sizes = one[name]
        print(f"resident, MiB, {title}: responders " + " ".join(f"{size / MIB:.1f}" for size in sizes["responders"])
              + f", worker {sizes['worker'] / MIB:.1f}")
    faults = [text for text in (one["faults"] and str(one["faults"]), one["missing"],
                                one["backlog_after"] and f"the follow-up of {one['backlog_after']} is not done") if text]
    if one["wrong_totals"]:
        faults.append(f"{len(one['wrong_totals'])} totals were wrong (least, total, most): {one['wrong_totals'][:5]}")
    else:
        print("totals: each at least what was acknowledged and at most what was sent, none smaller than the one before, exact at the end")
    return complain(faults)


def head(measured):
    print("  ".join(f"{name}: {value}" for name, value in measured["machine"].items()))


def complain(faults):
    for text in faults:
        print(f"\n*** NOT A MEASUREMENT: {text} ***")
    return faults
