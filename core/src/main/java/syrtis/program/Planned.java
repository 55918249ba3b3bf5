package syrtis.program;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What NumPy has and Syrtis does not, so that a program hears that and is not asked whether it meant another name. */
enum Planned {
    ORDERING(
            "sorting and sets are not there yet",
            "sort argsort partition argpartition lexsort sort_complex searchsorted unique unique_all unique_counts"
                    + " unique_inverse unique_values union1d intersect1d setdiff1d setxor1d digitize bincount"),
    STATISTICS(
            "order statistics, histograms and gradients are not there yet",
            "median nanmedian percentile nanpercentile quantile nanquantile histogram histogram2d histogramdd"
                    + " histogram_bin_edges gradient interp unwrap"),
    FACTORISATIONS(
            "dense factorisations are not there yet",
            "cholesky qr svd svdvals eig eigh eigvals eigvalsh inv solve lstsq pinv det slogdet cond matrix_rank tensorinv"
                    + " tensorsolve polyfit roots poly"),
    FOURIER(
            "Fourier transforms are not there yet",
            "fft fft2 fftn ifft ifft2 ifftn rfft rfft2 rfftn irfft irfft2 irfftn hfft ihfft fftfreq rfftfreq fftshift"
                    + " ifftshift"),
    FUNCTIONS(
            "functions that call functions of the program are not there yet",
            "vectorize frompyfunc apply_along_axis apply_over_axes piecewise"),
    DTYPES(
            "this dtype is not there yet",
            "float16 half longdouble float128 clongdouble complex256 datetime64 timedelta64 str_ bytes_ object_ void"),
    EXCHANGE(
            "memory of other programs cannot be taken over yet: use a file",
            "from_dlpack frombuffer fromfile fromstring memmap"),
    REST(
            "it is not there yet",
            "savez_compressed packbits unpackbits frexp ldexp i0 kaiser nditer errstate set_printoptions");

    private final String reason;
    private final Set<String> names;

    Planned(String reason, String names) {
        this.reason = reason;
        this.names = Set.of(names.split(" "));
    }

    /** What to say of a name that is not known, if it is one of these. */
    static Optional<String> reason(String written, String name) {
        return Arrays.stream(values())
                .filter(group -> group.names.contains(name))
                .map(group -> "NumPy's '" + written + "' cannot be used: " + group.reason)
                .findFirst();
    }
}
