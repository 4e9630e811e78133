// Sizes, random tables and comparisons of the kernels' tests in C.
#pragma once
#include "vector_kernels.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { most_rows = 4, most_columns = 300, most = most_rows * most_columns };

// What is tested now.
extern size_t rows, columns, count;

// Between -2 and 2, by SplitMix64.
double uniform(void);

// Tables are one number longer than what a kernel may touch; `expect_untouched` looks at it.
typedef struct {
    float value[most + 1];
} table;

// `size` random numbers.
table sample(size_t size);

// Counts and reports a number further from what is expected than tolerance·(1 + |expected|).
void expect(const char *what, size_t i, double found, double expected, double tolerance);
void expect_untouched(const char *what, const table *t, size_t size);

void test_activations(void);
void test_bfloat16(void);
void test_decoder(void);
void test_exponential(void);
void test_nan(void);
void test_products(void);
