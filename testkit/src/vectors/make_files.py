"""Makes the sample files that prove that Syrtis reads and writes NumPy's own files.

Run it with `python make_files.py`; it needs NumPy 2.4. It writes ../test/resources/files/: small .npy and .npz files,
`expected.tsv` (for each array its file, its name in the file, dtype, shape, and base64 of its elements in C order,
little-endian) and `formats.tsv` (a format of Python's %, the bits of a float64 in hexadecimal, the text). The same script
writes the same bytes.
"""

import base64
import pathlib
import struct

import numpy as np

TARGET = pathlib.Path(__file__).parent.parent / "test" / "resources" / "files"

DTYPES = (
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()
)

VALUES = (
    0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, -2 / 3, 0.5, 1.5, 2.5, 0.045, 9.995, 99999.95, 123456.0, 1234567.0, 1e15, 1e16, 1.5e16,
    1e22, 1e23, -1e100, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 1e-4, 1e-5, 123e-7, 9.5, 999999.5,
    float("nan"), float("inf"), float("-inf"),
)
FORMATS = "%.18e %e %.0e %.3E %f %.2f %.0f %10.3f %-10.3f| %+.3f %010.3f %g %.3g %.10g %G %s %d %5d <%.2e>".split() + ["% .2f"]


def values(dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """Elements that use all bytes of the dtype."""
    count = int(np.prod(shape))
    index = np.arange(count)
    if dtype == "bool":
        flat = index % 3 == 0
    elif dtype.startswith("complex"):
        flat = (index + 0.1) ** 3 - 1j / (index + 7)
    elif dtype.startswith("float"):
        flat = (index + 0.1) ** 3 * (-1.0) ** index
    else:
        info = np.iinfo(dtype)
        flat = np.array([(info.max - info.min) // max(count - 1, 1) * int(k) + info.min for k in index], dtype=dtype)
    return np.asarray(flat).astype(dtype).reshape(shape)


def arrays() -> dict[str, np.ndarray]:
    made = {}
    for dtype in DTYPES:
        for order in "<>":
            for name, shape in (("0d", ()), ("1d", (5,)), ("2d", (3, 4)), ("3d", (2, 3, 4)), ("empty", (0, 3))):
                array = values(dtype, shape).astype(np.dtype(dtype).newbyteorder(order))
                side = "little" if order == "<" else "big"
                made[f"{dtype}_{side}_{name}"] = array
                if len(shape) > 1 and name != "empty":
                    made[f"{dtype}_{side}_{name}_fortran"] = np.asfortranarray(array)
    return made


def plain(array: np.ndarray) -> str:
    native = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    return base64.b64encode(native.tobytes()).decode()


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    lines = []

    def note(file: str, name: str, array: np.ndarray) -> None:
        shape = ",".join(map(str, array.shape))
        lines.append("\t".join((file, name, array.dtype.newbyteorder("=").name, shape, plain(array))))

    everything = arrays()
    for file, write in (("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)):
        write(TARGET / file, **everything)
        for name, array in everything.items():
            note(file, name, array)
    for version in ((1, 0), (2, 0), (3, 0)):
        file = f"version{version[0]}.npy"
        with open(TARGET / file, "wb") as out:
            np.lib.format.write_array(out, values("float64", (3, 4)), version=version)
        note(file, "", values("float64", (3, 4)))
    for name, array in everything.items():
        if name in ("float64_little_3d", "int16_big_2d", "complex64_little_2d_fortran", "bool_little_0d", "uint8_little_empty"):
            np.save(TARGET / f"{name}.npy", array)
            note(f"{name}.npy", "", array)
    refused = {
        "objects": np.array([{}, None], dtype=object),
        "records": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        "text": np.array(["a", "bc"]),
        "half": np.array([1, 2], dtype="float16"),
        "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    }
    for name, array in refused.items():
        np.save(TARGET / f"refused_{name}.npy", array, allow_pickle=True)
    (TARGET / "expected.tsv").write_text("\n".join(lines) + "\n")

    rows = []
    for fmt in FORMATS:
        for value in VALUES:
            if fmt.endswith("d") and not np.isfinite(value):
                continue
            rows.append("\t".join((fmt, struct.pack(">d", value).hex(), fmt % value)))
    (TARGET / "formats.tsv").write_text("\n".join(rows) + "\n")
    np.savetxt(TARGET / "savetxt.txt", values("float64", (4, 3)), header="first\nsecond", footer="end")
    np.savetxt(TARGET / "savetxt_complex.txt", values("complex128", (2, 2)), fmt="%.3f", delimiter=",")


if __name__ == "__main__":
    main()
