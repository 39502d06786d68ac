// Eigenvectors of a symmetric matrix in C by the algorithm of SymmetricEigen, for the side-by-side run of symmetric_eigen.ts.
// gcc -O3 -march=native -ffp-contract=off; reads raw little-endian doubles, prints the median ns and the sum of the eigenvalues.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N 50
#define S (N + 3)
#define EPSILON 2.220446049250313e-16
#define NOTHING 1e-140

static double a[S][S], q[S][S], images[2][S];
static double d[N], e[N], scales[N], squares[N], shifts[N], sines[N], cosines[N];
static double values[N], vectors[N * N];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static double reflection(int k) {
  double first = a[k][k + 1], rest = 0;
  for (int j = k + 2; j < N; j++) rest += a[k][j] * a[k][j];
  if (rest < NOTHING * NOTHING) {
    e[k] = first;
    return scales[k] = 0;
  }
  double square = first * first + rest, norm = sqrt(square);
  e[k] = first > 0 ? -norm : norm;
  a[k][k + 1] = first - e[k];
  return scales[k] = 1 / (square + fabs(first) * norm);
}

static void tridiagonalise(void) {
  double *before = images[0], *image = images[1], *last = a[0];
  memset(before, 0, sizeof images[0]);
  for (int k = 0; k < N; k++) {
    double *row = a[k], v = last[k], w = before[k];
    for (int j = k; j < N; j++) row[j] -= v * before[j] + w * last[j];
    d[k] = row[k];
    double factor = reflection(k);
    for (int i = k + 1; i < N; i += 4) {
      double s[4] = {0};
      for (int j = k + 1; j < N; j++) {
        for (int r = 0; r < 4; r++) {
          double x = a[i + r][j] - (last[i + r] * before[j] + before[i + r] * last[j]);
          a[i + r][j] = x;
          s[r] += x * row[j];
        }
      }
      for (int r = 0; r < 4; r++) image[i + r] = s[r];
    }
    double along = 0;
    for (int i = k + 1; i < N; i++) {
      image[i] *= factor;
      along += image[i] * row[i];
    }
    along *= factor / 2;
    for (int i = k + 1; i < N; i++) image[i] -= along * row[i];
    double *other = image;
    image = before;
    before = other;
    last = row;
  }
}

static void accumulate(void) {
  double *image = images[0];
  memset(q, 0, sizeof q);
  for (int i = 0; i < N; i++) q[i][i] = 1;
  for (int k = N - 3; k >= 0; k--) {
    double factor = scales[k], *row = a[k];
    if (factor == 0) continue;
    memset(image, 0, sizeof images[0]);
    for (int i = k + 1; i < N; i += 4) {
      for (int j = k + 1; j < N; j++) {
        image[j] += (row[i] * q[i][j] + row[i + 1] * q[i + 1][j]) +
                    (row[i + 2] * q[i + 2][j] + row[i + 3] * q[i + 3][j]);
      }
    }
    for (int i = k + 1; i < N; i++) {
      double v = factor * row[i];
      for (int j = k + 1; j < N; j++) q[i][j] -= v * image[j];
    }
  }
}

static int block_end(const double *diagonal, const double *beside, int squared, int first) {
  int m = first;
  for (; m < N - 1; m++) {
    double scale = EPSILON * (fabs(diagonal[m]) + fabs(diagonal[m + 1]));
    double least = squared ? fmax(scale * scale, NOTHING * NOTHING) : fmax(scale, NOTHING);
    if (fabs(beside[m]) <= least) break;
  }
  return m;
}

static double wilkinson(const double *diagonal, double beside, int first) {
  double half = (diagonal[first + 1] - diagonal[first]) / (2 * beside);
  double root = sqrt(half * half + 1);
  return diagonal[first] - beside / (half + (half >= 0 ? root : -root));
}

static void values_alone(double *x, double *y) {
  for (int first = 0; first < N; first++) {
    for (int step = 0; step < 60; step++) {
      int last = block_end(x, y, 1, first);
      if (last == first) break;
      double shift = wilkinson(x, sqrt(y[first]), first);
      double sine = 0, cosine = 1, gap = x[last] - shift, square = gap * gap;
      for (int i = last - 1; i >= first; i--) {
        double next = y[i], sum = square + next, before = cosine, inverse = 1 / sum;
        if (i < last - 1) y[i + 1] = sine * sum;
        cosine = square * inverse;
        sine = next * inverse;
        double entry = x[i], above = gap;
        gap = cosine * (entry - shift) - sine * above;
        x[i + 1] = above + (entry - gap);
        square = cosine > NOTHING * NOTHING ? gap * gap * (sum / square) : before * next;
      }
      y[first] = sine * square;
      x[first] = shift + gap;
    }
  }
}

static int step_of(int first, int last, double shift) {
  double g = d[last] - shift, sine = 1, cosine = 1, lowered = 0;
  for (int i = last - 1; i >= first; i--) {
    double f = sine * e[i], b = cosine * e[i], r = sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r == 0) {
      d[i + 1] -= lowered;
      e[last] = 0;
      return i + 1;
    }
    sines[i] = sine = f / r;
    cosines[i] = cosine = g / r;
    g = d[i + 1] - lowered;
    double t = (d[i] - g) * sine + 2 * cosine * b;
    lowered = sine * t;
    d[i + 1] = g + lowered;
    g = cosine * t - b;
  }
  d[first] -= lowered;
  e[first] = g;
  e[last] = 0;
  return first;
}

static void rotate(int first, int last) {
  for (int k = 0; k < N; k += 4) {
    double y[4], *r[4] = {q[k], q[k + 1], q[k + 2], q[k + 3]};
    for (int m = 0; m < 4; m++) y[m] = r[m][last];
    for (int i = last - 1; i >= first; i--) {
      double s = sines[i], c = cosines[i];
      for (int m = 0; m < 4; m++) {
        double x = r[m][i];
        r[m][i + 1] = s * x + c * y[m];
        y[m] = c * x - s * y[m];
      }
    }
    for (int m = 0; m < 4; m++) r[m][first] = y[m];
  }
}

static void decompose(const double *matrix) {
  double largest = 0;
  for (int k = 0; k < N * N; k++) largest = fmax(largest, fabs(matrix[k]));
  for (int i = 0; i < N; i++) {
    for (int j = 0; j <= i; j++) a[i][j] = a[j][i] = matrix[i * N + j] / largest;
  }
  tridiagonalise();
  accumulate();
  memcpy(shifts, d, sizeof d);
  for (int i = 0; i < N; i++) squares[i] = e[i] * e[i];
  values_alone(shifts, squares);
  for (int first = 0; first < N; first++) {
    for (int sweep = 0; sweep < 60; sweep++) {
      int last = block_end(d, e, 0, first);
      if (last == first) break;
      double shift = sweep == 0 ? shifts[first] : wilkinson(d, e[first], first);
      rotate(step_of(first, last, shift), last);
    }
  }
  int order[N];
  for (int j = 0; j < N; j++) {
    int at = j;
    for (; at > 0 && values[at - 1] > d[j]; at--) {
      values[at] = values[at - 1];
      order[at] = order[at - 1];
    }
    values[at] = d[j];
    order[at] = j;
  }
  for (int j = 0; j < N; j++) {
    values[j] *= largest;
    for (int k = 0; k < N; k++) vectors[j * N + k] = q[k][order[j]];
  }
}

static int rising(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  int rounds = count > 1 ? atoi(arguments[1]) : 500;
  static double matrix[N * N];
  if (fread(matrix, sizeof(double), N * N, stdin) != N * N) return 1;
  double *times = malloc(rounds * sizeof(double)), sum = 0;
  for (int k = 0; k < rounds; k++) {
    double start = now();
    decompose(matrix);
    times[k] = now() - start;
  }
  qsort(times, rounds, sizeof(double), rising);
  for (int j = 0; j < N; j++) sum += values[j] + vectors[j * N] * vectors[j * N];
  printf("%.0f %.17g\n", times[rounds / 2], sum);
  return 0;
}
