"""The workloads as users of Python's array libraries write them.
usage: rival.py numpy|numexpr|numba|jax|torch|dask THREADS ROWS

Speaks one line for one line:  prepare NAME SIZE -> answer A  (the data is made, one turn taken; or: none; or: failed WHY)
                               turn SHORTEST     -> seconds S (the mean of as many times as take SHORTEST seconds together)
                               forget            -> forgotten (its data is let go)

A program is a class; the method that bears the contender's name is its turn. Those of ROWS are made from their texts.
"""
import gc
import math
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

contender, THREADS = sys.argv[1], int(sys.argv[2])
CHUNK = 1_000_000
pool = ThreadPoolExecutor(THREADS)
loops = jit = lambda function: function
prange = range


def absent(reason):
    print("absent", reason, flush=True)
    sys.exit()


try:
    import numpy as np

    version = "NumPy " + np.__version__
    erf = None
    if contender in ("numpy", "dask"):
        try:
            import scipy
            from scipy.special import erf

            version += ", SciPy " + scipy.__version__
        except ImportError:
            pass  # It has no erf, then: those programs it lacks.
    if contender == "numexpr":
        import numexpr as ne

        ne.set_num_threads(THREADS)
        version = f"numexpr {ne.__version__}, {THREADS} threads"
    elif contender == "numba":
        import numba as nb

        nb.set_num_threads(THREADS)
        loops, prange = nb.njit(parallel=True, fastmath=True), nb.prange
        version = f"Numba {nb.__version__}, parallel, fastmath, {THREADS} threads"
    elif contender == "jax":
        import jax

        jax.config.update("jax_platforms", "cpu")
        jax.config.update("jax_enable_x64", True)
        import jax.numpy as jnp

        version = f"JAX {jax.__version__}, jit, CPU"
    elif contender == "torch":
        import torch

        torch.set_num_threads(THREADS)
        version = f"PyTorch {torch.__version__}, CPU, {THREADS} threads"
    elif contender == "dask":
        import dask
        import dask.array as da

        dask.config.set({"scheduler": "threads", "num_workers": THREADS, "array.chunk-size": "8MiB"})
        version = f"Dask {dask.__version__}, {THREADS} threads; " + version
except Exception as missing:
    absent(missing)


def series(shape, offset, factor, modulus, divisor, dtype=np.float64):
    """Element i is i * factor % modulus / divisor + offset; this repeats, so one stretch of it is copied."""
    out = np.empty(math.prod(shape), dtype)
    stretch = modulus * math.ceil(CHUNK / modulus)
    first = (np.arange(min(stretch, out.size)) * factor % modulus / divisor + offset).astype(dtype)
    for start in range(0, out.size, stretch):
        out[start:start + stretch] = first[:out.size - start]
    return out.reshape(shape)


def counting(shape, modulus, dtype=np.float64):
    return lift(series(shape, 0, 1, modulus, 1, dtype))


def lift(array):
    """NumPy's array as the contender's."""
    if contender == "jax":
        return jnp.array(array)
    if contender == "torch":
        return torch.from_numpy(array)
    return da.from_array(array, chunks="auto") if contender == "dask" else array


def lower(array):
    """The contender's array as NumPy's."""
    return np.asarray(array.compute() if contender == "dask" else array)


def finished(array):
    """The array, computed."""
    if contender == "jax":
        return array.block_until_ready()
    return array.persist() if contender == "dask" else array


# ---- programs that the texts of ROWS give


def names():
    """What the texts may call, in the contender's words."""
    if contender == "numpy":
        functions = {name: getattr(np, name) for name in ("exp", "log", "sin", "sqrt", "tanh", "cumsum", "mean", "var")}
        functions |= {"pow": np.power, "sum": np.sum, "std": np.std}
        functions["permuted"] = lambda x, *axes: np.ascontiguousarray(x.transpose(axes))
        return functions | ({"erf": erf} if erf else {})
    if contender == "numexpr":
        return dict.fromkeys(("exp", "log", "sin", "sqrt", "tanh", "pow", "sum"))
    if contender == "numba":
        return {"pow": pow} | {name: getattr(math, name) for name in ("exp", "log", "sin", "sqrt", "tanh", "erf")}
    if contender == "jax":
        functions = {name: getattr(jnp, name) for name in ("exp", "log", "sin", "sqrt", "tanh", "cumsum", "mean", "var")}
        functions |= {"pow": jnp.power, "sum": jnp.sum, "std": jnp.std, "erf": jax.scipy.special.erf}
        return functions | {"permuted": lambda x, *axes: jnp.transpose(x, axes)}
    if contender == "torch":
        functions = {name: getattr(torch, name) for name in ("exp", "log", "sin", "sqrt", "tanh", "erf", "pow", "sum")}
        functions |= {"mean": torch.mean, "cumsum": torch.cumsum, "std": lambda x: torch.std(x, correction=0)}
        functions["var"] = lambda x, axis: torch.var(x, axis, correction=0)
        return functions | {"permuted": lambda x, *axes: x.permute(axes).contiguous()}
    functions = {name: getattr(da, name) for name in ("exp", "log", "sin", "sqrt", "tanh", "mean", "var", "sum", "std")}
    functions |= {"pow": da.power, "cumsum": da.cumsum}
    functions["permuted"] = lambda x, *axes: x.transpose(axes).map_blocks(np.ascontiguousarray)
    return functions | ({"erf": lambda x: x.map_blocks(erf)} if erf else {})


class Row:
    """One line of ROWS: name, kind, dtype, inputs, statements."""

    def __init__(self, line):
        self.name, self.kind, self.dtype, inputs, text = line.rstrip("\n").split("\t")
        self.inputs = dict(word.split(":", 1) for word in inputs.split())
        self.statements = [statement.split(" = ", 1) for statement in re.split("; *", text)]
        self.results = [name for name, _ in self.statements if name in ("u", "v")]
        self.calls = set(re.findall(r"(\w+)\(", text))

    def is_possible(self):
        if not self.calls <= names().keys():
            return False
        if contender == "numba":
            return self.kind != "whole"
        return contender != "numexpr" or self.kind != "whole" or self.calls == {"sum"}

    def data(self):
        for word in self.inputs.values():
            lengths, offset, factor, modulus, divisor = word.split(":")
            shape = tuple(map(int, lengths.split(",")))
            yield lift(series(shape, float(offset), int(factor), int(modulus), float(divisor), self.dtype))

    def function(self):
        """A function of the inputs, which gives a tuple."""
        lines = [f"def row({', '.join(self.inputs)}):"]
        lines += [f"    {name} = {text}" for name, text in self.statements]
        return self.defined(lines + [f"    return {', '.join(self.results)},"])

    def loop(self):
        """For Numba: a loop over inputs and results."""
        arrays = [f"{name}_" for name in [*self.inputs, *self.results]]
        lines = [f"def row({', '.join(arrays)}):", "    for i in prange(x_.size):"]
        lines += [f"        {name} = {name}_[i]" for name in self.inputs]
        lines += [f"        {name} = {text}" for name, text in self.statements]
        return loops(self.defined(lines + [f"        {name}_[i] = {name}" for name in self.results]))

    def expressions(self):
        """For numexpr: the results, each as one expression."""
        known = {}
        for name, text in self.statements:
            text = re.sub(r"pow\((\w+), (\w+)\)", r"(\1)**(\2)", text)
            known[name] = re.sub(r"\b[a-z]\b", lambda word: known.get(word[0], word[0]), f"({text})")
        return [known[name] for name in self.results]

    @staticmethod
    def defined(lines):
        scope = names() | {"prange": prange}
        exec("\n".join(lines), scope)
        return scope["row"]


class Evaluation:
    """A row's inputs and results."""

    def __init__(self, row):
        self.inputs, self.results = list(row.data()), ()
        self.row, self.shape = row, self.inputs[0].shape
        if contender == "numba":
            self.compute = row.loop()
        elif contender == "numexpr":
            self.expressions = row.expressions()
        else:
            self.compute = jax.jit(row.function()) if contender == "jax" else row.function()

    def numpy(self):
        if self.row.kind != "function":
            self.results = self.compute(*self.inputs)
            return
        out, step = np.empty(self.shape, self.row.dtype), 1 << 16

        def chunk(start):
            out[start:start + step], = self.compute(*[x[start:start + step] for x in self.inputs])

        list(pool.map(chunk, range(0, out.size, step)))
        self.results = (out,)

    def numexpr(self):
        variables = dict(zip(self.row.inputs, self.inputs))
        self.results = tuple(ne.evaluate(text, variables) for text in self.expressions)

    def numba(self):
        self.results = tuple(np.empty(self.shape, self.row.dtype) for _ in self.row.results)
        self.compute(*self.inputs, *self.results)

    def jax(self):
        self.results = jax.block_until_ready(self.compute(*self.inputs))

    def torch(self):
        self.results = self.compute(*self.inputs)

    def dask(self):
        self.results = dask.persist(*self.compute(*self.inputs))

    def before(self):
        self.results = ()

    def answer(self):
        return sum(map(fingerprint, self.results))


def fingerprint(array):
    """A mean with weights that differ from element to element."""
    flat, total = lower(array).reshape(-1), 0.0
    for start in range(0, flat.size, CHUNK):
        part = flat[start:start + CHUNK].astype(np.float64)
        total += (part * (np.arange(start, start + part.size) % 1009 + 1)).sum()
    return total / flat.size


# ---- programs that are written out


class Triad:
    def __init__(self, n):
        self.a, self.b, self.c = counting((n,), 7), counting((n,), 8), counting((n,), 5)

    def numpy(self):
        self.a += self.b + 0.5 * self.c

    torch = numpy

    def numexpr(self):
        ne.evaluate("a + b + 0.5*c", vars(self), out=self.a)

    def numba(self):
        numba_triad(self.a, self.b, self.c, 0.5)

    def jax(self):
        self.a = jax_triad(self.a, self.b, self.c, 0.5).block_until_ready()

    def dask(self):
        self.a = (self.a + self.b + 0.5 * self.c).persist()

    def answer(self):
        return lower(self.a.sum())


@loops
def numba_triad(a, b, c, s):
    for i in prange(a.size):
        a[i] += b[i] + s * c[i]


class AddMultiply:
    def __init__(self, n):
        self.x, self.added, self.sum = counting((n,), 7), 0.0, 0.0

    def before(self):
        self.added += 1

    def numpy(self):
        self.sum = ((self.x + self.added) * 2).sum()

    torch = numpy

    def numexpr(self):
        self.sum = ne.evaluate("sum((x + added)*2)", vars(self))

    def numba(self):
        self.sum = numba_add_multiply(self.x, self.added)

    def jax(self):
        self.sum = float(jax_add_multiply(self.x, self.added))

    def dask(self):
        self.sum = ((self.x + self.added) * 2).sum().compute()

    def answer(self):
        return float(self.sum)


@loops
def numba_add_multiply(x, added):
    total = 0.0
    for i in prange(x.size):
        total += (x[i] + added) * 2
    return total


class Stencil:
    def __init__(self, n, dtype=np.float64):
        self.a, self.b = counting((n, n), 7, dtype), lift(np.zeros((n, n), dtype))

    def numpy(self):
        self.b[2:-2, 2:-2] += star(self.a)
        self.a += 1

    torch = numpy

    def numexpr(self):
        a, b = self.a, self.b[2:-2, 2:-2]
        near = dict(n1=a[1:-3, 2:-2], s1=a[3:-1, 2:-2], w1=a[2:-2, 1:-3], e1=a[2:-2, 3:-1], b=b)
        far = dict(n2=a[:-4, 2:-2], s2=a[4:, 2:-2], w2=a[2:-2, :-4], e2=a[2:-2, 4:])
        weights = dict(p=a.dtype.type(0.25), q=a.dtype.type(0.125), one=a.dtype.type(1), a=a)
        ne.evaluate("b + p*(n1 + s1 + w1 + e1) + q*(n2 + s2 + w2 + e2)", near | far | weights, out=b)
        ne.evaluate("a + one", weights, out=a)

    def numba(self):
        numba_stencil(self.a, self.b)

    def jax(self):
        self.a, self.b = jax.block_until_ready(jax_stencil(self.a, self.b))

    def answer(self):
        return sum(float(row.sum(dtype=np.float64)) for row in lower(self.b))


class StencilFloat32(Stencil):
    def __init__(self, n):
        super().__init__(n, np.float32)


def star(a):
    return (0.25 * (a[1:-3, 2:-2] + a[3:-1, 2:-2] + a[2:-2, 1:-3] + a[2:-2, 3:-1])
            + 0.125 * (a[:-4, 2:-2] + a[4:, 2:-2] + a[2:-2, :-4] + a[2:-2, 4:]))


@loops
def numba_stencil(a, b):
    near, far = a.dtype.type(0.25), a.dtype.type(0.125)
    for i in prange(2, a.shape[0] - 2):
        for j in range(2, a.shape[1] - 2):
            b[i, j] += (near * (a[i - 1, j] + a[i + 1, j] + a[i, j - 1] + a[i, j + 1])
                        + far * (a[i - 2, j] + a[i + 2, j] + a[i, j - 2] + a[i, j + 2]))
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] += 1


if contender == "jax":
    jax_triad = jax.jit(lambda a, b, c, s: a + (b + s * c), donate_argnums=0)
    jax_add_multiply = jax.jit(lambda x, added: ((x + added) * 2).sum())
    jax_stencil = jax.jit(lambda a, b: (a + 1, b.at[2:-2, 2:-2].add(star(a))), donate_argnums=(0, 1))

    @jax.jit
    def jax_inside(key):
        points = jax.random.uniform(key, (CHUNK, 2), minval=-1, maxval=1, dtype=jnp.float64)
        return (jnp.sqrt((points**2).sum(axis=1)) < 1).sum()


class Pi:
    """In chunks, for the points would not fit."""

    def __init__(self, n):
        self.n, self.turns, self.estimate = n, 0, 0.0
        self.rng = np.random.default_rng(1)

    def before(self):
        self.turns += 1

    def summed(self, inside):
        self.estimate = 4 * sum(inside() for _ in range(self.n // CHUNK)) / self.n

    def numpy(self):
        def inside():
            points = self.rng.uniform(-1, 1, (CHUNK, 2))
            return int((np.sqrt((points**2).sum(axis=1)) < 1).sum())

        self.summed(inside)

    def numexpr(self):
        def inside():
            x, y = self.rng.uniform(-1, 1, (2, CHUNK))
            return int(ne.evaluate("sum(where(sqrt(x*x + y*y) < 1, 1, 0))", {"x": x, "y": y}))

        self.summed(inside)

    def numba(self):
        self.estimate = numba_pi(self.n)

    def jax(self):
        keys = iter(jax.random.split(jax.random.key(self.turns), self.n // CHUNK))
        self.summed(lambda: int(jax_inside(next(keys))))

    def torch(self):
        def inside():
            points = torch.rand(CHUNK, 2, dtype=torch.float64) * 2 - 1
            return int((torch.sqrt((points**2).sum(dim=1)) < 1).sum())

        self.summed(inside)

    def dask(self):
        points = da.random.default_rng(self.turns).uniform(-1, 1, (self.n, 2), chunks=(CHUNK, 2))
        self.estimate = 4 * int((da.sqrt((points**2).sum(axis=1)) < 1).sum().compute()) / self.n

    def answer(self):
        return self.estimate


@loops
def numba_pi(n):
    count = 0
    for _ in prange(n):
        x, y = np.random.uniform(-1, 1), np.random.uniform(-1, 1)
        count += math.sqrt(x * x + y * y) < 1
    return 4 * count / n


class Product:
    """What BLAS does at most."""

    dtype = np.float64

    def __init__(self, n):
        self.a, self.b = np.ones((n, n), self.dtype), np.ones((n, n), self.dtype)

    def numpy(self):
        self.product = self.a @ self.b

    def answer(self):
        return self.product[0, 0]


class ProductFloat32(Product):
    dtype = np.float32


class SmallOperations:
    length = 10

    def __init__(self, n):
        self.n, self.a, self.turns, self.last = n, lift(np.arange(float(self.length))), 0, 0.0

    def before(self):
        self.turns += 1

    def numpy(self):
        for k in range(self.n):
            self.last = self.once(k + self.turns)

    jax = torch = numpy

    def once(self, k):
        return (self.a + k).tolist()[9]

    def answer(self):
        return self.last


class SmallSums(SmallOperations):
    length = 1000

    def __init__(self, n):
        super().__init__(n)
        self.all = [self.a + k for k in range(16)]

    def numpy(self):
        for k in range(self.n):
            self.last = self.all[k % 16].sum().item()

    jax = torch = numpy


class SmallSumsOfResults(SmallOperations):
    length = 1000

    def once(self, k):
        return (self.a + k).sum().item()


class Tasks:
    """One task an element."""

    def __init__(self, n):
        self.n, self.turns, self.sums = n, 0, None

    def before(self):
        self.turns += 1

    def dask(self):
        self.sums = (da.arange(self.n, chunks=1) + self.turns).persist()

    def answer(self):
        return lower(self.sums[0])


class Statements:
    reads = False

    def __init__(self, n):
        self.n, self.turns, self.sum = n, 0, 0.0

    def before(self):
        self.turns += 1

    def numpy(self):
        x = lift(np.arange(10.0)) + self.turns
        for _ in range(self.n):
            x = x * 0.5 + 1
            if self.reads:
                x.tolist()
        self.sum = sum(x.tolist())

    torch = numpy

    def answer(self):
        return self.sum


class StatementsRead(Statements):
    reads = True


class Startup:
    def __init__(self, n):
        self.printed = 0.0

    def numpy(self):
        program = [sys.executable, "-c", "import numpy as np; print(1 + 1)"]
        self.printed = float(subprocess.run(program, capture_output=True, check=True).stdout)

    def answer(self):
        return self.printed


PROGRAMS = {
    "triad": Triad, "addmul": AddMultiply, "stencil-float64": Stencil, "stencil-float32": StencilFloat32, "pi": Pi,
    "ceiling-dgemm": Product, "ceiling-sgemm": ProductFloat32, "overhead-operation": SmallOperations,
    "overhead-sum": SmallSums, "overhead-fused-sum": SmallSumsOfResults, "overhead-task": Tasks, "overhead-statement": Statements,
    "overhead-statement-read": StatementsRead, "startup-eval": Startup,
}


class Seat:
    """The program under way, and its turn."""

    def __init__(self, program):
        self.program, self.act = program, getattr(program, contender)

    def once(self):
        getattr(self.program, "before", lambda: None)()
        start = time.perf_counter()
        self.act()
        return time.perf_counter() - start

    def turn(self, shortest):
        """Seconds that the work takes, the mean of as many times as take so long together."""
        seconds = [self.once()]
        while sum(seconds) < shortest:
            seconds.append(self.once())
        return sum(seconds) / len(seconds)


def prepared(rows, name, size):
    """The program of this name; None if there is none."""
    row = rows.get(name)
    if row:
        return Seat(Evaluation(row)) if row.is_possible() else None
    program = PROGRAMS.get(name)
    return Seat(program(size)) if hasattr(program, contender) else None


def serve(rows):
    seat = None
    for line in sys.stdin:
        command, *words = line.split()
        try:
            if command == "prepare":
                seat = None  # Two programs' data might not fit.
                seat = prepared(rows, words[0], int(words[1]))
                if seat:
                    seat.once()
                yield f"answer {float(seat.program.answer())!r}" if seat else "none"
            elif command == "turn":
                yield f"seconds {seat.turn(float(words[0]))!r}"
            else:
                seat = None
                gc.collect()
                yield "forgotten"
        except Exception as failure:
            seat = None
            yield f"failed {failure!r}".replace("\n", " ")


def main():
    with open(sys.argv[3]) as lines:
        rows = {row.name: row for row in map(Row, lines)}
    print("ready", version, flush=True)
    for reply in serve(rows):
        print(reply, flush=True)


main()
