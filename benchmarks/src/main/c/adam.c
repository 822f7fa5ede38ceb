#include "timing.h"

/*
 * The same operations in the same order as Gradus's Adam and the chunk loop in Java; with -DFOLDED,
 * what one would write for speed alone: two multiplications less, others fused with additions. With
 * -DDIVIDER or -DSTREAM only a part of it: what the divider, and what memory takes by itself.
 */

__attribute__((noinline)) static void adam(float *restrict g, float *restrict m, float *restrict v,
                                           size_t n, long number) {
  const float beta1 = 0.9, rest1 = 1 - 0.9;
  const float beta2 = 0.999, rest2 = 1 - 0.999;
  const float epsilon = 1e-8;
#ifdef FOLDED
  const float root = 1 / sqrt(1 - pow(0.999, number));
  const float step = 1e-3 / (1 - pow(0.9, number));
#else
  const float rate = 1e-3;
  const float c1 = 1 / (1 - pow(0.9, number));
  const float c2 = 1 / (1 - pow(0.999, number));
#endif
  for (size_t i = 0; i < n; i++) {
#if defined DIVIDER
    g[i] = g[i] / sqrtf(g[i] * g[i] + epsilon);
#elif defined STREAM
    float gradient = g[i];
    g[i] = v[i];
    v[i] = m[i];
    m[i] = gradient;
#else
    float mean = m[i] * beta1 + g[i] * rest1;
    float square = v[i] * beta2 + g[i] * g[i] * rest2;
    m[i] = mean;
    v[i] = square;
#ifdef FOLDED
    g[i] = mean * step / (sqrtf(square) * root + epsilon);
#else
    g[i] = mean * c1 / (sqrtf(square * c2) + epsilon) * rate;
#endif
#endif
  }
}

int main(int count, char **lengths) { return print_all(adam, count, lengths); }
