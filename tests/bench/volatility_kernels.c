// Rolling estimators in C, for the side-by-side run of volatility_kernels.ts.
// gcc -O3 -march=native -ffp-contract=off; reads raw little-endian doubles, prints "kernel ns last".
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WINDOW 60

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static double *load(const char *folder, const char *name, long *rows) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  long bytes = ftell(file);
  rewind(file);
  double *column = malloc(bytes);
  if (fread(column, 1, bytes, file) != (size_t)bytes) exit(2);
  fclose(file);
  *rows = bytes / 8;
  return column;
}

__attribute__((noinline)) static void rogers_satchell(
    const double *o, const double *h, const double *l, const double *c, long n,
    double *out) {
  double ring[WINDOW] = {0}, sum = 0;
  int r = 0;
  for (long i = 0; i < n; i++) {
    double lo = log(o[i]), lh = log(h[i]), ll = log(l[i]), lc = log(c[i]);
    double x = (lh - lc) * (lh - lo) + (ll - lc) * (ll - lo);
    sum += x - ring[r];
    ring[r] = x;
    if (++r == WINDOW) r = 0;
    out[i] = i + 1 >= WINDOW ? sum / WINDOW : NAN;
  }
}

__attribute__((noinline)) static void yang_zhang(
    const double *o, const double *h, const double *l, const double *c, long n,
    double *out) {
  double R[WINDOW] = {0}, O[WINDOW] = {0}, C[WINDOW] = {0};
  double sr = 0, so = 0, so2 = 0, sc = 0, sc2 = 0, last = log(o[0]);
  const double w = WINDOW, k = 0.34 / (1.34 + (w + 1) / (w - 1));
  int r = 0;
  for (long i = 0; i < n; i++) {
    double lo = log(o[i]), lh = log(h[i]), ll = log(l[i]), lc = log(c[i]);
    double x = (lh - lc) * (lh - lo) + (ll - lc) * (ll - lo);
    double on = lo - last, oc = lc - lo, o1 = O[r], c1 = C[r];
    last = lc;
    sr += x - R[r];
    so += on - o1;
    so2 += on * on - o1 * o1;
    sc += oc - c1;
    sc2 += oc * oc - c1 * c1;
    R[r] = x;
    O[r] = on;
    C[r] = oc;
    if (++r == WINDOW) r = 0;
    out[i] = i >= WINDOW ? (so2 - so * so / w) / (w - 1) +
                               k * (sc2 - sc * sc / w) / (w - 1) +
                               (1 - k) * sr / w
                         : NAN;
  }
}

__attribute__((noinline)) static void ewma(const double *r, long n,
                                           double weight, double *out) {
  double v = r[0] * r[0];
  out[0] = v;
  for (long i = 1; i < n; i++) {
    v = (1 - weight) * v + weight * (r[i] * r[i]);
    out[i] = v;
  }
}

int main(int count, char **argument) {
  if (count < 2) return 2;
  long n;
  double *o = load(argument[1], "open", &n), *h = load(argument[1], "high", &n);
  double *l = load(argument[1], "low", &n), *c = load(argument[1], "close", &n);
  double *out = malloc(8 * n);
  for (long i = 0; i < n; i++) out[i] = 0;
  double start = now();
  rogers_satchell(o, h, l, c, n, out);
  printf("rogersSatchell %.3f %.17g\n", (now() - start) / n, out[n - 1]);
  start = now();
  yang_zhang(o, h, l, c, n, out);
  printf("yangZhang %.3f %.17g\n", (now() - start) / n, out[n - 1]);
  start = now();
  ewma(c, n, 0.06, out);
  printf("ewmaVariance %.3f %.17g\n", (now() - start) / n, out[n - 1]);
  return 0;
}
