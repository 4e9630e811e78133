// GELU, tanh and softmax against plain loops in double; their exponential; NaN.
#include "checks.h"

static double normal_cdf(double t) { return 0.5 * erfc(-t / sqrt(2)); }
static double normal_density(double t) { return exp(-t * t / 2) / sqrt(2 * acos(-1)); }

void test_activations(void) {
    table x = sample(count), bias = sample(columns), y = sample(count);
    for (size_t i = 0; i < count; i++) x.value[i] *= 4;
    table slope = x;
    vk_bias_gelu(slope.value, bias.value, y.value, rows, columns);
    for (size_t i = 0; i < count; i++) {
        double t = (double)x.value[i] + bias.value[i % columns], cdf = normal_cdf(t);
        expect("vk_bias_gelu", i, y.value[i], t * cdf, 2e-6);
        expect("vk_bias_gelu's slope", i, slope.value[i], cdf + t * normal_density(t), 4e-6);
    }
    expect_untouched("vk_bias_gelu", &y, count);
    expect_untouched("vk_bias_gelu's slope", &slope, count);

    table back = sample(count), before = back;
    vk_tanh(x.value, y.value, count);
    vk_tanh_backward(y.value, back.value, count);
    for (size_t i = 0; i < count; i++) {
        expect("vk_tanh", i, y.value[i], tanh(x.value[i]), 1e-6);
        expect("vk_tanh_backward", i, back.value[i], before.value[i] * (1 - (double)y.value[i] * y.value[i]), 1e-6);
    }
    expect_untouched("vk_tanh", &y, count);
    expect_untouched("vk_tanh_backward", &back, count);

    table p = x, d = sample(count), g = sample(count), g0 = g;
    const float scale = 0.7f;
    vk_softmax(p.value, scale, rows, columns);
    vk_softmax_backward(p.value, d.value, g.value, scale, rows, columns);
    for (size_t i = 0; i < rows; i++) {
        double sum = 0, dot = 0;
        for (size_t j = i * columns; j < (i + 1) * columns; j++) {
            sum += exp(scale * (double)x.value[j]);
            dot += (double)d.value[j] * g0.value[j];
        }
        for (size_t j = i * columns; j < (i + 1) * columns; j++) {
            expect("vk_softmax", j, p.value[j], exp(scale * (double)x.value[j]) / sum, 1e-6);
            double expected = scale * ((double)d.value[j] * g0.value[j] - p.value[j] * dot);
            expect("vk_softmax_backward", j, g.value[j], expected, 4e-6);
        }
    }
    expect_untouched("vk_softmax", &p, count);
    expect_untouched("vk_softmax_backward", &g, count);
}

// NaN at any one place: it alone becomes NaN in what is computed number by number, its whole row in a softmax.
void test_nan(void) {
    for (size_t k = 0; k < count; k++) {
        table slope = sample(count), bias = {{0}}, y, p = slope;
        slope.value[k] = p.value[k] = NAN;
        vk_bias_gelu(slope.value, bias.value, y.value, rows, columns);
        vk_softmax(p.value, 1, rows, columns);
        for (size_t i = 0; i < count; i++) {
            expect("vk_bias_gelu of NaN", i, isnan(y.value[i]) != 0, i == k, 0);
            expect("vk_bias_gelu's slope at NaN", i, isnan(slope.value[i]) != 0, i == k, 0);
            expect("vk_softmax of NaN", i, isnan(p.value[i]) != 0, i / columns == k / columns, 0);
        }
    }
}

// exp(x) is what a softmax of (0, x) divides its second number by its first; outside ±87 it is exp of the bound.
void test_exponential(void) {
    rows = 1;
    columns = 2;
    for (double x = -200; x <= 0; x += 0.0625) {
        float row[] = {0, (float)x};
        vk_softmax(row, 1, 1, 2);
        expect("exp(x)·exp(-x)", 0, row[1] / row[0] * exp(x < -87 ? 87 : -x), 1, 4e-7);
    }
    float infinite[] = {0, -INFINITY}, unbounded[] = {0, INFINITY}, nothing[] = {-INFINITY, -INFINITY};
    vk_softmax(infinite, 1, 1, 2);
    vk_softmax(unbounded, 1, 1, 2);
    vk_softmax(nothing, 1, 1, 2);
    expect("vk_softmax of (0, -∞)", 0, infinite[0], 1, 0);
    expect("vk_softmax of (0, -∞)", 1, infinite[1], 0, 1e-37);
    expect("vk_softmax of (0, ∞)", 1, unbounded[1], NAN, 0);
    expect("vk_softmax of (-∞, -∞)", 0, nothing[0], NAN, 0);
}
