/* The workloads as C with OpenMP, and the loops that measure the machine's ceilings: what any contender can hope for.
   gcc -Ofast -march=native -fopenmp rival.c -lm; usage: rival. Speaks the lines that rival.py describes. */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double *a, *b, *c, answer, added;
static uint64_t seed;

static double *counting(long n, long modulus) {
    double *out = aligned_alloc(64, (n * sizeof(double) + 63) / 64 * 64);
    if (!out) {
        printf("failed out of memory\n");
        exit(1);
    }
#pragma omp parallel for
    for (long i = 0; i < n; i++) out[i] = i % modulus;
    return out;
}

static double sum(const double *x, long n) {
    double r = 0;
#pragma omp parallel for simd reduction(+ : r)
    for (long i = 0; i < n; i++) r += x[i];
    return r;
}

static void one(long n) { a = counting(n, 7); }
static void three(long n) { a = counting(n, 7), b = counting(n, 8), c = counting(n, 5); }
static void none(long n) { (void)n; }

static void read_only(long n) { answer = sum(a, n); }

static void copy(long n) {
#pragma omp parallel for simd
    for (long i = 0; i < n; i++) b[i] = a[i];
}

static void triad(long n) {
#pragma omp parallel for simd
    for (long i = 0; i < n; i++) a[i] += b[i] + 0.5 * c[i];
}

static void triad_answer(long n) { answer = sum(a, n); }

static void addmul(long n) {
    double r = 0;
    added += 1;
#pragma omp parallel for simd reduction(+ : r)
    for (long i = 0; i < n; i++) r += (a[i] + added) * 2;
    answer = r;
}

static void two_squares(long n) {
    a = counting(n * n, 7), b = counting(n * n, 1);
}

static void stencil(long n) {
#pragma omp parallel for
    for (long i = 2; i < n - 2; i++) {
#pragma omp simd
        for (long j = 2; j < n - 2; j++) {
            const double *p = a + i * n + j;
            b[i * n + j] += 0.25 * (p[-n] + p[n] + p[-1] + p[1]) + 0.125 * (p[-2 * n] + p[2 * n] + p[-2] + p[2]);
        }
    }
#pragma omp parallel for simd
    for (long i = 0; i < n * n; i++) a[i] += 1;
}

static void stencil_answer(long n) { answer = sum(b, n * n); }

/* Threefry2x64-20 (Salmon and others 2011): the counter is the number of the point, its two words are x and y. */
static inline int inside(uint64_t counter, uint64_t key) {
    static const int turns[8] = {16, 42, 12, 31, 16, 32, 24, 21};
    const uint64_t keys[3] = {key, 0, 0x1BD11BDAA9FC1A22ull ^ key};
    uint64_t x = counter + keys[0], y = keys[1];
#pragma GCC unroll 20
    for (int r = 0; r < 20; r++) {
        x += y;
        y = (y << turns[r % 8] | y >> (64 - turns[r % 8])) ^ x;
        if (r % 4 == 3) {
            int k = r / 4 + 1;
            x += keys[k % 3];
            y += keys[(k + 1) % 3] + k;
        }
    }
    double u = (int64_t)(x >> 11) * 0x1p-52 - 1, v = (int64_t)(y >> 11) * 0x1p-52 - 1;
    return sqrt(u * u + v * v) < 1;
}

static void pi(long n) {
    long count = 0;
    seed++;
#pragma omp parallel for simd reduction(+ : count)
    for (long i = 0; i < n; i++) count += inside(i, seed);
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
    {"ceiling-read", one, read_only, none}, {"ceiling-copy", three, copy, none}, {"ceiling-update", three, triad, none},
    {"ceiling-arithmetic", none, multiply_add, none}, {"pi", none, pi, none}, {"triad", three, triad, triad_answer},
    {"addmul", one, addmul, none}, {"stencil", two_squares, stencil, stencil_answer},
};

static void forget(void) {
    free(a), free(b), free(c);
    a = b = c = NULL;
    added = 0;
}

int main(void) {
    char command[16], name[64];
    long size = 0;
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
        } else if (!strcmp(command, "turn") && chosen < count) {
            double start = omp_get_wtime();
            programs[chosen].turn(size);
            printf("seconds %.9f\n", omp_get_wtime() - start);
        } else {
            forget();
            printf("forgotten\n");
        }
        fflush(stdout);
    }
}
