// A Kalman filter of four states and two observations in C, for the side-by-side run of kalman_step.ts.
// gcc -O3 -march=native -ffp-contract=off; reads raw little-endian doubles, prints "name ns last".
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define N 4
#define M 2

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

typedef struct {
  double f[N][N], q[N][N], h[M][N], r[M], x[N], p[N][N], loglik;
  long steps;
} filter;

// On to the next state.
static inline void predict(filter *k) {
  double u[N], a[N][N];
  for (int i = 0; i < N; i++) {
    double sum = 0;
    for (int j = 0; j < N; j++) sum += k->f[i][j] * k->x[j];
    u[i] = sum;
  }
  for (int i = 0; i < N; i++) {
    k->x[i] = u[i];
    for (int j = 0; j < N; j++) {
      double sum = 0;
      for (int l = 0; l < N; l++) sum += k->f[i][l] * k->p[l][j];
      a[i][j] = sum;
    }
  }
  for (int i = 0; i < N; i++) {
    for (int j = 0; j <= i; j++) {
      double sum = k->q[i][j];
      for (int l = 0; l < N; l++) sum += a[i][l] * k->f[j][l];
      k->p[i][j] = k->p[j][i] = sum;
    }
  }
}

// Predict but at the first step, then one scalar update in Joseph's form per entry: what the library does.
static inline void step(filter *k, const double *y) {
  if (k->steps++ > 0) predict(k);
  for (int m = 0; m < M; m++) {
    if (y[m] != y[m]) continue;
    double d[N], g[N], hd = 0, v = y[m];
    for (int i = 0; i < N; i++) {
      double sum = 0;
      for (int j = 0; j < N; j++) sum += k->p[i][j] * k->h[m][j];
      d[i] = sum;
      v -= k->h[m][i] * k->x[i];
    }
    for (int i = 0; i < N; i++) hd += k->h[m][i] * d[i];
    double f = hd + k->r[m], w = 1 / f;
    k->loglik -= 0.5 * (log(2 * M_PI) + log(f) + v * v * w);
    for (int i = 0; i < N; i++) {
      g[i] = d[i] * w;
      k->x[i] += g[i] * v;
    }
    for (int i = 0; i < N; i++) {
      double rest = d[i] - g[i] * hd;
      for (int j = 0; j <= i; j++) {
        k->p[i][j] -= g[i] * d[j] + rest * g[j] - k->r[m] * g[i] * g[j];
        k->p[j][i] = k->p[i][j];
      }
    }
  }
}

static void load(const char *folder, const char *name, double *out, size_t count) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file || fread(out, 8, count, file) != count) exit(2);
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  long steps = atol(argv[2]);
  filter k;
  double *y = malloc(8 * M * steps), r[M * M];
  load(argv[1], "transition", &k.f[0][0], N * N);
  load(argv[1], "stateNoise", &k.q[0][0], N * N);
  load(argv[1], "loading", &k.h[0][0], M * N);
  load(argv[1], "observationNoise", r, M * M);
  load(argv[1], "initialMean", k.x, N);
  load(argv[1], "initialCovariance", &k.p[0][0], N * N);
  load(argv[1], "observations", y, M * steps);
  for (int m = 0; m < M; m++) k.r[m] = r[m * M + m];
  k.loglik = 0;
  k.steps = 0;
  double start = now();
  for (long t = 0; t < steps; t++) step(&k, y + M * t);
  printf("filter %.3f %.17g\n", (now() - start) / steps, k.loglik);
  return 0;
}
