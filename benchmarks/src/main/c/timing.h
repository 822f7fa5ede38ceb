/* Times a step as the benchmarks in Java do: fresh gradients, put in outside the measured time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WINDOWS 8
#define SHIFT 1031
#define REPETITIONS 7
#define REPETITION_NANOSECONDS 60e6

typedef void step_function(float *restrict gradient, float *restrict first, float *restrict second,
                           size_t n, long number);

static double nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

static float *array(size_t n) {
  float *result = aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
  if (result == NULL) {
    fprintf(stderr, "There is no memory for %zu floats.\n", n);
    exit(1);
  }
  memset(result, 0, n * sizeof(float));
  return result;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The median of several averages, in nanoseconds a step. */
static double measure(step_function *step, size_t n) {
  float *pool = array(n + WINDOWS * SHIFT);
  float *gradient = array(n);
  float *first = array(n);
  float *second = array(n);
  unsigned random = 42;
  for (size_t i = 0; i < n + WINDOWS * SHIFT; i++) {
    random = random * 1664525u + 1013904223u;
    pool[i] = (float)(random >> 8) / (1 << 23) - 1;
  }
  double averages[REPETITIONS];
  long number = 0;
  for (int i = -1; i < REPETITIONS; i++) { /* the first is not counted */
    double spent = 0;
    long steps = 0;
    while (spent < REPETITION_NANOSECONDS) {
      memcpy(gradient, pool + number % WINDOWS * SHIFT, n * sizeof(float));
      number++;
      double before = nanoseconds();
      step(gradient, first, second, n, number);
      spent += nanoseconds() - before;
      steps++;
    }
    if (i >= 0) {
      averages[i] = spent / steps;
    }
  }
  qsort(averages, REPETITIONS, sizeof(double), ascending);
  free(pool);
  free(gradient);
  free(first);
  free(second);
  return averages[REPETITIONS / 2];
}

/* Prints one line for each length given: the length, and the nanoseconds a step. */
static int print_all(step_function *step, int count, char **lengths) {
  for (int i = 1; i < count; i++) {
    size_t n = strtoul(lengths[i], NULL, 10);
    printf("%zu %.3f\n", n, measure(step, n));
    fflush(stdout);
  }
  return 0;
}
