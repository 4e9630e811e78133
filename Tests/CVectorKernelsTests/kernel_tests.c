// Each vector kernel against a plain loop in double, for processors on which the Swift tests do not run.
//
// It is C alone, so a cross compiler and an emulator are enough, and so is a sanitizer of C's own
// (scripts/test_aarch64.sh, scripts/test_sanitize.sh). Usage: kernel_tests [SEED].
#include "checks.h"
#include <stdlib.h>
#include <string.h>

static const size_t widths[] = {0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 50, 64, 67, 300};
static uint64_t seed = 1, state;
static int failures, comparisons;
size_t rows, columns, count;

double uniform(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return 4 * (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0 - 2;
}

static const float guard = 12345;

table sample(size_t size) {
    table t;
    for (size_t i = 0; i <= most; i++) t.value[i] = i < size ? (float)uniform() : guard;
    return t;
}

void expect(const char *what, size_t i, double found, double expected, double tolerance) {
    comparisons++;
    int both_nan = isnan(expected) && isnan(found);
    if (both_nan || found == expected || fabs(found - expected) <= tolerance * (1 + fabs(expected))) return;
    if (++failures > 20) return;
    printf("%s of %zu × %zu, number %zu: %.9g where %.9g is expected (seed %" PRIu64 ")\n",
           what, rows, columns, i, found, expected, seed);
}

void expect_untouched(const char *what, const table *t, size_t size) {
    expect(what, size, t->value[size], guard, 0);
}

static void test_elementwise(void) {
    table x = sample(count), y = sample(count), scale = sample(rows), bias = sample(columns), z = y;
    vk_scale_rows(x.value, scale.value, z.value, rows, columns);
    for (size_t i = 0; i < count; i++)
        expect("vk_scale_rows", i, z.value[i], (double)scale.value[i / columns] * x.value[i], 1e-6);
    expect_untouched("vk_scale_rows", &z, count);
    z = y;
    vk_set_rows(z.value, bias.value, rows, columns);
    for (size_t i = 0; i < count; i++) expect("vk_set_rows", i, z.value[i], bias.value[i % columns], 0);
    expect_untouched("vk_set_rows", &z, count);

    table sums = bias, dots = bias;
    vk_add_column_sums(x.value, sums.value, rows, columns);
    vk_add_column_dots(x.value, y.value, dots.value, rows, columns);
    for (size_t j = 0; j < columns; j++) {
        double sum = bias.value[j], dot = sum;
        for (size_t i = 0; i < rows; i++) {
            sum += x.value[i * columns + j];
            dot += (double)x.value[i * columns + j] * y.value[i * columns + j];
        }
        expect("vk_add_column_sums", j, sums.value[j], sum, 1e-6);
        expect("vk_add_column_dots", j, dots.value[j], dot, 1e-6);
    }
    expect_untouched("vk_add_column_sums", &sums, columns);
    expect_untouched("vk_add_column_dots", &dots, columns);

    table added = y, multiplied = y, scaled = y;
    vk_add(x.value, added.value, count);
    vk_multiply(x.value, multiplied.value, count);
    vk_scale(scaled.value, -0.3f, count);
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        expect("vk_add", i, added.value[i], (double)x.value[i] + y.value[i], 1e-6);
        expect("vk_multiply", i, multiplied.value[i], (double)x.value[i] * y.value[i], 1e-6);
        expect("vk_scale", i, scaled.value[i], (double)-0.3f * y.value[i], 1e-6);
        squares += (double)x.value[i] * x.value[i];
    }
    expect_untouched("vk_add", &added, count);
    expect_untouched("vk_multiply", &multiplied, count);
    expect_untouched("vk_scale", &scaled, count);
    expect("vk_squared_norm", 0, vk_squared_norm(x.value, count), squares, 1e-12);
    expect("vk_is_finite", 0, vk_is_finite(x.value, count), 1, 0);
    for (size_t i = 0; i < count; i++) {
        table other = x;
        other.value[i] = (const float[]){INFINITY, -INFINITY, NAN}[i % 3];
        expect("vk_is_finite", i, vk_is_finite(other.value, count), 0, 0);
    }
}

static void test_layer_norm(void) {
    table x = sample(count), gain = sample(columns), offset = sample(columns), dy = sample(count), dx = dy;
    table y = sample(count), unit = sample(count), inverse = sample(rows), y2 = y, unit2 = x, inverse2 = inverse;
    const float epsilon = 1e-5f;
    // Numbers of a short row may all lie near their mean: then the rounding is multiplied by up to 1/√epsilon.
    const double tolerance = columns < 4 ? 1e-3 : 2e-5;
    vk_layer_norm(x.value, gain.value, offset.value, epsilon, y.value, unit.value, inverse.value, rows, columns);
    vk_layer_norm(unit2.value, gain.value, offset.value, epsilon, y2.value, unit2.value, inverse2.value, rows, columns);
    vk_layer_norm_backward(dx.value, gain.value, unit.value, inverse.value, rows, columns);
    for (size_t i = 0; i < rows; i++) {
        double mean = 0, variance = 0, dmean = 0, dot = 0, n = (double)columns;
        for (size_t j = 0; j < columns; j++) mean += x.value[i * columns + j] / n;
        for (size_t j = 0; j < columns; j++) variance += pow(x.value[i * columns + j] - mean, 2) / n;
        double root = 1 / sqrt(variance + epsilon);
        expect("vk_layer_norm's inverse", i, inverse.value[i], root, tolerance);
        for (size_t j = 0; j < columns; j++) {
            double du = (double)dy.value[i * columns + j] * gain.value[j];
            dmean += du / n;
            dot += du * (x.value[i * columns + j] - mean) * root / n;
        }
        for (size_t j = 0, k = i * columns; j < columns; j++, k++) {
            double u = (x.value[k] - mean) * root, du = (double)dy.value[k] * gain.value[j];
            expect("vk_layer_norm", k, y.value[k], u * gain.value[j] + offset.value[j], tolerance);
            expect("vk_layer_norm's unit", k, unit.value[k], u, tolerance);
            expect("vk_layer_norm_backward", k, dx.value[k], root * (du - dmean - u * dot), tolerance);
            expect("vk_layer_norm in place", k, y2.value[k], y.value[k], 0);
            expect("vk_layer_norm in place, unit", k, unit2.value[k], unit.value[k], 0);
        }
    }
    expect_untouched("vk_layer_norm", &y, count);
    expect_untouched("vk_layer_norm's unit", &unit, count);
    expect_untouched("vk_layer_norm's inverse", &inverse, rows);
    expect_untouched("vk_layer_norm_backward", &dx, count);
}

// The mask is pinned: runs on other processors must drop the same values.
static void test_dropout(void) {
    table x = sample(count), skipped = sample(count), in_place = x, to = x, sum = x, same = x, plain = x;
    const uint64_t key = 0x0123456789ABCDEFu;
    const float p = 0.25f;
    vk_dropout(in_place.value, key, p, count);
    vk_dropout_to(x.value, to.value, key, p, count);
    vk_dropout_add(x.value, skipped.value, sum.value, key, p, count);
    vk_dropout(same.value, key, 0, count);
    vk_dropout_add(x.value, skipped.value, plain.value, key, 0, count);
    static const uint64_t dropped = 0x821122115000C484u;  // bit i: number i is dropped (from the formula, in Python)
    for (size_t i = 0; i < count; i++) {
        if (i < 64) expect("vk_dropout's mask", i, in_place.value[i] == 0, dropped >> i & 1, 0);
        if (in_place.value[i] != 0) expect("vk_dropout", i, in_place.value[i], x.value[i] / 0.75, 1e-6);
        expect("vk_dropout_to", i, to.value[i], in_place.value[i], 0);
        expect("vk_dropout_add", i, sum.value[i], (double)to.value[i] + skipped.value[i], 1e-6);
        expect("vk_dropout with p = 0", i, same.value[i], x.value[i], 0);
        expect("vk_dropout_add with p = 0", i, plain.value[i], (double)x.value[i] + skipped.value[i], 1e-6);
    }
    expect_untouched("vk_dropout", &in_place, count);
    expect_untouched("vk_dropout_to", &to, count);
    expect_untouched("vk_dropout_add", &sum, count);
    expect_untouched("vk_dropout_add with p = 0", &plain, count);
}

static void test_adamw(void) {
    table value = sample(count), gradient = sample(count), m = sample(count), v = sample(count);
    for (size_t i = 0; i < count; i++) v.value[i] = fabsf(v.value[i]);
    table value0 = value, m0 = m, v0 = v;
    // Floats, so that 1 - beta2 below is what the kernel has.
    const float scale = 0.5f, rate = 1e-2f, decay = 0.1f, beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f;
    const float correction1 = 1 - powf(beta1, 3), root_correction2 = sqrtf(1 - powf(beta2, 3));
    vk_adamw(value.value, gradient.value, m.value, v.value, scale, rate, decay, beta1, beta2, epsilon,
             correction1, root_correction2, count);
    for (size_t i = 0; i < count; i++) {
        double g = (double)scale * gradient.value[i];
        double first = (double)beta1 * m0.value[i] + (1 - (double)beta1) * g;
        double second = (double)beta2 * v0.value[i] + (1 - (double)beta2) * g * g;
        double step = rate * (first / correction1) / (sqrt(second) / root_correction2 + epsilon);
        expect("vk_adamw's m", i, m.value[i], first, 1e-6);
        expect("vk_adamw's v", i, v.value[i], second, 1e-6);
        expect("vk_adamw", i, value.value[i], value0.value[i] * (1 - (double)rate * decay) - step, 2e-6);
    }
    expect_untouched("vk_adamw", &value, count);
    expect_untouched("vk_adamw's m", &m, count);
    expect_untouched("vk_adamw's v", &v, count);
}

int main(int argc, char **argv) {
    if (argc > 1) seed = strtoull(argv[1], 0, 10);
    state = seed;
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        for (rows = 0; rows <= most_rows; rows++) {
            columns = widths[w];
            count = rows * columns;
            test_elementwise();
            test_activations();
            if (columns > 0) test_layer_norm();
            test_decoder();
            test_dropout();
            test_adamw();
            if (columns <= 67) test_nan();
        }
    }
    test_exponential();
    test_products();
    test_bfloat16();
    printf("%d comparisons, %d failures, %s products (seed %" PRIu64 ")\n", comparisons, failures,
           vk_has_products() ? "with" : "without", seed);
    return failures > 0;
}
