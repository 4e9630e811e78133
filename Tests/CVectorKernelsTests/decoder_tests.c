// RMSNorm, gated GELU, causal softmax and rotary positions against plain loops in double.
#include "checks.h"

static void test_rms_norm(void) {
    table x = sample(count), gain = sample(columns), skipped = sample(count), dy = sample(count), before = sample(count);
    table y = sample(count), sum = sample(count), inverse = sample(rows), dx = sample(count), added = before;
    table dgain = gain, start = gain;
    const float epsilon = 1e-3f;
    vk_rms_norm(x.value, gain.value, 0, epsilon, y.value, inverse.value, rows, columns);
    vk_rms_norm(x.value, gain.value, skipped.value, epsilon, sum.value, inverse.value, rows, columns);
    vk_rms_norm_backward(dy.value, gain.value, x.value, inverse.value, dx.value, 0, rows, columns);
    vk_rms_norm_backward(dy.value, gain.value, x.value, inverse.value, added.value, 1, rows, columns);
    vk_add_rms_norm_gain(dy.value, x.value, inverse.value, dgain.value, rows, columns);
    for (size_t i = 0; i < rows; i++) {
        double squares = 0, dot = 0, n = (double)columns;
        for (size_t j = 0, k = i * columns; j < columns; j++, k++) squares += (double)x.value[k] * x.value[k] / n;
        double root = 1 / sqrt(squares + epsilon);
        expect("vk_rms_norm's inverse", i, inverse.value[i], root, 1e-5);
        for (size_t j = 0, k = i * columns; j < columns; j++, k++)
            dot += dy.value[k] * (1 + (double)gain.value[j]) * x.value[k] / n;
        for (size_t j = 0, k = i * columns; j < columns; j++, k++) {
            double g = 1 + (double)gain.value[j], u = x.value[k] * root;
            double back = root * (dy.value[k] * g - u * root * dot);
            expect("vk_rms_norm", k, y.value[k], u * g, 2e-5);
            expect("vk_rms_norm with a sum", k, sum.value[k], u * g + skipped.value[k], 2e-5);
            expect("vk_rms_norm_backward", k, dx.value[k], back, 2e-4);
            expect("vk_rms_norm_backward, added", k, added.value[k], back + before.value[k], 2e-4);
        }
    }
    for (size_t j = 0; j < columns; j++) {
        double expected = start.value[j];
        for (size_t i = 0; i < rows; i++)
            expected += (double)dy.value[i * columns + j] * x.value[i * columns + j] * inverse.value[i];
        expect("vk_add_rms_norm_gain", j, dgain.value[j], expected, 2e-5);
    }
    expect_untouched("vk_rms_norm", &y, count);
    expect_untouched("vk_rms_norm with a sum", &sum, count);
    expect_untouched("vk_rms_norm's inverse", &inverse, rows);
    expect_untouched("vk_rms_norm_backward", &dx, count);
    expect_untouched("vk_rms_norm_backward, added", &added, count);
    expect_untouched("vk_add_rms_norm_gain", &dgain, columns);
}

static void test_gated_gelu(void) {
    table gate = sample(count), up = sample(count), y = sample(count), dy = sample(count), dgate = dy, dup = y;
    const double root = sqrt(2 / acos(-1));
    for (size_t i = 0; i < count; i++) gate.value[i] *= 4;
    vk_gated_gelu(gate.value, up.value, y.value, count);
    vk_gated_gelu_backward(gate.value, up.value, dgate.value, dup.value, count);
    for (size_t i = 0; i < count; i++) {
        double t = gate.value[i], bent = tanh(root * (t + 0.044715 * t * t * t)), gelu = t * (1 + bent) / 2;
        double slope = (1 + bent) / 2 + t * (1 - bent * bent) / 2 * root * (1 + 3 * 0.044715 * t * t);
        expect("vk_gated_gelu", i, y.value[i], gelu * up.value[i], 2e-6);
        expect("vk_gated_gelu_backward's gate", i, dgate.value[i], (double)dy.value[i] * up.value[i] * slope, 4e-6);
        expect("vk_gated_gelu_backward's up", i, dup.value[i], dy.value[i] * gelu, 2e-6);
    }
    expect_untouched("vk_gated_gelu", &y, count);
    expect_untouched("vk_gated_gelu_backward's gate", &dgate, count);
    expect_untouched("vk_gated_gelu_backward's up", &dup, count);
}

// Every place of the first row, and windows of one, some and all columns.
static void test_causal_softmax(void) {
    const float scale = 0.7f;
    table x = sample(count);
    for (size_t first = 0; first + rows <= columns; first += 1 + columns / 4)
        for (size_t window = 1; window <= columns + 1; window += 1 + columns / 3) {
            table p = x;
            vk_causal_softmax(p.value, scale, first, window, rows, columns);
            for (size_t i = 0; i < rows; i++) {
                double sum = 0;
                for (size_t j = 0; j < columns; j++)
                    if (j <= first + i && j + window > first + i) sum += exp(scale * (double)x.value[i * columns + j]);
                for (size_t j = 0; j < columns; j++) {
                    size_t k = i * columns + j;
                    int is_seen = j <= first + i && j + window > first + i;
                    double expected = is_seen ? exp(scale * (double)x.value[k]) / sum : 0;
                    expect("vk_causal_softmax", k, p.value[k], expected, is_seen ? 1e-6 : 0);
                }
            }
            expect_untouched("vk_causal_softmax", &p, count);
        }
}

// Each row is one head, or as many as go into it with a half of one pair.
static void test_rotate(void) {
    table x = sample(count), turned = x, cosine = sample(count), sine = sample(count);
    int32_t positions[most_rows];
    for (size_t i = 0; i < rows; i++) positions[i] = (int32_t)(rows - 1 - i);
    for (size_t half = 1; half <= columns / 2; half += 1 + columns / 4) {
        size_t heads = columns / (2 * half);
        if (heads * 2 * half != columns) continue;
        table back;
        turned = x;
        vk_rotate(turned.value, cosine.value, sine.value, positions, 1, rows, heads, half);
        back = x;
        vk_rotate(back.value, cosine.value, sine.value, positions, -1, rows, heads, half);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < heads * half; j++) {
                size_t a = i * columns + j / half * 2 * half + j % half, b = a + half;
                size_t k = (size_t)positions[i] * half + j % half;
                double c = cosine.value[k], s = sine.value[k];
                expect("vk_rotate", a, turned.value[a], x.value[a] * c - x.value[b] * s, 2e-6);
                expect("vk_rotate", b, turned.value[b], x.value[b] * c + x.value[a] * s, 2e-6);
                expect("vk_rotate back", a, back.value[a], x.value[a] * c + x.value[b] * s, 2e-6);
                expect("vk_rotate back", b, back.value[b], x.value[b] * c - x.value[a] * s, 2e-6);
            }
        expect_untouched("vk_rotate", &turned, count);
    }
}

void test_decoder(void) {
    if (columns > 0) test_rms_norm();
    test_gated_gelu();
    test_causal_softmax();
    test_rotate();
}
