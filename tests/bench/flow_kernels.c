/* C reference of the flow kernels: the same inputs, checks and results as
 * lib/flow, written plainly. gcc -O3 -march=native -o flow_kernels flow_kernels.c -lm
 * Reads raw little-endian columns from the folder argv[1]; prints
 * "name nanoseconds-per-row checksum" for each kernel. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static void *load(const char *folder, const char *name, size_t *bytes) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  *bytes = ftell(file);
  rewind(file);
  void *data = malloc(*bytes);
  if (fread(data, 1, *bytes, file) != *bytes) exit(3);
  fclose(file);
  return data;
}

#define WINDOW 50

/* VPIN and its baseline; trades split over buckets. Returns the buckets, -1 on bad input. */
__attribute__((noinline)) static long vpin_plain(
    const double *time, const double *quantity, const uint8_t *maker, long n,
    double size, double *value, double *baseline) {
  double fill = 0, buy = 0, square = 0, last = -INFINITY;
  double ring[WINDOW] = {0}, ring2[WINDOW] = {0}, sum = 0, sum2 = 0;
  int at = 0;
  long k = 0;
  for (long i = 0; i < n; i++) {
    double q = quantity[i], t = time[i];
    int buyer = maker[i] == 0;
    if (!(q >= 0) || !(t >= last) || maker[i] > 1) return -1;
    last = t;
    while (fill + q >= size) {
      double take = size - fill;
      q -= take;
      if (buyer) buy += take;
      square += take * take;
      double x = fabs(2 * buy - size) / size;
      double y = sqrt(2 / M_PI) * sqrt(square) / size;
      sum += x - ring[at];
      sum2 += y - ring2[at];
      ring[at] = x;
      ring2[at] = y;
      if (++at == WINDOW) at = 0;
      value[k] = k + 1 >= WINDOW ? sum / WINDOW : NAN;
      baseline[k] = k + 1 >= WINDOW ? sum2 / WINDOW : NAN;
      k++;
      fill = buy = square = 0;
    }
    fill += q;
    if (buyer) buy += q;
    square += q * q;
  }
  return k;
}

/* The same without a branch on the side, which no processor can foresee. */
__attribute__((noinline)) static long vpin_tuned(
    const double *time, const double *quantity, const uint8_t *maker, long n,
    double size, double *value, double *baseline) {
  double fill = 0, buy = 0, square = 0, last = -INFINITY;
  double ring[WINDOW] = {0}, ring2[WINDOW] = {0}, sum = 0, sum2 = 0;
  int at = 0;
  long k = 0;
  for (long i = 0; i < n; i++) {
    double q = quantity[i], share = 1 - maker[i], t = time[i];
    if (!(q >= 0) || !(t >= last) || maker[i] > 1) return -1;
    last = t;
    if (q < size - fill) {
      fill += q;
      buy += q * share;
      square += q * q;
      continue;
    }
    do {
      double take = size - fill;
      q -= take;
      double x = fabs(2 * (buy + take * share) - size) / size;
      double y = sqrt(2 / M_PI) * sqrt(square + take * take) / size;
      sum += x - ring[at];
      sum2 += y - ring2[at];
      ring[at] = x;
      ring2[at] = y;
      if (++at == WINDOW) at = 0;
      value[k] = k + 1 >= WINDOW ? sum / WINDOW : NAN;
      baseline[k] = k + 1 >= WINDOW ? sum2 / WINDOW : NAN;
      k++;
      fill = buy = square = 0;
    } while (q >= size);
    fill = q;
    buy = q * share;
    square = q * q;
  }
  return k;
}

/* Order flow imbalance over clock bars, the bars found on the way. */
__attribute__((noinline)) static long ofi_clock(
    const double *time, const double *bid, const double *bid_size,
    const double *ask, const double *ask_size, long n, double period,
    double *out) {
  double pb = bid[0], qb = bid_size[0], pa = ask[0], qa = ask_size[0];
  double sum = 0, last = time[0], end = floor(time[0] / period) * period + period;
  long k = 0;
  for (long i = 1; i < n; i++) {
    double t = time[i], b = bid[i], q = bid_size[i], a = ask[i], s = ask_size[i];
    if (!(t >= last) || b <= 0 || a <= 0 || q < 0 || s < 0) return -1;
    last = t;
    while (t >= end) {
      out[k++] = sum;
      sum = 0;
      end += period;
    }
    double e = 0;
    if (b >= pb) e += q;
    if (b <= pb) e -= qb;
    if (a <= pa) e -= s;
    if (a >= pa) e += qa;
    sum += e;
    pb = b;
    qb = q;
    pa = a;
    qa = s;
  }
  return k;
}

/* The same with the bars' ends given. */
__attribute__((noinline)) static long ofi_bars(
    const double *bid, const double *bid_size, const double *ask,
    const double *ask_size, const int32_t *rows, long bars, double *out) {
  double pb = bid[0], qb = bid_size[0], pa = ask[0], qa = ask_size[0];
  long i = 1;
  for (long k = 0; k < bars; k++) {
    double sum = 0;
    for (; i < rows[k]; i++) {
      double b = bid[i], q = bid_size[i], a = ask[i], s = ask_size[i], e = 0;
      if (b <= 0 || a <= 0 || q < 0 || s < 0) return -1;
      if (b >= pb) e += q;
      if (b <= pb) e -= qb;
      if (a <= pa) e -= s;
      if (a >= pa) e += qa;
      sum += e;
      pb = b;
      qb = q;
      pa = a;
      qa = s;
    }
    out[k] = sum;
  }
  return bars;
}

static double checksum(const double *x, long n) {
  double sum = 0;
  for (long k = 0; k < n; k++)
    if (x[k] == x[k]) sum += x[k] * (k % 7);
  return sum;
}

int main(int argc, char **argv) {
  if (argc < 3) return 1;
  size_t bytes;
  double *quantity = load(argv[1], "quantity", &bytes);
  long n = bytes / 8;
  uint8_t *maker = load(argv[1], "isBuyerMaker", &bytes);
  double *time = load(argv[1], "time", &bytes);
  double *bid = load(argv[1], "bidPrice", &bytes);
  double *bid_size = load(argv[1], "bidQuantity", &bytes);
  double *ask = load(argv[1], "askPrice", &bytes);
  double *ask_size = load(argv[1], "askQuantity", &bytes);
  int32_t *rows = load(argv[1], "rows", &bytes);
  long bars = bytes / 4;
  double size = atof(argv[2]);
  double *out = calloc(n, 8), *out2 = calloc(n, 8);
  for (long i = 0; i < n; i++) out[i] = out2[i] = 1;
  for (int round = 0; round < 2; round++) {
    double start = now();
    long k = vpin_plain(time, quantity, maker, n, size, out, out2);
    double stop = now();
    if (round) printf("vpin %.4f %.12g\n", (stop - start) / n, checksum(out, k));
    start = now();
    k = vpin_tuned(time, quantity, maker, n, size, out, out2);
    stop = now();
    if (round) printf("vpin_tuned %.4f %.12g\n", (stop - start) / n, checksum(out, k));
    start = now();
    k = ofi_clock(time, bid, bid_size, ask, ask_size, n, 1e6, out);
    stop = now();
    if (round) printf("ofi_clock %.4f %.12g\n", (stop - start) / n, checksum(out, k));
    start = now();
    k = ofi_bars(bid, bid_size, ask, ask_size, rows, bars, out);
    stop = now();
    if (round) printf("ofi_bars %.4f %.12g\n", (stop - start) / n, checksum(out, k));
  }
  return 0;
}
