#include "vector_kernels.h"
#include <math.h>
#include <string.h>

// Each kernel is compiled for AVX-512, AVX2 and plain x86-64; the loader picks. Sums are kept in
// LANES partial sums: a fixed order that the compiler may vectorise at each level. (Fused multiply-add
// still rounds differently where it exists, so bits agree on one class of processor, not across.)
#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))
#define LANES 16

// exp(x) for x clamped to ±87, relative error below 2e-7: x = n·ln 2 + r, a polynomial in r, and n
// put into the exponent bits. Adding and subtracting 1.5·2²³ rounds to the nearest integer.
INLINE float fast_exp(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 87.0f ? 87.0f : x;
    float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
    float r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    float y = p * r * r + r + 1.0f;
    int32_t bits = ((int32_t)n + 127) << 23;
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

CLONES void vk_scale_rows(const float *restrict x, const float *scale, float *restrict y, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) y[i * columns + j] = scale[i] * x[i * columns + j];
}

CLONES void vk_set_rows(float *restrict y, const float *restrict bias, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) y[i * columns + j] = bias[j];
}

CLONES void vk_add_column_sums(const float *x, float *sums, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) sums[j] += x[i * columns + j];
}

CLONES void vk_add_column_dots(const float *x, const float *y, float *sums, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) sums[j] += x[i * columns + j] * y[i * columns + j];
}

CLONES void vk_add(const float *x, float *y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] += x[i];
}

CLONES void vk_scale(float *x, float scale, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] *= scale;
}

CLONES void vk_bias_gelu(const float *restrict x, const float *restrict bias, float *restrict y, float *restrict slope,
                         size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        const float *in = x + i * columns;
        float *out = y + i * columns, *change = slope + i * columns;
        for (size_t j = 0; j < columns; j++) {
            float density, t = in[j] + bias[j], cdf = normal_cdf(t, &density);
            out[j] = t * cdf;
            change[j] = cdf + t * density;
        }
    }
}

CLONES void vk_multiply(const float *restrict x, float *restrict y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] *= x[i];
}

// The library's function: the pooler has few values and is worth the exact one.
void vk_tanh(const float *x, float *y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] = tanhf(x[i]);
}

CLONES void vk_tanh_backward(const float *y, float *dy, size_t count) {
    for (size_t i = 0; i < count; i++) dy[i] *= 1.0f - y[i] * y[i];
}

// Σ over a row in a fixed order: LANES partial sums, then those in halves.
#define ROW_SUM(result, expression)                                   \
    do {                                                              \
        float partial[LANES] = {0};                                   \
        size_t j0 = 0;                                                \
        for (; j0 + LANES <= columns; j0 += LANES)                    \
            for (size_t l = 0; l < LANES; l++) {                      \
                size_t j = j0 + l;                                    \
                partial[l] += (expression);                           \
            }                                                         \
        for (size_t j = j0; j < columns; j++) partial[j - j0] += (expression); \
        for (size_t half = LANES / 2; half > 0; half /= 2)            \
            for (size_t l = 0; l < half; l++) partial[l] += partial[l + half]; \
        result = partial[0];                                          \
    } while (0)

CLONES void vk_softmax(float *x, float scale, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        float *row = x + i * columns, sum, lanes[LANES];
        for (size_t l = 0; l < LANES; l++) lanes[l] = -INFINITY;
        size_t j0 = 0;
        for (; j0 + LANES <= columns; j0 += LANES)
            for (size_t l = 0; l < LANES; l++) lanes[l] = row[j0 + l] > lanes[l] ? row[j0 + l] : lanes[l];
        for (size_t j = j0; j < columns; j++) lanes[j - j0] = row[j] > lanes[j - j0] ? row[j] : lanes[j - j0];
        for (size_t half = LANES / 2; half > 0; half /= 2)
            for (size_t l = 0; l < half; l++) lanes[l] = lanes[l + half] > lanes[l] ? lanes[l + half] : lanes[l];
        float largest = lanes[0];
        for (size_t j = 0; j < columns; j++) row[j] = fast_exp(scale * (row[j] - largest));
        ROW_SUM(sum, row[j]);
        float inverse = 1.0f / sum;
        for (size_t j = 0; j < columns; j++) row[j] *= inverse;
    }
}

CLONES void vk_softmax_backward(const float *p, const float *d, float *dd, float scale, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        const float *kept = d + i * columns, *all = p + i * columns;
        float *g = dd + i * columns, dot;
        for (size_t j = 0; j < columns; j++) g[j] *= kept[j];
        ROW_SUM(dot, g[j]);
        for (size_t j = 0; j < columns; j++) g[j] = scale * (g[j] - all[j] * dot);
    }
}

CLONES void vk_layer_norm(const float *x, const float *gain, const float *offset, float epsilon,
                          float *y, float *normalised, float *inverse, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        const float *in = x + i * columns;
        float *unit = normalised + i * columns, *out = y + i * columns, sum, squares;
        ROW_SUM(sum, in[j]);
        float mean = sum / (float)columns;
        ROW_SUM(squares, (in[j] - mean) * (in[j] - mean));
        float scale = 1.0f / sqrtf(squares / (float)columns + epsilon);
        inverse[i] = scale;
        for (size_t j = 0; j < columns; j++) {
            float u = (in[j] - mean) * scale;
            unit[j] = u;
            out[j] = u * gain[j] + offset[j];
        }
    }
}

CLONES void vk_layer_norm_backward(float *dy, const float *gain, const float *normalised,
                                   const float *inverse, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        float *d = dy + i * columns, sum, dot;
        const float *unit = normalised + i * columns;
        for (size_t j = 0; j < columns; j++) d[j] *= gain[j];
        ROW_SUM(sum, d[j]);
        ROW_SUM(dot, d[j] * unit[j]);
        float mean = sum / (float)columns, slope = dot / (float)columns, scale = inverse[i];
        for (size_t j = 0; j < columns; j++) d[j] = scale * (d[j] - mean - unit[j] * slope);
    }
}

// The 32-bit finaliser of MurmurHash3 over (key, index), in two rounds keyed with both halves.
INLINE uint32_t hash32(uint32_t index, uint32_t low, uint32_t high) {
    uint32_t h = index * 0x9E3779B9u ^ low;
    h ^= h >> 16; h *= 0x85EBCA6Bu;
    h ^= h >> 13; h *= 0xC2B2AE35u;
    h ^= h >> 16; h += high;
    h *= 0x27D4EB2Fu;
    return h ^ (h >> 15);
}

// What x[i] is multiplied by. 24 random bits against p in the same steps: exact in float.
INLINE float dropout_factor(size_t i, uint64_t key, int32_t threshold, float keep) {
    int32_t bits = (int32_t)(hash32((uint32_t)i, (uint32_t)key, (uint32_t)(key >> 32)) >> 8);
    return bits < threshold ? 0.0f : keep;
}

INLINE int32_t dropout_threshold(float p) { return (int32_t)(p * 16777216.0f); }

CLONES void vk_dropout(float *x, uint64_t key, float p, size_t count) {
    float keep = 1.0f / (1.0f - p);
    int32_t threshold = dropout_threshold(p);
    for (size_t i = 0; i < count; i++) x[i] *= dropout_factor(i, key, threshold, keep);
}

CLONES void vk_dropout_to(const float *restrict x, float *restrict y, uint64_t key, float p, size_t count) {
    float keep = 1.0f / (1.0f - p);
    int32_t threshold = dropout_threshold(p);
    for (size_t i = 0; i < count; i++) y[i] = x[i] * dropout_factor(i, key, threshold, keep);
}

CLONES void vk_dropout_add(const float *restrict x, const float *restrict skipped, float *restrict y,
                           uint64_t key, float p, size_t count) {
    float keep = 1.0f / (1.0f - p);
    int32_t threshold = dropout_threshold(p);
    if (threshold == 0) {
        for (size_t i = 0; i < count; i++) y[i] = x[i] + skipped[i];
        return;
    }
    for (size_t i = 0; i < count; i++) y[i] = x[i] * dropout_factor(i, key, threshold, keep) + skipped[i];
}

CLONES void vk_adamw(float *value, const float *gradient, float *m, float *v, float gradient_scale,
                     float rate, float decay, float beta1, float beta2, float epsilon,
                     float correction1, float root_correction2, size_t count) {
    float step = rate / correction1;
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i] * gradient_scale;
        m[i] = beta1 * m[i] + (1.0f - beta1) * g;
        v[i] = beta2 * v[i] + (1.0f - beta2) * g * g;
        value[i] = value[i] * (1.0f - rate * decay) - step * m[i] / (sqrtf(v[i]) / root_correction2 + epsilon);
    }
}

CLONES double vk_squared_norm(const float *x, size_t count) {
    double partial[LANES] = {0}, total = 0;
    size_t i0 = 0;
    for (; i0 + LANES <= count; i0 += LANES)
        for (size_t l = 0; l < LANES; l++) partial[l] += (double)x[i0 + l] * (double)x[i0 + l];
    for (size_t i = i0; i < count; i++) partial[i - i0] += (double)x[i] * (double)x[i];
    for (size_t l = 0; l < LANES; l++) total += partial[l];
    return total;
}

CLONES int vk_is_finite(const float *x, size_t count) {
    // The exponent bits are all ones only in infinities and NaNs.
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, 4);
        found |= (bits & 0x7F800000u) == 0x7F800000u;
    }
    return found == 0;
}
