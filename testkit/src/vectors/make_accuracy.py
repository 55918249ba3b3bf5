"""Makes the arguments on which the mathematical functions are measured, and the exact results.

Run it with `python make_accuracy.py`; it needs NumPy 2.4 and mpmath. It writes ../test/resources/vectors/accuracy.tsv, a line
an argument: function, dtype, the bits of one or two arguments and of the correctly rounded result (hexadecimal), and how far
the exact result is from that, in units of its last place. The same script writes the same bytes.

Exact results are computed with 1400 bits. Where an argument or the result is not finite, or the result is zero, there is
nothing to round, and NumPy's answer (C99's) stands.
"""

import math
import pathlib
import struct
import zlib

import mpmath as mp
import numpy as np

TARGET = pathlib.Path(__file__).parent.parent / "test" / "resources" / "vectors" / "accuracy.tsv"
COUNT = 40  # random arguments per range
mp.mp.prec = 1400  # sin(1e308) loses 1024 bits


def nan_outside(function, inside):
    return lambda *x: function(*x) if inside(*x) else mp.nan


FUNCTIONS = {  # name: (exact, NumPy's, ranges of arguments: pairs of bounds, drawn uniformly or by exponent)
    "EXP": (mp.exp, np.exp, [(-1, 1), (-700, 700), (-745, -708), (-87, 88), (-104, -87)]),
    "EXP2": (lambda x: mp.mpf(2) ** x, np.exp2, [(-1, 1), (-1000, 1000), (-1075, -1022), (-126, 127), (-150, -126)]),
    "EXPM1": (mp.expm1, np.expm1, [(-1, 1), (-50, 50), (-0.4, 0.4), (600, 709), (-1e-10, 1e-10)]),
    "LOG": (nan_outside(mp.log, lambda x: x > 0), np.log, [(0, 2), (0.6, 1.5), (0.99, 1.01), (0, 1e6)]),
    "LOG2": (nan_outside(lambda x: mp.log(x, 2), lambda x: x > 0), np.log2, [(0, 2), (0.6, 1.5), (0.99, 1.01), (0, 1e6)]),
    "LOG10": (nan_outside(mp.log10, lambda x: x > 0), np.log10, [(0, 2), (0.6, 1.5), (0.99, 1.01), (0, 1e6)]),
    "LOG1P": (nan_outside(mp.log1p, lambda x: x > -1), np.log1p, [(-1, 1), (-0.3, 0.5), (-0.01, 0.01), (0, 1e6)]),
    "SIN": (mp.sin, np.sin, [(-1, 1), (-7, 7), (-100, 100), (-8000, 8000), (-4e6, 4e6), (-1e15, 1e15)]),
    "COS": (mp.cos, np.cos, [(-1, 1), (-7, 7), (-100, 100), (-8000, 8000), (-4e6, 4e6), (-1e15, 1e15)]),
    "TAN": (mp.tan, np.tan, [(-1, 1), (-7, 7), (-100, 100), (-8000, 8000), (-4e6, 4e6), (-1e15, 1e15)]),
    "ARCSIN": (nan_outside(mp.asin, lambda x: abs(x) <= 1), np.arcsin, [(-1, 1), (0.45, 0.6), (0.99, 1), (-0.01, 0.01)]),
    "ARCCOS": (nan_outside(mp.acos, lambda x: abs(x) <= 1), np.arccos, [(-1, 1), (0.45, 0.6), (0.99, 1), (-0.01, 0.01)]),
    "ARCTAN": (mp.atan, np.arctan, [(-1, 1), (0.5, 0.7), (1, 2), (-100, 100), (0, 1e6)]),
    "ARCTAN2": (mp.atan2, np.arctan2, [(-1, 1), (-100, 100)]),
    "SINH": (mp.sinh, np.sinh, [(-1, 1), (-20, 20), (-710, 710), (0.3, 0.4)]),
    "COSH": (mp.cosh, np.cosh, [(-1, 1), (-20, 20), (-710, 710), (0.3, 0.4)]),
    "TANH": (mp.tanh, np.tanh, [(-1, 1), (-20, 20), (0.5, 1), (1, 3)]),
    "ARCSINH": (mp.asinh, np.arcsinh, [(-1, 1), (-20, 20), (0.2, 0.6), (0, 1e6)]),
    "ARCCOSH": (nan_outside(mp.acosh, lambda x: x >= 1), np.arccosh, [(1, 2), (1, 20), (1, 1.01), (1, 1e6)]),
    "ARCTANH": (nan_outside(mp.atanh, lambda x: abs(x) < 1), np.arctanh, [(-1, 1), (0.1, 0.3), (0.99, 1), (-0.01, 0.01)]),
    "CBRT": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), np.cbrt, [(-1, 1), (-20, 20), (0, 1e6)]),
    "HYPOT": (mp.hypot, np.hypot, [(-1, 1), (-100, 100)]),
    "POWER": (mp.power, np.power, [(0, 2), (0, 20), (0.9, 1.1)]),
    "ERF": (mp.erf, np.vectorize(math.erf), [(-1, 1), (0.9, 1.3), (1, 3), (3, 6)]),
    "ERFC": (mp.erfc, np.vectorize(math.erfc), [(-1, 1), (-6, 6), (0.4, 0.6), (1, 27.3), (6, 10.1)]),
}

HARD = {  # where the implementation was found to be least exact, and arguments that are hard for any
    "EXP": [
        "0x1.476eaab685cf8p+4", "-0x1.76427ep+2", "0x1.ec5d9cfbaae7cp+1", "0x1.ab5702p+4", "0x1.eeac079ff277p+1",
        "-0x1.338d22p+5",
    ],
    "EXP2": ["-0x1.fdf7c1a246588p+6", "-0x1.f954a4p-2"],
    "EXPM1": ["0x1.28d57ce6d0a58p+5", "0x1.664c3742f8318p-2", "-0x1.9561b6p-1", "0x1.7c3f9567a4dacp-2"],
    "LOG": ["0x1.677e7b0466afp-1", "0x1.5b2d78p+1", "0x1.fffffcp-1", "0x1.68de56fd43455p+0", "0x1.6913bep-1"],
    "LOG2": ["0x1.616d2154c14fbp+0", "0x1.e92c9ap-15", "0x1.6941f0fe91003p+0"],
    "LOG10": ["0x1.63011545453ccp-1", "0x1.4deb8ep+0", "0x1.5276a4dfed5ddp+0"],
    "LOG1P": ["0x1.b4d28a612aa65p-2", "0x1.de95a1dd0c637p-2", "0x1.fffffffffffffp+1023"],
    "SIN": [
        "0x1.863d988a175cbp-1", "0x1.fc19a6p+12", "0x1.6ac5b262ca1ffp+849", "0x1.8469898cc5170p-48", "-0x1.f8f5f6p+12",
        "0x1.2450b96ff4072p+22",
    ],
    "COS": ["0x1.9e2bc1734cc8dp-1", "-0x1.e458e6p+12", "0x1.6ac5b262ca1ffp+849", "0x1.ab0d0508d0644p+998", "-0x1.dfed56p+12"],
    "TAN": ["0x1.3387e3d17a44cp+5", "0x1.6ac5b262ca1ffp+849", "0x1.88b26cf7ddd2p-1"],
    "ARCSIN": ["-0x1.06847c2aa148ep-1", "0x1.415a84p-1", "0x1.06448b0189674p-1"],
    "ARCCOS": ["0x1.206c6e7e3417ep-1", "0x1.3029f11d1b57cp-1"],
    "ARCTAN": ["0x1.13bffebb7a4fap-1", "0x1.13c493cff59ccp-1"],
    "SINH": ["0x1.2797705382554p+4", "0x1.6e04f8405ea28p-2", "0x1.261b5498ada5p+4"],
    "COSH": ["0x1.26f04bf603748p+4", "0x1.26651141e619p+4", "-0x1.26a8dd0d29p+4"],
    "TANH": [
        "0x1.4da0b6b8c23dcp-1", "0x1.afec1p-1", "0x1.239b85c645114p+4", "0x1.4d156589aed76p-1", "0x1.c66384p-1",
        "0x1.4ddf971229414p-1", "0x1.ce33fep-1",
    ],
    "ARCSINH": ["0x1.261aafe57bbddp+0", "-0x1.01d354f3ed154p-2", "0x1.1fc0e47dc84b9p+0"],
    "ARCCOSH": ["0x1.11118d4429dc4p+758", "0x1.01d6daa33ce3dp+0"],
    "ARCTANH": ["-0x1.e9100b27aced4p-2", "-0x1.6e76d5512f9b3p-3"],
    "CBRT": ["-0x1.1f2e92d2c47e4p-1"],
    "ERF": ["0x1.136e2e2987a1fp+0", "0x1.3ffd4ap+0", "0x1.1379ep+0", "0x1.0e16ebabd7ceep+0", "0x1.fda8fep-1"],
    "ERFC": ["0x1.142ba4421443ap-1", "0x1.219267f78816ap-1"],
    "POWER": [
        "0x1.d558970a1c4a2p+0 0x1.14e4813p+3", "0x1.b317adecbaa7p-1 0x1.315675p+4", "0x1.b42ba4p+0 -0x1.a0e2fap+6",
        "0x1.794ac0fdffa49p-658 -0x1.73e9f28b56decp-1",
    ],
    "HYPOT": ["-0x1.04513d8059958p-1 -0x1.10872d0da542ap-1"],
    "ARCTAN2": ["-0x1.961a2e959acdp-4 0x1.94723p-1", "-0x1.20f2001503ef8p-3 0x1.14df94f12c80cp-2"],
}

POLES = {"POWER": 0, "LOG": 0, "LOG2": 0, "LOG10": 0, "ARCTANH": 1}  # sizes that NumPy answers for


def awkward(dtype):
    info = np.finfo(dtype)
    sizes = [0, 1, 2, 3, 0.5, 0.75, 10, math.pi, math.pi / 2, 1e-8, 1e-20, 1e22, 700, info.tiny, info.tiny / 4,
             info.smallest_subnormal, info.max, 1 + info.eps, 1 - info.epsneg, math.inf]
    return np.array([sign * float(size) for size in sizes for sign in (1, -1)] + [math.nan], dtype)


def arguments(name, dtype, random):
    for low, high in FUNCTIONS[name][2]:
        yield from random.uniform(low, high, COUNT).astype(dtype)
    unsigned = np.uint32 if dtype == np.float32 else np.uint64
    yield from random.integers(0, np.iinfo(unsigned).max, COUNT, dtype=unsigned).view(dtype)
    yield from (10.0 ** random.uniform(-12, 2, COUNT)).astype(dtype)
    yield from awkward(dtype)
    if name in ("SIN", "COS", "TAN"):
        multiples = [mp.floor(mp.mpf(10) ** random.uniform(0, 7)) * mp.pi / 2 for _ in range(COUNT)]
        yield from np.array([float(multiple) for multiple in multiples]).astype(dtype)
    with np.errstate(over="ignore"):
        yield from np.array([float.fromhex(text) for text in HARD.get(name, [])]).astype(dtype)


def pairs(name, dtype, random):
    values = awkward(dtype)
    yield from ((x, y) for x in values[::3] for y in values[1::4])
    for low, high in FUNCTIONS[name][2]:
        x = random.uniform(low, high, 2 * COUNT).astype(dtype)
        if name == "POWER":
            y = (random.uniform(-1, 1, 2 * COUNT) * 10 ** random.uniform(0, 2, 2 * COUNT)).astype(dtype)
        else:
            y = (random.uniform(low, high, 2 * COUNT) * 10 ** random.uniform(-4, 4, 2 * COUNT)).astype(dtype)
        yield from zip(x, y)
    if name == "POWER":
        yield from zip(random.uniform(-9, 9, COUNT).astype(dtype), np.rint(random.uniform(-30, 30, COUNT)).astype(dtype))
        yield from zip((1 + random.normal(size=COUNT) * 1e-3).astype(dtype), random.uniform(-5e4, 5e4, COUNT).astype(dtype))
    with np.errstate(over="ignore", under="ignore"):
        for text in HARD.get(name, []):
            yield tuple(np.array([float.fromhex(part) for part in text.split()]).astype(dtype))


def rounded(exact, dtype):
    """The nearest number of dtype, and the distance of `exact` from it in units of the last place."""
    precision, lowest = (24, -149) if dtype == np.float32 else (53, -1074)
    unit = max(mp.frexp(exact)[1] - precision, lowest)
    whole = mp.nint(mp.ldexp(exact, -unit))  # ties to even
    with np.errstate(all="ignore"):
        fits = abs(mp.ldexp(whole, unit)) < 2**1024
        value = dtype(math.ldexp(int(whole), unit) if fits else math.copysign(math.inf, whole))
    return value, mp.ldexp(exact, -unit) - whole


def answer(name, dtype, operands):
    exact, numpys, _ = FUNCTIONS[name]
    with np.errstate(all="ignore"):
        special = dtype(numpys(*(np.float64(operand) for operand in operands)))
    if all(np.isfinite(operand) for operand in operands) and not np.isnan(special) and any(operands):
        pole = name in POLES and abs(operands[0]) == POLES[name] or name == "LOG1P" and operands[0] == -1
        if pole or name == "ERFC" and abs(operands[0]) > 1e3:
            return special, 0
        value = mp.re(exact(*(mp.mpf(float(operand)) for operand in operands)))
        if value != 0:
            nearest, rest = rounded(value, dtype)
            if np.isfinite(nearest) and nearest != 0:
                return nearest, rest
            return (nearest if np.isinf(nearest) else dtype(math.copysign(0, value))), 0 if np.isinf(nearest) else rest
    return special, 0


def bits(value):
    return struct.pack(">f" if value.dtype == np.float32 else ">d", value).hex()


def lines():
    for name in FUNCTIONS:
        for dtype in (np.float64, np.float32):
            random = np.random.default_rng(zlib.crc32(f"{name} {dtype.__name__}".encode()))
            binary = name in ("ARCTAN2", "HYPOT", "POWER")
            seen = set()
            for operands in pairs(name, dtype, random) if binary else ((x,) for x in arguments(name, dtype, random)):
                operands = tuple(dtype(operand) for operand in operands)
                key = " ".join(bits(operand) for operand in operands)
                if key not in seen:
                    seen.add(key)
                    result, rest = answer(name, dtype, operands)
                    yield f"{name}\t{dtype.__name__}\t{key}\t{bits(result)}\t{float(rest):.3f}\n"


if __name__ == "__main__":
    text = "".join(lines())
    TARGET.write_text(text)
    print(f"{text.count(chr(10))} arguments, {len(text)} bytes")
