// GELU, tanh and softmax, with their derivatives.
#include "clones.h"
#include <math.h>
#include <string.h>

// exp(x) for x clamped to ±87, relative error below 2e-7; NaN gives NaN. x = n·ln 2 + r, a polynomial in r, and n
// put into the exponent bits. Adding 1.5·2²³ rounds to the nearest integer n and leaves it in the sum's lowest bits:
// shifted to the exponent, all others fall out. Unlike a conversion to an integer, that is defined for NaN too.
INLINE float fast_exp(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 87.0f ? 87.0f : x;
    float shifted = x * 1.44269504088896341f + 12582912.0f;
    float n = shifted - 12582912.0f;
    float r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    float y = p * r * r + r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, 4);
    bits = (bits + 127) << 23;
    float power;
    memcpy(&power, &bits, 4);
    return y * power;
}

// The cumulative normal Φ(x) = (1 + erf(x/√2))/2, absolute error below 1.5e-7, and the density φ(x);
// erf by Abramowitz and Stegun 7.1.26, whose exponential is φ's too.
INLINE float normal_cdf(float x, float *density) {
    float e = fast_exp(-0.5f * x * x);
    float z = (x < 0 ? -x : x) * 0.70710678118654752f;
    float t = 1.0f / (1.0f + 0.3275911f * z);
    float poly = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f
               + t * (-1.453152027f + t * 1.061405429f))));
    float tail = 0.5f * poly * e;
    *density = 0.39894228040143268f * e;
    return x < 0 ? tail : 1.0f - tail;
}

CLONES void vk_bias_gelu(float *restrict x, const float *bias, float *restrict y, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        float *in = x + i * columns, *out = y + i * columns;
        for (size_t j = 0; j < columns; j++) {
            float density, t = in[j] + bias[j], cdf = normal_cdf(t, &density);
            out[j] = t * cdf;
            in[j] = cdf + t * density;
        }
    }
}

// GELU's tanh form is t·σ(a) with a = 2·√(2/π)·(t + 0.044715·t³): (1 + tanh(a/2))/2 is the sigmoid. Sets its derivative
// σ + t·σ·(1 − σ)·da/dt.
INLINE float gelu_tanh(float t, float *slope) {
    float square = t * t, a = 1.5957691216057308f * t * (1.0f + 0.044715f * square);
    float sigmoid = 1.0f / (1.0f + fast_exp(-a));
    float change = 1.5957691216057308f * (1.0f + 0.134145f * square);
    *slope = sigmoid + t * sigmoid * (1.0f - sigmoid) * change;
    return t * sigmoid;
}

CLONES void vk_gated_gelu(const float *gate, const float *up, float *restrict y, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float slope;
        y[i] = gelu_tanh(gate[i], &slope) * up[i];
    }
}

CLONES void vk_gated_gelu_backward(const float *gate, const float *up, float *restrict dy, float *restrict dup,
                                   size_t count) {
    for (size_t i = 0; i < count; i++) {
        float slope, value = gelu_tanh(gate[i], &slope), d = dy[i];
        dup[i] = d * value;
        dy[i] = d * up[i] * slope;
    }
}

// The library's function: the pooler has few values and is worth the exact one.
void vk_tanh(const float *x, float *restrict y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] = tanhf(x[i]);
}

CLONES void vk_tanh_backward(const float *y, float *restrict dy, size_t count) {
    for (size_t i = 0; i < count; i++) dy[i] *= 1.0f - y[i] * y[i];
}

INLINE void softmax_row(float *row, float scale, size_t columns) {
    float sum, lanes[LANES];
    for (size_t l = 0; l < LANES; l++) lanes[l] = -INFINITY;
    size_t whole = 0;
    for (; whole + LANES <= columns; whole += LANES)
        for (size_t l = 0; l < LANES; l++) lanes[l] = row[whole + l] > lanes[l] ? row[whole + l] : lanes[l];
    for (size_t j = whole; j < columns; j++) lanes[j - whole] = row[j] > lanes[j - whole] ? row[j] : lanes[j - whole];
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half; l++) lanes[l] = lanes[l + half] > lanes[l] ? lanes[l + half] : lanes[l];
    float largest = lanes[0];
    for (size_t j = 0; j < columns; j++) row[j] = fast_exp(scale * (row[j] - largest));
    ROW_SUM(sum, row[j]);
    float inverse = 1.0f / sum;
    for (size_t j = 0; j < columns; j++) row[j] *= inverse;
}

CLONES void vk_softmax(float *x, float scale, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) softmax_row(x + i * columns, scale, columns);
}

CLONES void vk_causal_softmax(float *x, float scale, size_t first, size_t window, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        float *row = x + i * columns;
        size_t end = first + i + 1, start = end > window ? end - window : 0;
        for (size_t j = 0; j < start; j++) row[j] = 0.0f;
        softmax_row(row + start, scale, end - start);
        for (size_t j = end; j < columns; j++) row[j] = 0.0f;
    }
}

CLONES void vk_softmax_backward(const float *p, const float *d, float *restrict dd, float scale,
                                size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        const float *kept = d + i * columns, *all = p + i * columns;
        float *g = dd + i * columns, dot;
        for (size_t j = 0; j < columns; j++) g[j] *= kept[j];
        ROW_SUM(dot, g[j]);
        for (size_t j = 0; j < columns; j++) g[j] = scale * (g[j] - all[j] * dot);
    }
}
