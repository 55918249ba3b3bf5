"""Makes the reference vectors: programs in NumPy's syntax, their inputs, and NumPy's answers.

Run it with `python make_vectors.py`; it needs NumPy 2.4 and a `longdouble` with a 64-bit mantissa (x86-64 Linux). It
writes one JSONL file per family to ../test/resources/vectors/ and prints how many vectors and bytes each holds. The
same script gives the same bytes: the random numbers of an input depend on its own key alone. README.md beside this file
describes the format; programs/ holds the programs that are not made from the tables here.

A *family* is a generator of `Vector`s; its function's name is the file's name. The answer is what NumPy says to the
program text, executed here unchanged. An answer with a tolerance is computed a second time with inputs widened to
`longdouble` and then rounded to NumPy's dtype, since NumPy's own last bits depend on the processor; both must agree,
and where they do not the script says so.
"""

import ast
import base64
import collections
import functools
import itertools
import json
import math
import pathlib
import re
import sys
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

SOURCES = pathlib.Path(__file__).parent / "programs"
TARGET = pathlib.Path(__file__).parent.parent / "test" / "resources" / "vectors"

APART = ("layout", "dtype", "dtypes", "promote")  # sections of the tables that their family treats apart

SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
INTEGERS = SIGNED + UNSIGNED
FLOATS = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
DTYPES = ("bool",) + INTEGERS + FLOATS + COMPLEX
LAYOUTS = ("C", "F", "strided", "flipped", "broadcast", "offset")
NAN, INF = np.nan, np.inf


# ---------------------------------------------------------------- vectors and how they are answered


def exact(dtype):
    """Bit for bit, any NaN equal to any NaN."""
    return None


def ulp(n):
    """Real results within n units in the last place; complex results within a relative distance, by modulus."""
    return lambda dtype: {"ulp": n} if dtype.kind == "f" else relative(1e-5, 1e-13)(dtype)


def relative(single, double):
    """|got - expected| <= rel * |expected| + abs, in single and in double precision; integers are exact."""
    bound = lambda dtype: single if np.finfo(dtype).bits == 32 else double
    return lambda dtype: {"rel": bound(dtype), "abs": bound(dtype)} if dtype.kind in "fc" else None


def complex_product(dtype):
    """Complex products, which NumPy contracts to a fused multiply-add where the processor has one; others are exact."""
    return relative(5e-7, 1e-15)(dtype) if dtype.kind == "c" else None


SUMMED = relative(1e-5, 1e-12)  # another order of summation


@dataclass(frozen=True)
class Vector:
    topic: str
    program: str
    inputs: dict = field(default_factory=dict)
    tolerance: Callable = exact
    layouts: dict = field(default_factory=dict)
    widen: bool = True  # whether a result with a tolerance is computed again in longdouble
    outcome: str = "value"  # what NumPy must do: give a value, raise an "error", or "either"

    def __post_init__(self):
        if not isinstance(ast.parse(self.program).body[-1], ast.Expr):
            raise ValueError(f"{self.topic} must end in an expression: {self.program}")


def erf(x):
    """The error function of the C library, elementwise; NumPy has none."""
    return np.array([math.erf(v) for v in x.ravel()], x.dtype).reshape(x.shape)


def erfc(x):
    """The complementary error function of the C library, elementwise; NumPy has none."""
    return np.array([math.erfc(v) for v in x.ravel()], x.dtype).reshape(x.shape)


def run(program, inputs):
    """The value of the last expression of a program, after its statements."""
    *statements, last = ast.parse(program).body
    names = {"np": np, "erf": erf, "erfc": erfc, **inputs}
    exec(compile(ast.Module(statements, []), "program", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "program", "eval"), names)
    return [np.asarray(v) for v in value] if isinstance(value, (tuple, list)) else np.asarray(value)


def lay(array, layout):
    """The same values as a view of another array; the test on the other side builds the same view."""
    every = lambda *step: (slice(*step),) * array.ndim
    match layout:
        case "C":
            return array.copy()
        case "F":
            return array.T.copy().T
        case "flipped":
            return array[every(None, None, -1)].copy()[every(None, None, -1)]
        case "broadcast":
            return np.broadcast_to(array[:1].copy(), array.shape)
        case "strided":
            base, view = np.zeros([2 * n for n in array.shape], array.dtype), every(None, None, 2)
        case "offset":
            base, view = np.zeros([n + 2 for n in array.shape], array.dtype), every(1, -1)
    base[view] = array
    return base[view]


def widened(array):
    if array.dtype.kind in "iu":
        array = array.astype("float64")  # what NumPy computes with
    return array.astype({"f": "longdouble", "c": "clongdouble"}.get(array.dtype.kind, array.dtype))


def answer(vector):
    """What NumPy says: arrays, with the tolerance for them; or an exception's name."""
    laid = lambda: {name: lay(x, vector.layouts.get(name, "C")) for name, x in vector.inputs.items()}
    try:
        value = run(vector.program, laid())
    except Exception as error:
        if vector.outcome == "value":
            raise RuntimeError(f"NumPy refused {vector.topic}: {vector.program}") from error
        return {"error": type(error).__name__}
    if vector.outcome == "error":
        raise RuntimeError(f"NumPy took {vector.topic}: {vector.program}")
    parts = value if isinstance(value, list) else [value]
    tolerance = next(filter(None, (vector.tolerance(part.dtype) for part in parts)), None)
    if tolerance and vector.widen:
        wide = run(vector.program, {name: widened(x) for name, x in laid().items()})
        better = [w.astype(p.dtype) for w, p in zip(wide if isinstance(wide, list) else [wide], parts, strict=True)]
        if not all(map(functools.partial(near, tolerance=tolerance), parts, better)):
            print(f"NumPy is outside {tolerance}: {vector.topic}: {vector.program}", file=sys.stderr)
        parts = better
    expect = [encoded(part) for part in parts]
    result = {"expect": expect if isinstance(value, list) else expect[0]}
    return result | ({"tolerance": tolerance} if tolerance else {})


def near(got, expected, tolerance):
    """Whether two arrays are within a tolerance: the rule of README.md."""
    if "rel" in tolerance and got.dtype.kind == "c":
        finite = np.isfinite(got) & np.isfinite(expected)
        distance = np.abs(got - expected) <= tolerance["rel"] * np.abs(expected) + tolerance["abs"]
        return np.all(np.where(finite, distance, same(got.real, expected.real) & same(got.imag, expected.imag)))
    if got.dtype.kind == "c":
        return near(got.real, expected.real, tolerance) and near(got.imag, expected.imag, tolerance)
    if got.dtype.kind != "f":
        return np.array_equal(got, expected)
    if "ulp" in tolerance:
        close = (np.abs(got - expected) <= tolerance["ulp"] * np.spacing(np.abs(expected))) & (expected != 0)
    else:
        close = np.abs(got - expected) <= tolerance["rel"] * np.abs(expected) + tolerance["abs"]
    return np.all(same(got, expected) | (close & np.isfinite(expected)))


def same(got, expected):
    return (np.isnan(got) & np.isnan(expected)) | ((got == expected) & (np.signbit(got) == np.signbit(expected)))


def encoded(array):
    """An ARRAY of the format: little-endian, C order, every NaN the same."""
    flat = np.array(array, dtype=array.dtype.newbyteorder("<")).ravel()
    reals = flat.view(f"<f{flat.itemsize // 2}") if flat.dtype.kind == "c" else flat
    if reals.dtype.kind == "f":
        reals[np.isnan(reals)] = np.nan
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": base64.b64encode(flat.tobytes()).decode()}


def lines(family):
    """The JSON lines of a family: a vector's id is family/topic/number within the topic."""
    counts = collections.Counter()
    for vector in family():
        name = f"{family.__name__}/{vector.topic}"
        inputs = {
            key: encoded(x) | ({"layout": vector.layouts[key]} if key in vector.layouts else {})
            for key, x in vector.inputs.items()
        }
        entry = {"id": f"{name}/{counts[name]}", "program": vector.program, "inputs": inputs} | answer(vector)
        counts[name] += 1
        yield json.dumps(entry, separators=(",", ":"))


def supported(program, inputs):
    """Whether NumPy takes these dtypes and answers with one that Syrtis has (it may be float16)."""
    try:
        return run(program, inputs).dtype.name in DTYPES
    except TypeError:
        return False


# ---------------------------------------------------------------- values


def rng(*key):
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def sample(dtype, shape, *key):
    """Plain random values: small integers of both signs, floats of moderate size."""
    random, kind = rng(dtype, shape, *key), np.dtype(dtype).kind
    match kind:
        case "b":
            return random.random(shape) < 0.6
        case "i" | "u":
            return random.integers(-20 if kind == "i" else 0, 21, shape).astype(dtype)
        case "f":
            return random.uniform(-4, 4, shape).astype(dtype)
        case "c":
            return (random.uniform(-3, 3, shape) + 1j * random.uniform(-3, 3, shape)).astype(dtype)


def awkward(dtype):
    """The values that break things, then random ones, up to a prime length."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.array([1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0], dtype)
    if kind == "c":
        return np.append(np.array([1, -1, 1j, -1j, 0.5, 2 + 2j], dtype), sample(dtype, 17, "tail"))
    if kind == "f":
        f = np.finfo(dtype)
        values = [0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, 3, -7, 10, 1000, -1e-3, np.pi / 2, NAN, INF, -INF]
        values += [f.tiny, f.smallest_subnormal, -f.smallest_subnormal, f.max, -f.max, f.eps, 1 + f.eps, 1 - f.epsneg]
        return np.append(np.array(values, dtype), sample(dtype, 4, "tail"))
    i = np.iinfo(dtype)
    values = [0, 1, 2, 3, 5, 7, 10, 100, i.max, i.max - 1, i.max // 2]
    values += [-1, -2, -3, -7, -100, i.min, i.min + 1] * (i.min < 0)
    tail = rng(dtype, "tail").integers(i.min, i.max, 23 - len(values), dtype, endpoint=True)
    return np.append(np.array(values, dtype), tail)


def specials(dtype):
    """Complex numbers with a zero, an infinity or a NaN in a part."""
    parts = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN]
    pairs = [(x, y) for x in parts for y in parts if not (abs(x) == 1 and abs(y) == 1)]
    return np.array([complex(x, y) for x, y in pairs], dtype)


def grid(dtype):
    """A few of the awkward values, for tables of all pairs."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return np.array([False, True])
    if kind == "c":
        return awkward(dtype)[:11]
    if kind == "f":
        f = np.finfo(dtype)
        return np.array([0.0, -0.0, 1, -1.5, 2, -7, 0.3, NAN, INF, -INF, f.smallest_subnormal, f.max, -f.max], dtype)
    i = np.iinfo(dtype)
    return np.array([0, 1, 2, 3, 7, 100, i.max, i.max - 1] + [-1, -7, i.min, i.min + 1] * (i.min < 0), dtype)


def exponents(dtype):
    return np.array([0, 1, 2, 3, 5, 8, 13, 63], dtype) if np.dtype(dtype).kind in "iu" else grid(dtype)


def shifts(dtype):
    """Counts around the width, and, in signed types, negative ones."""
    if np.dtype(dtype).kind not in "iu":
        return grid(dtype)
    width = np.iinfo(dtype).bits
    return np.array([0, 1, 3, width - 1, width, width + 1, 100] + [-1, -5] * (dtype in SIGNED), dtype)


def small(dtype):
    return sample(dtype, 11, "small")


def nonzero(values):
    return values[values != 0]


def unsigned_zeros(values):
    """Without -0, whose order against +0 depends on the processor."""
    return np.array([v for v in values if not any(p == 0 and np.signbit(p) for p in (v.real, v.imag))], values.dtype)


# ---------------------------------------------------------------- tables of programs


@functools.cache
def table(family):
    """The sections of programs/<family>.txt: {section: [program, ...]}."""
    sections, programs = {}, None
    for line in (SOURCES / f"{family}.txt").read_text().splitlines():
        if re.fullmatch(r"\[[\w/]+\]", line):
            programs = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            programs.append(line.replace("\\n", "\n"))
    return sections


def programs(topic, texts, inputs, tolerance=exact, outcome="value"):
    """One vector per program, with those of the inputs that it names."""
    for program in texts:
        yield Vector(topic, program, named(program, inputs), tolerance, outcome=outcome)


def named(program, inputs):
    names = {node.id for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Name)}
    return {name: x for name, x in inputs.items() if name in names}


def tabled(family, inputs, tolerance=exact, outcome="value", suffix=""):
    """All sections of a table but those that its family treats apart."""
    for section, texts in table(family).items():
        if section not in APART:
            yield from programs(section + suffix, texts, inputs, tolerance, outcome)


def under_layouts(topic, program, inputs, tolerance=exact):
    """A program with each of its inputs in every layout."""
    for layouts in itertools.product(LAYOUTS, repeat=len(inputs)):
        chosen = dict(zip(inputs, layouts))
        laid = {name: rows_alike(x) if chosen[name] == "broadcast" else x for name, x in inputs.items()}
        yield Vector(f"{topic}/{'-'.join(layouts)}", program, laid, tolerance, chosen)


def rows_alike(x):
    return np.broadcast_to(x[:1], x.shape).copy()


def samples(dtype, **shapes):
    return {name: sample(dtype, shape, name) for name, shape in shapes.items()}


# ---------------------------------------------------------------- elementwise

UNARY_EXACT = """abs absolute fabs negative positive sign signbit sqrt square ceil floor trunc rint fix round isfinite
    isinf isnan isneginf isposinf logical_not bitwise_not invert bitwise_invert bitwise_count reciprocal conj conjugate
    real imag spacing nan_to_num""".split()
BINARY_EXACT = """add subtract multiply divide true_divide floor_divide remainder mod fmod maximum minimum fmax fmin
    equal not_equal less less_equal greater greater_equal copysign nextafter heaviside bitwise_and bitwise_or
    bitwise_xor left_shift right_shift bitwise_left_shift bitwise_right_shift logical_and logical_or logical_xor gcd lcm
    isclose""".split()
UNARY_ROUNDED = """exp log log2 log10 log1p expm1 exp2 sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh
    arctanh cbrt degrees radians angle acos acosh asin asinh atan atanh deg2rad rad2deg""".split()
BINARY_ROUNDED = "arctan2 hypot logaddexp logaddexp2 power float_power atan2 pow".split()
FOUR_ULP = """tan sinh cosh tanh arcsinh arccosh arctanh acosh asinh atanh power float_power pow""".split()
ALIASES = """acos acosh asin asinh atan atanh deg2rad rad2deg atan2 pow true_divide mod absolute conjugate bitwise_not
    bitwise_left_shift bitwise_right_shift""".split()  # shown once, for one dtype
COMPLEX_ROUNDED = "abs absolute sign sqrt square reciprocal".split()  # exact for reals, not for complex numbers

LEFT = {"lcm": small} | dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), lambda dtype: unsigned_zeros(grid(dtype)))
RIGHT = LEFT | dict.fromkeys(("power", "pow", "float_power"), exponents)
RIGHT |= dict.fromkeys(("left_shift", "right_shift", "bitwise_left_shift", "bitwise_right_shift"), shifts)


def elementwise():
    for name, dtype in itertools.product(UNARY_EXACT + UNARY_ROUNDED, DTYPES):
        yield from unary(name, dtype)
    for name, dtype in itertools.product(BINARY_EXACT + BINARY_ROUNDED, DTYPES):
        yield from binary(name, dtype)
    yield from complex_specials()
    for dtype in FLOATS:
        yield Vector(f"erf/{dtype}", "erf(a)", {"a": awkward(dtype)}, ulp(2), widen=False)
        yield Vector(f"erfc/{dtype}", "erfc(a)", {"a": awkward(dtype)}, ulp(4), widen=False)
        a = {"a": np.append(sample(dtype, 12, "sinc"), 0).astype(dtype)}
        yield Vector(f"sinc/{dtype}", "np.sinc(a)", a, SUMMED)
    for section, texts in table("elementwise").items():
        kind, _, dtype = section.partition("/")
        if kind != "layout":
            tolerance = SUMMED if kind == "rounded" else exact
            for dtype in [dtype] if dtype else FLOATS:
                yield from programs(f"{kind}/{dtype}", texts, samples(dtype, a=(3, 5), b=(2, 1, 5)), tolerance)
    for dtype in INTEGERS:
        texts = ["np.clip(a, 2, 100)", "np.where(a > 3, a, 1)", "np.round(a, -1)"]
        yield from programs(f"clip/{dtype}", texts[:2], {"a": awkward(dtype)})
        yield from programs(f"round/{dtype}", texts[2:], {"a": small(dtype)})
    shapes = itertools.cycle([((5, 7), (5, 7)), ((2, 3, 5), (2, 3, 5)), ((5, 7), (1, 7)), ((2, 3, 5), (3, 1))])
    for program, (left, right) in zip(table("elementwise")["layout"], shapes):
        tolerance = ulp(2) if "exp" in program else exact
        yield from under_layouts("layout", program, named(program, samples("float64", a=left, b=right)), tolerance)


def unary(name, dtype):
    program, values = f"np.{name}(a)", awkward(dtype)
    rounded = name in UNARY_ROUNDED or (dtype in COMPLEX and name in COMPLEX_ROUNDED)
    if dtype in COMPLEX and not rounded:
        values = specials(dtype)
    if name == "reciprocal" and dtype in INTEGERS:
        values = nonzero(values)  # 1/0 as an integer is the platform's
    if shown(name, dtype) and supported(program, {"a": values}):
        yield Vector(f"{name}/{dtype}", program, {"a": values}, rounding(name) if rounded else exact)


def binary(name, dtype):
    """All pairs of a few values, by broadcasting, and a line of random ones."""
    tolerance = complex_product if name == "multiply" else rounding(name) if name in BINARY_ROUNDED else exact
    if "logaddexp" in name:
        tolerance = relative(1e-6, 4e-15)  # cancels near zero
    program = f"np.{name}(a, b)"
    a, b = LEFT.get(name, grid)(dtype), RIGHT.get(name, grid)(dtype)
    if shown(name, dtype) and supported(program, {"a": a[:1], "b": b[:1]}):
        yield Vector(f"{name}/{dtype}", program, {"a": a[:, None], "b": b}, tolerance)
        line = samples(dtype, a=13, b=13)
        if "pow" in name and dtype in SIGNED:
            line["b"] = np.abs(line["b"])
        yield Vector(f"{name}/{dtype}", program, line, tolerance)


def shown(name, dtype):
    return name not in ALIASES or dtype == ("int32" if "bitwise" in name else "float64")


def rounding(name):
    return ulp(4 if name in FOUR_ULP else 2)


def complex_specials():
    """C99's annex G, as NumPy follows it: zeros, infinities and NaNs exact, by parts."""
    by_parts = lambda dtype: {"ulp": 4}
    for name, dtype in itertools.product(UNARY_ROUNDED + COMPLEX_ROUNDED, COMPLEX):
        program, a = f"np.{name}(a)", {"a": specials(dtype)}
        if name not in ALIASES and supported(program, a):
            yield Vector(f"{name}/{dtype}/special", program, a, by_parts, widen=False)
    for name, dtype in itertools.product(("add", "subtract", "multiply", "divide"), COMPLEX):
        some = specials(dtype)[::4]
        yield Vector(f"{name}/{dtype}/special", f"np.{name}(a, b)", {"a": some[:, None], "b": some})


# ---------------------------------------------------------------- reduce and scan

FOLDS = "max min all any argmax argmin nanmax nanmin nanargmax nanargmin count_nonzero".split()
SUMS = "sum prod mean var std nansum nanprod nanmean nanvar nanstd".split()
SCANS = "cumsum cumprod nancumsum nancumprod cumulative_sum cumulative_prod".split()
LENGTHS = (1, 15, 16, 17, 1023, 1024, 1025, 2049)
AXES = ("None", "0", "1", "2", "-1", "(0, 1)", "(0, 2)", "(1, 2)", "(0, 1, 2)", "()")
ONE_AXIS = ("None", "0", "1", "-1")
METHODS = ("a.{}()", "a.{}(1)", "a.{}(axis=-1, keepdims=True)", "a.T.{}(axis=0)", "a[:, ::-2].{}(1)")
SPECIAL_ROWS = [[1, NAN, 3], [INF, 1, -INF], [NAN, NAN, NAN], [INF, INF, 2], [-INF, NAN, 5], [3, 3, 1]]


def reduce():
    for name in FOLDS + SUMS:
        tolerance = SUMMED if name in SUMS else exact
        yield from over_dtypes(name, tolerance)
        yield from over_lengths(name, tolerance)
        yield from over_axes(name, tolerance)
    for name, dtype, axis in itertools.product(("sum", "mean", "var"), ("float32", "float64", "complex128"), (0, 1)):
        a = {"a": tall(dtype, 3 * 257).reshape(3, 257)}
        yield Vector(f"{name}/wide", f"np.{name}(a, axis={axis})", a, SUMMED)
    empty = itertools.product("sum prod all any mean var std nansum count_nonzero".split(), ((0,), (0, 3), (2, 0, 3)))
    for (name, shape), axis in itertools.product(empty, ("None", "0", "-1")):
        yield Vector(f"{name}/empty", f"np.{name}(a, axis={axis})", {"a": np.zeros(shape)})
    for name in ("max", "argmin", "nanmax"):
        yield Vector(f"{name}/empty", f"np.{name}(a, axis=1)", {"a": np.zeros((0, 3))})
    for dtype in ("int8", "uint8", "int32", "float32", "float64", "complex64"):
        a = {"a": np.abs(sample(dtype, (3, 5), "typed")) if dtype in SIGNED else sample(dtype, (3, 5), "typed")}
        texts = [text for text in table("reduce")["dtype"] if dtype in INTEGERS or "int" not in text]
        texts = [text for text in texts if dtype not in COMPLEX or "complex" in text]  # no complex number to a real
        yield from programs(f"dtype/{dtype}", texts, a, SUMMED)
    for dtype in ("float32", "float64", "int16", "complex128"):
        yield from programs(f"ddof/{dtype}", table("reduce")["ddof"], samples(dtype, a=(2, 3, 5)), SUMMED)
    for name, axis in itertools.product(("sum", "max", "argmax", "var", "all", "nanmean"), ONE_AXIS):
        tolerance = SUMMED if name in SUMS else exact
        a = samples("float64", a=(5, 7))
        yield from under_layouts(f"{name}/layout", f"np.{name}(a, axis={axis})", a, tolerance)


def over_dtypes(name, tolerance):
    program = f"np.{name}(a)"
    for dtype in DTYPES:
        a = {"a": sample(dtype, 17, "kinds")}
        if supported(program, a):
            yield Vector(f"{name}/{dtype}", program, a, tolerance)
    for dtype in FLOATS:
        rows = np.array(SPECIAL_ROWS, dtype)
        a = {"a": rows[~np.isnan(rows).all(axis=1)] if name.startswith("nanarg") else rows}
        yield Vector(f"{name}/{dtype}/special", f"np.{name}(a, axis=1)", a, tolerance)


def over_lengths(name, tolerance):
    """Around the widths of lanes and leaves; the long ones in narrow dtypes, for the files' sake."""
    for length in LENGTHS:
        dtypes = ["float64" if length < 2000 else "float32"] if length < 1000 or not name.startswith("nan") else []
        dtypes += ["int8", "bool", "uint16"] if name in ("sum", "prod", "max", "argmin", "mean") else []
        for dtype in dtypes:
            yield Vector(f"{name}/length", f"np.{name}(a)", {"a": tall(dtype, length)}, tolerance)


def over_axes(name, tolerance):
    logical = name in ("all", "any")
    a = sample("bool" if logical else "float64", (2, 3, 5), "axes")
    if name.startswith("nan"):
        a[rng("holes").random(a.shape) < 0.2] = np.nan
    for axis, keepdims in itertools.product(ONE_AXIS if "arg" in name else AXES, ("", ", keepdims=True")):
        yield Vector(f"{name}/axes", f"np.{name}(a, axis={axis}{keepdims})", {"a": a}, tolerance)
    if not name.startswith("nan") and name != "count_nonzero":  # which are no methods
        whole = samples("bool" if logical else "int16", a=(2, 3, 5))
        yield from programs(f"{name}/method", [text.format(name) for text in METHODS], whole, tolerance)


def tall(dtype, length):
    """Values for long reductions: near one for floats, so that a product neither overflows nor vanishes."""
    if np.dtype(dtype).kind in "fc":
        return rng(dtype, length).uniform(0.9, 1.1, length).astype(dtype)
    return sample(dtype, (length,), "tall")


def scan():
    for name in SCANS:
        program = f"np.{name}(a)"
        for dtype in DTYPES:
            yield Vector(f"{name}/{dtype}", program, samples(dtype, a=13), SUMMED)
        for length in (0,) + LENGTHS:
            if length < 1000 or name in ("cumsum", "cumprod"):
                a = {"a": tall("float64" if length < 1000 else "float32", length)}
                yield Vector(f"{name}/length", program, a, SUMMED)
    for length in LENGTHS:
        yield Vector("cumsum/length", "np.cumsum(a, dtype='int16')", {"a": tall("int8", length)})
        yield Vector("cumsum/length", "np.cumsum(a, dtype='int32')", {"a": tall("bool", length)})
    for name, dtype in itertools.product(SCANS[:4], FLOATS):
        a = {"a": np.array(SPECIAL_ROWS, dtype)}
        yield Vector(f"{name}/{dtype}/special", f"np.{name}(a, axis=1)", a, SUMMED)
    for dtype in ("int32", "float64"):
        yield from programs(f"axes/{dtype}", table("scan")["axes"], samples(dtype, a=(2, 3, 5)), SUMMED)
    for axis in (0, 1):
        yield from under_layouts("layout", f"np.cumsum(a, axis={axis})", samples("int16", a=(5, 7)))


# ---------------------------------------------------------------- view, join, contract, index, create


def view():
    for dtype in ("int32", "complex64"):
        inputs = samples(dtype, a=(2, 3, 4), b=(3, 4), c=(), z=(0, 3))
        yield from tabled("view", inputs, suffix=f"/{dtype}")
    for program in table("view")["layout"]:
        yield from under_layouts("layout", program, samples("int16", a=(5, 7)))
    for dtype in DTYPES:
        yield from programs(f"dtype/{dtype}", table("view")["dtype"], samples(dtype, b=(3, 4)))
    yield from tabled("write", samples("int32", a=(2, 3, 4)))


def join():
    for dtype in ("int32", "float64"):
        yield from tabled("join", samples(dtype, a=(3, 4), b=(2, 4), d=9), suffix=f"/{dtype}")
    for left, right in itertools.combinations(DTYPES, 2):
        inputs = {"x": sample(left, 3, "x"), "y": sample(right, 2, "y")}
        yield from programs(f"promote/{left}-{right}", table("join")["promote"], inputs)
    for program in table("join")["layout"]:
        yield from under_layouts("layout", program, samples("int16", a=(3, 5)))


def contract():
    shapes = {"a": (3, 4), "b": (4, 5), "v": 4, "u": 3, "s": (2, 3, 4), "t": (2, 4, 3), "m": (3, 3)}
    shapes |= {"p": (2, 1, 3, 4), "q": (5, 4, 6)}
    for dtype in ("int32", "float64", "complex128"):
        yield from tabled("contract", samples(dtype, **shapes), SUMMED, suffix=f"/{dtype}")
    mixed = [("int32", "float32"), ("bool", "int8"), ("float32", "complex64"), ("uint8", "int8")]
    for left, right in [*zip(DTYPES, DTYPES), *mixed]:
        inputs = {"x": sample(left, (3, 7), "x"), "y": sample(right, (7, 2), "y")}
        yield from programs(f"dtypes/{left}-{right}", table("contract")["dtypes"], inputs, SUMMED)
    for m, k, n in ((1, 1, 1), (17, 33, 5), (16, 64, 16), (1, 257, 1), (7, 1, 11), (65, 3, 31)):
        yield Vector("size", "a @ b", samples("float64", a=(m, k), b=(k, n)), SUMMED)
    yield from under_layouts("layout", "a @ b", samples("float64", a=(3, 5), b=(5, 4)), SUMMED)


def index():
    inputs = samples("int32", a=(3, 4), s=(2, 3, 4)) | {"d": np.arange(5), "m": sample("bool", (3, 4), "m")}
    inputs |= {"i": np.array([0, 2, 1, 2, -1]), "j": np.array([1, 3, 0, -1, 2])}
    inputs |= {"o": np.array([[0, 3], [1, 1], [-1, 2]])}
    inputs |= {"r": np.array([True, False, True]), "c": np.array([True, False, True, True])}
    yield from tabled("index", inputs)
    bounds = ("", "-7", "-5", "-3", "-1", "0", "2", "4", "5", "9")
    for start, step in itertools.product(bounds, ("-3", "-2", "-1", "1", "2", "3")):
        every = ", ".join(f"a[{start}:{stop}:{step}]" for stop in bounds)
        yield Vector("bounds", f"({every})", {"a": np.arange(5, dtype="int8")})
    for dtype in DTYPES:
        yield from programs(f"dtype/{dtype}", table("index")["dtype"], samples(dtype, k=7))
    for dtype in INTEGERS:
        yield Vector(f"by/{dtype}", "a[i]", {"a": np.arange(6.0), "i": np.array([3, 0, 5, 3], dtype)})


def create():
    inputs = samples("int32", a=(3, 4)) | {"d": np.arange(3), "e": np.array([0.5, 1.5])}
    yield from tabled("create", inputs)
    for dtype in DTYPES:
        texts = [text.replace("DTYPE", dtype) for text in table("create")["dtype"]]
        yield from programs(f"dtype/{dtype}", texts, samples(dtype, k=3))


def functions():
    """One or two programs for each function that the other families do not call."""
    inputs = samples("float64", a=(3, 4), v=4, h=6, m=(3, 3), t=(2, 3, 4)) | samples("complex128", c=3) | samples("int32", k=4)
    inputs |= {"x": np.array([0.0, 1, 2.5, 4]), "n": np.array([[1, NAN, 3], [4, 5, NAN], [7, -8, 9]])}
    yield from tabled("functions", inputs, SUMMED)


# ---------------------------------------------------------------- promote

ARITHMETIC = {
    "add": ("a + b", exact),
    "multiply": ("a * b", complex_product),
    "divide": ("a / b", exact),
    "floor_divide": ("a // b", exact),
    "power": ("a ** b", ulp(4)),
}
COMPARISONS = {"less": "a < b", "equal": "a == b", "greater_equal": "a >= b"}


def promote():
    for left, right in itertools.product(DTYPES, DTYPES):
        pair = f"{left}-{right}"
        for name, (program, tolerance) in ARITHMETIC.items():
            b = np.array([3, 2, 2, 1, 2], right) if name == "power" else plain(right)[::-1]
            yield Vector(f"{name}/{pair}", program, {"a": plain(left), "b": b}, tolerance, outcome="either")
        for name, program in COMPARISONS.items():
            yield Vector(f"{name}/{pair}", program, {"a": edges(left)[:, None], "b": edges(right)})
        inputs = {"a": plain(left)[:3], "b": plain(right)[:3]}
        yield Vector(f"where/{pair}", "np.where(np.array([True, False, True]), a, b)", inputs)
        yield Vector(f"astype/{pair}", f"a.astype('{right}')", {"a": convertible(left, right)})
    for dtype, program in itertools.product(DTYPES, table("promote")["weak"]):
        tolerance = ulp(4) if "**" in program else complex_product if "*" in program else exact
        yield Vector(f"weak/{dtype}", program, {"a": plain(dtype)}, tolerance, outcome="either")


def plain(dtype):
    """Values without zero, small enough for every operation in every dtype."""
    return np.array([1, 2, 3, 7, 5] if np.dtype(dtype).kind in "bu" else [1, -2, 3, -7, 5], dtype)


def edges(dtype):
    info = np.iinfo(dtype) if dtype in INTEGERS else None
    return np.array([info.min, info.max, 1] if info else [0, 1] if dtype == "bool" else [2.0**63, -1, 1.5], dtype)


def convertible(source, target):
    """Values whose conversion C defines: a float goes to an integer only where it fits."""
    if source in FLOATS + COMPLEX and target in INTEGERS:
        return np.array([0.0, -0.0, 1.9, 7, 100.5, 127] + [-1.9, -7, -128] * (target in SIGNED), source)
    return specials(source)[::3] if source in COMPLEX else awkward(source)


# ---------------------------------------------------------------- behaviour and error


def behaviour():
    """The tricky cases of the feature survey, by their numbers there."""
    for case, texts in table("behaviour").items():
        tolerance = SUMMED if case in ("38", "53", "54") else exact
        outcome = "either" if case in ("17", "21", "24", "29", "34") else "value"
        yield from programs(case, texts, {}, tolerance, outcome)


def practice():
    """Programs as they stand in tutorials and exercises."""
    for topic, texts in table("practice").items():
        yield from programs(topic, texts, {}, SUMMED)


def error():
    inputs = samples("float64", a=(3, 4), b=(2, 4), c=3) | {"d": np.arange(5.0)}
    yield from tabled("error", inputs, outcome="error")


FAMILIES = (elementwise, reduce, scan, view, join, contract, index, create, functions, promote, behaviour, practice, error)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    assert np.__version__.startswith("2.4.") and np.finfo(np.longdouble).nmant >= 63, __doc__
    total = 0
    for family in FAMILIES:
        text = list(lines(family))
        data = ("\n".join(text) + "\n").encode()
        (TARGET / f"{family.__name__}.jsonl").write_bytes(data)
        total += len(data)
        print(f"{family.__name__:12} {len(text):6} vectors {len(data):9} bytes")
    print(f"{'total':12} {total:32} bytes")


if __name__ == "__main__":
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main()
