"""Makes the sample texts that prove that Syrtis prints arrays as NumPy does.

Run it with `python make_prints.py`; it needs NumPy 2.4. It writes ../test/resources/syrtis/prints.tsv: for each array its
dtype, its shape, base64 of its elements in C order, little-endian, and `str(array)` with `\\n` for line ends. The same script
writes the same bytes.
"""

import base64
import pathlib

import numpy as np

TARGET = pathlib.Path(__file__).parent.parent / "test" / "resources" / "syrtis" / "prints.tsv"

INTEGERS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64".split()
INEXACT = "float32 float64 complex64 complex128".split()
SHAPES = [(), (1,), (3,), (0,), (2, 0), (2, 3), (2, 3, 4), (1, 1, 1), (25,), (7, 9), (2, 1, 2, 3), (40,), (2, 30)]
SINGLE = [
    0.1, 1 / 3, 1e16, 1e15, 123456.789, 999999.0, 1e6, 1e-4, 9.9e-5, 5e-324, 1e300, -0.0, np.nan, np.inf, -np.inf, 3.0, 1e8,
    99999999.0, 100.0,
]


def numbers(random: np.random.Generator, kind: int, count: int) -> np.ndarray:
    """Whole numbers, random ones, far ones, some that are not finite, rounded ones, zeros, awkward ones."""
    match kind:
        case 0:
            return random.integers(-50, 50, count).astype(float)
        case 1:
            return random.normal(size=count)
        case 2:
            return random.normal(size=count) * 10.0 ** random.integers(-12, 12, count)
        case 3:
            return random.choice([np.nan, np.inf, -np.inf, 1.5, -20.25, 0.0], count)
        case 4:
            return np.round(random.random(count) * 100, 2)
        case 5:
            return random.choice([0.0, -0.0], count)
        case _:
            return random.choice(SINGLE, count)


def arrays():
    random = np.random.default_rng(2024)
    for shape in SHAPES:
        count = int(np.prod(shape))
        yield random.integers(0, 2, count).astype(bool).reshape(shape)
        for dtype in INTEGERS:
            info = np.iinfo(dtype)
            yield random.integers(0, 10, count).astype(dtype).reshape(shape)
            yield random.integers(info.min, info.max, count, dtype=dtype, endpoint=True).reshape(shape)
        for dtype in INEXACT:
            for kind in range(7):
                real = numbers(random, kind, count)
                imaginary = 1j * numbers(random, (3 * kind + 1) % 7, count) if dtype.startswith("complex") else 0
                yield (real + imaginary).astype(dtype).reshape(shape)
    for dtype in INEXACT[:2]:
        for number in SINGLE:
            for beside in ([], [1.0], [0.1], [1e-5]):
                yield np.array([number] + beside, dtype)


def main() -> None:
    with np.errstate(all="ignore"), TARGET.open("w", newline="\n") as out:
        for array in arrays():
            shape = ",".join(map(str, array.shape))
            data = base64.b64encode(array.tobytes()).decode()
            out.write("\t".join([str(array.dtype), shape, data, str(array).replace("\n", "\\n")]) + "\n")


if __name__ == "__main__":
    main()
