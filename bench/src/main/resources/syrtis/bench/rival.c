/* The workloads as C with OpenMP, and the loops that measure the machine's ceilings: what any contender can hope for.
   gcc -Ofast -march=native -fopenmp rival.c -lm; usage: rival. Speaks the lines that rival.py describes. Programs of
   expressions are in rows.h, made from their texts. */
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

static void *in[3], *out[2];
static double answer, added;
static uint64_t seed;

static void *allocated(long bytes) {
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory) {
        printf("failed out of memory\n");
        exit(1);
    }
    return memory;
}

/* For each of two types: data; a mean with weights; a sum; a += b + s * c; the stencil. */
#define FOR(T)                                                                                                        \
    static T *T##_series(long n, double offset, long factor, long modulus, double divisor) {                          \
        T *x = allocated(n * sizeof(T));                                                                              \
        _Pragma("omp parallel for") for (long i = 0; i < n; i++) x[i] = i * factor % modulus / divisor + offset;      \
        return x;                                                                                                     \
    }                                                                                                                 \
    static double T##_fingerprint(const T *x, long n) {                                                               \
        double r = 0;                                                                                                 \
        _Pragma("omp parallel for reduction(+ : r)") for (long i = 0; i < n; i++) r += (double)x[i] * (i % 1009 + 1); \
        return r / n;                                                                                                 \
    }                                                                                                                 \
    static double T##_sum(const T *x, long n) {                                                                       \
        double r = 0;                                                                                                 \
        _Pragma("omp parallel for simd reduction(+ : r)") for (long i = 0; i < n; i++) r += x[i];                     \
        return r;                                                                                                     \
    }                                                                                                                 \
    static void T##_squares(long n) {                                                                                 \
        in[0] = T##_series(n * n, 0, 1, 7, 1);                                                                        \
        out[0] = T##_series(n * n, 0, 1, 1, 1);                                                                       \
    }                                                                                                                 \
    static void T##_stencil(long n) {                                                                                 \
        T *a = in[0], *b = out[0];                                                                                    \
        const T near = 0.25, far = 0.125;                                                                             \
        _Pragma("omp parallel for") for (long i = 2; i < n - 2; i++) {                                                \
            _Pragma("omp simd") for (long j = 2; j < n - 2; j++) {                                                    \
                const T *p = a + i * n + j;                                                                           \
                b[i * n + j] += near * (p[-n] + p[n] + p[-1] + p[1])                                                  \
                              + far * (p[-2 * n] + p[2 * n] + p[-2] + p[2]);                                          \
            }                                                                                                         \
        }                                                                                                             \
        _Pragma("omp parallel for simd") for (long i = 0; i < n * n; i++) a[i] += 1;                                  \
    }                                                                                                                 \
    static void T##_stencil_answer(long n) { answer = T##_sum(out[0], n * n); }

FOR(double)
FOR(float)

#include "rows.h"

static void one(long n) { in[0] = double_series(n, 0, 1, 7, 1); }

static void three(long n) {
    one(n);
    in[1] = double_series(n, 0, 1, 8, 1);
    in[2] = double_series(n, 0, 1, 5, 1);
}

static void none(long n) { (void)n; }

static void read_only(long n) { answer = double_sum(in[0], n); }

static void copy(long n) {
#pragma omp parallel
    {
        long threads = omp_get_num_threads(), k = omp_get_thread_num(), start = n * k / threads;
        memcpy((double *)in[1] + start, (double *)in[0] + start, (n * (k + 1) / threads - start) * sizeof(double));
    }
}

static void triad(long n) {
    double *a = in[0], *b = in[1], *c = in[2];
#pragma omp parallel for simd
    for (long i = 0; i < n; i++) a[i] += b[i] + 0.5 * c[i];
}

static void triad_answer(long n) { answer = double_sum(in[0], n); }

static void addmul(long n) {
    const double *x = in[0];
    double r = 0;
    added += 1;
#pragma omp parallel for simd reduction(+ : r)
    for (long i = 0; i < n; i++) r += (x[i] + added) * 2;
    answer = r;
}

/* Eight generators xoroshiro128+ (Blackman and Vigna 2018) a thread, side by side, so that they are vectorised. */
static void pi(long n) {
    enum { LANES = 8 };
    long count = 0;
    seed++;
#pragma omp parallel reduction(+ : count)
    {
        uint64_t s0[LANES], s1[LANES], mix = seed * 1000 + omp_get_thread_num();
        for (int k = 0; k < LANES; k++) { /* splitmix64 fills them */
            for (int half = 0; half < 2; half++) {
                uint64_t z = mix * LANES * 2 + k * 2 + half;
                z = (z * 0x9E3779B97F4A7C15ull ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
                z = (z ^ z >> 27) * 0x94D049BB133111EBull;
                (half ? s1 : s0)[k] = z ^ z >> 31;
            }
        }
        long threads = omp_get_num_threads(), k = omp_get_thread_num();
        long rounds = (n * (k + 1) / threads - n * k / threads) / LANES;
        for (long i = 0; i < rounds; i++) {
            long inside = 0;
#pragma omp simd reduction(+ : inside)
            for (int lane = 0; lane < LANES; lane++) {
                uint64_t p = s0[lane], q = s1[lane], word = p + q;
                q ^= p, p = (p << 24 | p >> 40) ^ q ^ q << 16, q = q << 37 | q >> 27;
                double x = (int64_t)(word >> 11) * 0x1p-52 - 1;
                word = p + q;
                q ^= p, p = (p << 24 | p >> 40) ^ q ^ q << 16, q = q << 37 | q >> 27;
                double y = (int64_t)(word >> 11) * 0x1p-52 - 1;
                s0[lane] = p, s1[lane] = q;
                inside += x * x + y * y < 1;
            }
            count += inside;
        }
    }
    answer = 4.0 * count / n;
}

/* 48 independent chains of n multiplications and additions on every thread: 96 n operations a thread. */
static void multiply_add(long n) {
    double total = 0;
#pragma omp parallel reduction(+ : total)
    {
        double x[48], factor = 0.999999, term = 1e-6;
        for (int k = 0; k < 48; k++) x[k] = k;
        for (long i = 0; i < n; i++) {
#pragma GCC unroll 48
            for (int k = 0; k < 48; k++) x[k] = x[k] * factor + term;
        }
        for (int k = 0; k < 48; k++) total += x[k];
    }
    answer = total;
}

static const struct {
    const char *name;
    void (*prepare)(long), (*turn)(long), (*answer)(long);
} programs[] = {
    {"ceiling-read", one, read_only, none},
    {"ceiling-memcpy", three, copy, none},
    {"ceiling-triad", three, triad, none},
    {"ceiling-arithmetic", none, multiply_add, none},
    {"pi", none, pi, none},
    {"triad", three, triad, triad_answer},
    {"addmul", one, addmul, none},
    {"stencil-float64", double_squares, double_stencil, double_stencil_answer},
    {"stencil-float32", float_squares, float_stencil, float_stencil_answer},
    ROWS
};

static void forget(void) {
    for (int k = 0; k < 3; k++) free(in[k]), in[k] = NULL;
    for (int k = 0; k < 2; k++) free(out[k]), out[k] = NULL;
    added = 0;
}

int main(void) {
    char command[16], name[64];
    long size = 0;
    double shortest = 0;
    int count = sizeof programs / sizeof *programs, chosen = 0;
    printf("ready gcc %s, %d threads\n", __VERSION__, omp_get_max_threads());
    fflush(stdout);
    while (scanf("%15s", command) == 1) {
        if (!strcmp(command, "prepare") && scanf("%63s %ld", name, &size) == 2) {
            forget();
            for (chosen = 0; chosen < count && strcmp(programs[chosen].name, name); chosen++) {}
            if (chosen == count) {
                printf("none\n");
            } else {
                programs[chosen].prepare(size);
                programs[chosen].turn(size);
                programs[chosen].answer(size);
                printf("answer %.17g\n", answer);
            }
        } else if (!strcmp(command, "turn") && scanf("%lf", &shortest) == 1 && chosen < count) {
            double start = omp_get_wtime(), seconds;
            long times = 0;
            do {
                programs[chosen].turn(size);
                seconds = omp_get_wtime() - start;
                times++;
            } while (seconds < shortest);
            printf("seconds %.9f\n", seconds / times);
        } else {
            forget();
            printf("forgotten\n");
        }
        fflush(stdout);
    }
}
