"""NumPy's and numexpr's programs for the workloads. usage: rival.py numpy|numexpr THREADS

Speaks one line for one line:  prepare NAME SIZE -> answer A  (the data is made, one turn taken; or: none)
                               turn              -> seconds S
                               forget            -> forgotten (its data is let go)
"""
import subprocess
import sys
import time


def counting(n, modulus):
    return (np.arange(n) % modulus).astype(np.float64)


class Pi:
    chunk = 1_000_000

    def __init__(self, n):
        self.n, self.rng, self.estimate = n, np.random.default_rng(1), 0.0

    def turn(self):
        inside = 0
        for start in range(0, self.n, self.chunk):
            inside += self.count(min(self.chunk, self.n - start))
        self.estimate = 4 * inside / self.n

    def answer(self):
        return self.estimate


class PiNumpy(Pi):
    def count(self, n):
        points = self.rng.uniform(-1, 1, (n, 2))
        return (np.sqrt((points**2).sum(axis=1)) < 1).sum()


class PiNumexpr(Pi):
    def count(self, n):
        x, y = self.rng.uniform(-1, 1, (2, n))
        return int(ne.evaluate("sum(where(sqrt(x*x + y*y) < 1, 1, 0))"))


class Triad:
    def __init__(self, n):
        self.a, self.b, self.c = counting(n, 7), counting(n, 8), counting(n, 5)

    def answer(self):
        return self.a.sum()


class TriadNumpy(Triad):
    def turn(self):
        self.a += self.b + 0.5 * self.c


class TriadNumexpr(Triad):
    def turn(self):
        a, b, c, s = self.a, self.b, self.c, 0.5
        ne.evaluate("a + b + s*c", out=a)


class AddMultiply:
    def __init__(self, n):
        self.x, self.added, self.sum = counting(n, 7), 0.0, 0.0

    def turn(self):
        self.added += 1
        self.sum = float(self.compute(self.x, self.added))

    def answer(self):
        return self.sum


class AddMultiplyNumpy(AddMultiply):
    def compute(self, x, added):
        return ((x + added) * 2).sum()


class AddMultiplyNumexpr(AddMultiply):
    def compute(self, x, added):
        return ne.evaluate("sum((x + added)*2)")


class Stencil:
    def __init__(self, n):
        self.a, self.b = counting(n * n, 7).reshape(n, n), np.zeros((n, n))

    def answer(self):
        return self.b.sum()


class StencilNumpy(Stencil):
    def turn(self):
        a, b = self.a, self.b
        b[2:-2, 2:-2] += (0.25 * (a[1:-3, 2:-2] + a[3:-1, 2:-2] + a[2:-2, 1:-3] + a[2:-2, 3:-1])
                          + 0.125 * (a[:-4, 2:-2] + a[4:, 2:-2] + a[2:-2, :-4] + a[2:-2, 4:]))
        a += 1


class StencilNumexpr(Stencil):
    def turn(self):
        a, b = self.a, self.b[2:-2, 2:-2]
        n1, s1, w1, e1 = a[1:-3, 2:-2], a[3:-1, 2:-2], a[2:-2, 1:-3], a[2:-2, 3:-1]
        n2, s2, w2, e2 = a[:-4, 2:-2], a[4:, 2:-2], a[2:-2, :-4], a[2:-2, 4:]
        ne.evaluate("b + 0.25*(n1 + s1 + w1 + e1) + 0.125*(n2 + s2 + w2 + e2)", out=b)
        ne.evaluate("a + 1", out=a)


class MatrixSpread:
    def __init__(self, n):
        self.a, self.std = counting(n * n, 1009).reshape(n, n), 0.0

    def turn(self):
        self.std = (self.a @ self.a.T - self.a).std()

    def answer(self):
        return self.std


class SmallOperations:
    def __init__(self, n):
        self.n, self.a, self.turns, self.last = n, np.arange(10.0), 0, 0.0

    def turn(self):
        self.turns += 1
        for k in range(self.n):
            self.last = (self.a + (k + self.turns)).tolist()[9]

    def answer(self):
        return self.last


class Statements:
    reads = False

    def __init__(self, n):
        self.n, self.turns, self.sum = n, 0, 0.0

    def turn(self):
        self.turns += 1
        x = np.arange(10.0) + self.turns
        for _ in range(self.n):
            x = x * 0.5 + 1
            if self.reads:
                x.tolist()
        self.sum = sum(x.tolist())

    def answer(self):
        return self.sum


class StatementsRead(Statements):
    reads = True


class Startup:
    def __init__(self, n):
        self.printed = 0.0

    def turn(self):
        program = [sys.executable, "-c", "import numpy as np; print(1 + 1)"]
        self.printed = float(subprocess.run(program, capture_output=True, check=True).stdout)

    def answer(self):
        return self.printed


PROGRAMS = {
    "numpy": {
        "pi": PiNumpy, "triad": TriadNumpy, "addmul": AddMultiplyNumpy, "stencil": StencilNumpy,
        "matmul-2000": MatrixSpread, "matmul-4000": MatrixSpread, "overhead-operation": SmallOperations,
        "overhead-statement": Statements, "overhead-statement-read": StatementsRead, "startup": Startup,
    },
    "numexpr": {
        "pi": PiNumexpr, "triad": TriadNumexpr, "addmul": AddMultiplyNumexpr, "stencil": StencilNumexpr,
    },
}


def serve(programs):
    program = None
    for line in sys.stdin:
        command, *words = line.split()
        if command == "prepare":
            if words[0] not in programs:
                yield "none"
                continue
            program = programs[words[0]](int(words[1]))
            program.turn()
            yield f"answer {float(program.answer())!r}"
        elif command == "turn":
            start = time.perf_counter()
            program.turn()
            yield f"seconds {time.perf_counter() - start!r}"
        else:
            program = None
            yield "forgotten"


def main():
    contender, threads = sys.argv[1], int(sys.argv[2])
    global np, ne
    try:
        import numpy as np

        version = "NumPy " + np.__version__
        if contender == "numexpr":
            import numexpr as ne

            ne.set_num_threads(threads)
            version = f"numexpr {ne.__version__}, {threads} threads"
    except ImportError as missing:
        print("absent", missing, flush=True)
        return
    print("ready", version, flush=True)
    try:
        for reply in serve(PROGRAMS[contender]):
            print(reply, flush=True)
    except Exception as failure:
        print("failed", repr(failure), flush=True)


main()
