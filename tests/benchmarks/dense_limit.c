/* The machine's limit: the same dense network, loss and update as the engine's, in straight-line C.
 *
 * tanh everywhere, mean squared error, batches of BATCH from an order that is shuffled every epoch, plain gradient
 * descent, the loss of every update recorded. SIZES is the list of layer sizes, for example 2,4,2,1.
 * Prints updates per second.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BATCH 10
#define POINTS 250
#define WIDEST 8
static const int sizes[] = {SIZES};
#define LAYERS ((int)(sizeof sizes / sizeof *sizes) - 1)
#define DEEPEST 16

static float w[DEEPEST][WIDEST][WIDEST], b[DEEPEST][WIDEST];
static float gw[DEEPEST][WIDEST][WIDEST], gb[DEEPEST][WIDEST];
static float x[POINTS][WIDEST], y[POINTS];
static float losses[1 << 15];
static int order[POINTS];
static uint64_t seed = 88172645463325252ull;

static uint32_t draw(void) {
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return (uint32_t)(seed >> 32);
}
static float uniform(float lo, float hi) { return lo + (hi - lo) * (float)(draw() * 0x1p-32); }

/* A rational tanh within 1e-6 of libm's on the range that matters; XLA uses one of the same kind. */
static inline float squash(float v) {
  v = v < -7.9f ? -7.9f : v > 7.9f ? 7.9f : v;
  const float q = v * v;
  const float p = v * (4.89352455891786e-03f + q * (6.37261928875436e-04f + q * (1.48572235717979e-05f +
                 q * (5.12229709037114e-08f + q * (-8.60467152213735e-11f + q * (2.00018790482477e-13f +
                 q * -2.76076847742355e-16f))))));
  return p / (4.89352518554385e-03f + q * (2.26843463243900e-03f + q * (1.18534705686654e-04f + q * 1.19825839466702e-06f)));
}

static inline float update(const int *rows, float rate) {
  float a[DEEPEST + 1][WIDEST][BATCH], d[2][WIDEST][BATCH], loss = 0;
  for (int i = 0; i < sizes[0]; i++)
    for (int n = 0; n < BATCH; n++) a[0][i][n] = x[rows[n]][i];
#pragma GCC unroll 16
  for (int l = 0; l < LAYERS; l++)
    for (int j = 0; j < sizes[l + 1]; j++) {
      float s[BATCH];
      for (int n = 0; n < BATCH; n++) s[n] = b[l][j];
      for (int i = 0; i < sizes[l]; i++)
        for (int n = 0; n < BATCH; n++) s[n] += a[l][i][n] * w[l][i][j];
      for (int n = 0; n < BATCH; n++) a[l + 1][j][n] = squash(s[n]);
    }
  for (int n = 0; n < BATCH; n++) {
    const float out = a[LAYERS][0][n], e = out - y[rows[n]];
    loss += e * e;
    d[LAYERS & 1][0][n] = 2.0f / BATCH * e * (1 - out * out);
  }
#pragma GCC unroll 16
  for (int l = LAYERS - 1; l >= 0; l--) {
    const int now = (l + 1) & 1, next = l & 1;
    for (int i = 0; i < sizes[l]; i++) {
      float s[BATCH] = {0};
      for (int j = 0; j < sizes[l + 1]; j++) {
        float g = 0;
        for (int n = 0; n < BATCH; n++) g += a[l][i][n] * d[now][j][n], s[n] += w[l][i][j] * d[now][j][n];
        gw[l][i][j] = g;
      }
      for (int n = 0; n < BATCH; n++) d[next][i][n] = s[n] * (1 - a[l][i][n] * a[l][i][n]);
    }
    for (int j = 0; j < sizes[l + 1]; j++) {
      float g = 0;
      for (int n = 0; n < BATCH; n++) g += d[now][j][n];
      gb[l][j] = g;
    }
  }
#pragma GCC unroll 16
  for (int l = 0; l < LAYERS; l++)
    for (int j = 0; j < sizes[l + 1]; j++) {
      b[l][j] -= rate * gb[l][j];
      for (int i = 0; i < sizes[l]; i++) w[l][i][j] -= rate * gw[l][i][j];
    }
  return loss / BATCH;
}

int main(int argc, char **argv) {
  const double seconds = argc > 1 ? atof(argv[1]) : 1.0;
  for (int k = 0; k < POINTS; k++) {
    const float u = uniform(-6, 6), v = uniform(-6, 6);
    const float all[] = {u, v, u * u, v * v, u * v, sinf(u), sinf(v)};
    for (int i = 0; i < sizes[0]; i++) x[k][i] = all[i];
    y[k] = u * v > 0 ? 1 : -1, order[k] = k;
  }
  for (int l = 0; l < LAYERS; l++)
    for (int i = 0; i < sizes[l]; i++)
      for (int j = 0; j < sizes[l + 1]; j++) w[l][i][j] = uniform(-.5f, .5f);
  struct timespec t0, t1;
  clock_gettime(CLOCK_MONOTONIC, &t0);
  long done = 0;
  double spent = 0;
  while (spent < seconds) {
    for (int epoch = 0; epoch < 100; epoch++) {
      for (int k = POINTS - 1; k > 0; k--) {
        const int o = (int)((uint64_t)draw() * (uint32_t)(k + 1) >> 32), s = order[k];
        order[k] = order[o], order[o] = s;
      }
      for (int k = 0; k < POINTS; k += BATCH) losses[done++ & 32767] = update(order + k, .03f);
    }
    clock_gettime(CLOCK_MONOTONIC, &t1);
    spent = (double)(t1.tv_sec - t0.tv_sec) + 1e-9 * (double)(t1.tv_nsec - t0.tv_nsec);
  }
  printf("%.0f %g\n", (double)done / spent, losses[0]);
  return 0;
}
