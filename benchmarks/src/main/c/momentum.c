#include "timing.h"

__attribute__((noinline)) static void momentum(float *restrict g, float *restrict v,
                                               float *restrict unused, size_t n, long number) {
  const float decay = 0.9, rate = 1e-3;
  (void)unused;
  (void)number;
  for (size_t i = 0; i < n; i++) {
    float velocity = v[i] * decay + g[i] * rate;
    v[i] = velocity;
    g[i] = velocity;
  }
}

int main(int count, char **lengths) { return print_all(momentum, count, lengths); }
