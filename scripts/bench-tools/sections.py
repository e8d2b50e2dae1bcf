"""The sections of the benchmark.  Each is a function of a Bench that yields
rows, or texts: remarks to the reader."""
import contextlib
import statistics
import subprocess

from certificates import Certificates
from figures import Row
from machinery import DelayProxy, FastSink, Missing, Pace, SmtpSink
from senders import Liaison, Mlmmj, SmtpSource, dkim_variants

SHIPPED = 100  # people for mlmmj as shipped, at 23 mails a second
RTT = 20
STALL_MS = 1000
PEAK_MB = 24
FEW, MANY, MILLION = 1000, 100000, 1000000
ENOUGH = 200000  # of a million: the peak has shown itself


def turns(bench, server, senders, **options):
    """[[Run of each sender] of each round], in turn, each time beginning
    with another; all mails must arrive."""
    rounds = []
    for sender in senders:
        once(bench, server, sender, **options)  # warms up
    for number in range(bench.rounds):
        if bench.late() and rounds:
            break
        order = list(range(len(senders)))
        shift = number % len(order)
        found = {i: once(bench, server, senders[i], **options)
                 for i in order[shift:] + order[:shift]}
        rounds.append([found[i] for i in order])
    return [list(runs) for runs in zip(*rounds)]


def once(bench, server, sender, **options):
    before = server.count()
    run = sender.begin(server.port, pin=bench.pin, **options).result()
    arrived = server.count() - before
    if arrived != sender.count:
        raise SystemExit(f"{sender.name}: {arrived} mails arrived, not "
                         f"{sender.count}")
    sender.check()
    return run


def rates(sender, runs):
    return [sender.count / run.seconds for run in runs]


def cpu(sender, runs):
    return [run.cpu / sender.count * 1e6 for run in runs]


def beside_peers(bench, make_sink, wanted):
    """liaison, smtp-source and mlmmj into one sink."""
    with make_sink(bench.tools, bench.pin) as sink, \
            Liaison(bench.tools, bench.n) as ours:
        source = SmtpSource(bench.tools, bench.n, bench.size)
        mine, theirs = turns(bench, sink, [ours, source])
        yield Row("mails/s", rates(ours, mine), rates(source, theirs),
                  source.name, (">=", wanted))
        yield Row("CPU us/mail", cpu(ours, mine), cpu(source, theirs),
                  source.name, ("<=", 0.7))
        for nodelay in (True, False):
            yield from beside_mlmmj(bench, sink, ours, mine, nodelay)


def beside_mlmmj(bench, sink, ours, mine, nodelay):
    try:
        peer = Mlmmj(bench.tools, bench.n // 2 if nodelay else SHIPPED,
                     bench.size, nodelay)
    except Missing as why:
        yield f"no mlmmj: {why}" if nodelay else None
        return
    mine, theirs = turns(bench, sink, [ours, peer])
    yield Row("mails/s", rates(ours, mine), rates(peer, theirs), peer.name,
              (">=", 3))
    if nodelay:
        yield Row("CPU us/mail", cpu(ours, mine), cpu(peer, theirs),
                  peer.name)


def sink(bench):
    """into smtp-sink, K = {k}"""
    yield from beside_peers(bench, SmtpSink, 1.2)


def fast(bench):
    """into the fast sink, K = {k}"""
    yield from beside_peers(bench, FastSink, 1.5)


def rtt(bench):
    """20 ms of round trip, into smtp-sink"""
    steps = {}
    for k in (10, 30, 100):
        count = max(100, min(bench.n, 1200) * k // 10)
        with SmtpSink(bench.tools) as target, \
                DelayProxy(bench.tools, target, RTT) as proxy, \
                Liaison(bench.tools, count, k) as ours:
            source = SmtpSource(bench.tools, count // 4, bench.size, k)
            mine, theirs = turns(bench, proxy, [ours, source])
        steps[k] = rates(ours, mine)
        if k == 10:
            yield Row("mails/s, K = 10", steps[k], target=(">=", 400))
        yield Row(f"mails/s, K = {k}", steps[k], rates(source, theirs),
                  source.name)
        if k > 10:
            yield Row(f"K = {k} for each {k // 10} of K = 10", steps[k],
                      [r * k / 10 for r in steps[10][:len(steps[k])]],
                      "if linear", (">=", 0.9))


def tls(bench):
    """STARTTLS, into the fast sink, K = {k}"""
    made = Certificates(bench.tools.dir / "certificates")
    certificate, key = made.make("server")
    with contextlib.ExitStack() as stack:
        plain = stack.enter_context(FastSink(bench.tools, bench.pin))
        ours = stack.enter_context(Liaison(bench.tools, bench.n, bench.k))
        before = turns(bench, plain, [ours])
    with FastSink(bench.tools, bench.pin, (certificate, key)) as secure, \
            Liaison(bench.tools, bench.n, bench.k) as ours:
        ours.site.set("smtp", host="localhost", tls="starttls",
                      ca_file=str(made.authority))
        [after] = turns(bench, secure, [ours])
    yield Row("mails/s", rates(ours, after), rates(ours, before[0]),
              "liaison plain")
    yield Row("CPU us/mail", cpu(ours, after), cpu(ours, before[0]),
              "liaison plain")
    yield "smtp-source speaks no TLS, so there is no reference"


def dkim(bench):
    """signatures, into the fast sink, K = {k}"""
    with FastSink(bench.tools, bench.pin) as target, \
            Liaison(bench.tools, min(bench.n, 5000), bench.k) as ours:
        variants = dkim_variants(ours)
        runs = turns(bench, target, variants)
    plain = runs[0]
    for variant, mine in list(zip(variants, runs))[1:]:
        yield Row(f"mails/s, {variant.name}", rates(variant, mine),
                  rates(variants[0], plain), "unsigned")
    alone = openssl_speed()
    alone["RSA-2048 and Ed25519"] = sum(alone.values())
    for variant, mine in list(zip(variants, runs))[1:]:
        more = [a - b for a, b in zip(cpu(variant, mine),
                                      cpu(variants[0], plain))]
        yield Row(f"CPU us more, {variant.name}", more,
                  [alone[variant.name]] * len(more), "openssl speed, bare")


def openssl_speed():
    """{kind of key: microseconds of a bare signature}"""
    done = subprocess.run(
        ["openssl", "speed", "-seconds", "1", "-mr", "rsa2048", "ed25519"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        check=True)
    found = {}
    for line in done.stdout.splitlines():
        kind, _, bits, *rates = line.split(":")
        name = "RSA-2048" if kind == "+F2" else "Ed25519"
        found[name] = 1e6 / float(rates[-2])
    return found


def limits(bench):
    """limits that are never reached, against none, fast sink, K = {k}"""
    with FastSink(bench.tools, bench.pin) as target, \
            Liaison(bench.tools, bench.n, bench.k) as ours, \
            Liaison(bench.tools, bench.n, bench.k) as free:
        ours.name = "with limits"
        ours.site.set("smtp", messages_per_minute=1000000,
                      messages_per_day=1000000, domain_per_hour=1000000)
        mine, theirs = turns(bench, target, [ours, free])
    yield Row("mails/s", rates(ours, mine), rates(free, theirs), "no limits")
    yield Row("CPU us/mail", cpu(ours, mine), cpu(free, theirs), "no limits")


def stall(bench):
    """one of K = {k} connections waits a second at every dot"""
    wanted = 0.95 * (bench.k - 1) / bench.k
    for delay, count in ((RTT, min(bench.n, 6000)), (0, bench.n)):
        stalled, free, whole = [], [], []
        with SmtpSink(bench.tools) as target, \
                Liaison(bench.tools, count, bench.k) as ours:
            for _ in range(bench.rounds):
                if bench.late() and free:
                    break
                for ms, found in ((0, free), (STALL_MS, stalled)):
                    with DelayProxy(bench.tools, target, delay, ms) as proxy:
                        pace = Pace(proxy, count)
                        run = once(bench, proxy, ours)
                        found.append(pace.rate())
                        whole.append((ms, count / run.seconds))
        yield Row(f"mails/s, {delay} ms of round trip", stalled, free,
                  "none waits", (">=", wanted))
        totals = [statistics.median(r for ms, r in whole if ms == which)
                  for which in (STALL_MS, 0)]
        yield (f"the whole run with the last mail of the one who waits: "
               f"{totals[0]:.0f} mails/s against {totals[1]:.0f}")
    yield "mails/s between the first and the last tenth of the mails"


def memory(bench):
    """peak of resident memory of the sender (VmHWM), K = {k}"""
    peaks = {}
    with FastSink(bench.tools) as target:
        for count in (FEW, MANY):
            with Liaison(bench.tools, count, bench.k) as ours:
                [runs] = turns(bench, target, [ours])
            peaks[count] = [run.peak_kb / 1024 for run in runs]
            yield Row(f"MB, {count:,} people", peaks[count],
                      target=("<=", PEAK_MB))
        if bench.quick:
            return
        ours = bench.million()
        ours.back()
        if not ours.states():
            ours.queue()
            ours.keep()
        peak, part = bench_million(bench, target, ours)
    yield Row("MB, 1,000,000 people", [peak], target=("<=", PEAK_MB))
    if not bench.full:
        yield (f"stopped after {part:,} of them (--full sends all); after "
               f"half of these the peak was {bench.half:.1f} MB")
    yield Row("MB more than with 1,000",
              [peak - statistics.median(peaks[FEW])], target=("<=", 2))


def bench_million(bench, target, ours):
    """(MB, how many were sent)"""
    before = target.count()
    running = ours.begin(target.port, bench.k)
    bench.half = 0
    while not running.over():
        count = target.count() - before
        if not bench.half and count > ENOUGH / 2:
            bench.half = bench.peak_of_sender(running)
        if not bench.full and count > ENOUGH:
            running.stop()
            break
        bench.pause()
    peak = running.result().peak_kb / 1024
    part = target.count() - before
    states = ours.states()
    if states.get("sent") != part or (bench.full and part != MILLION):
        raise SystemExit(f"{part} mails arrived, but {states}")
    return peak, part


def queue(bench):
    """a newsletter queued for 1,000,000 people"""
    if bench.quick:
        yield "left out with --quick"
        return
    ours = bench.million()
    runs = []
    for _ in range(bench.rounds):
        ours.back()
        runs.append(ours.queue(pin=bench.pin))
    if ours.states() != {"queued": MILLION}:
        raise SystemExit(f"not all was queued: {ours.states()}")
    ours.keep()
    yield Row("seconds", [run.seconds for run in runs], target=("<=", 3))
    yield Row("MB", [run.peak_kb / 1024 for run in runs],
              target=("<=", PEAK_MB))


SECTIONS = {each.__name__: each
            for each in (sink, fast, rtt, tls, dkim, limits, stall, queue,
                           memory)}
