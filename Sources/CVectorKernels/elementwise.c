// Sums, products and scales of numbers, rows and columns.
#include "clones.h"
#include <string.h>

CLONES void vk_scale_rows(const float *x, const float *scale, float *restrict y, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) y[i * columns + j] = scale[i] * x[i * columns + j];
}

CLONES void vk_set_rows(float *restrict y, const float *bias, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) y[i * columns + j] = bias[j];
}

CLONES void vk_add_column_sums(const float *x, float *restrict sums, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) sums[j] += x[i * columns + j];
}

CLONES void vk_add_column_dots(const float *x, const float *y, float *restrict sums, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) sums[j] += x[i * columns + j] * y[i * columns + j];
}

CLONES void vk_add(const float *x, float *restrict y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] += x[i];
}

CLONES void vk_scale(float *x, float scale, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] *= scale;
}

CLONES void vk_multiply(const float *x, float *restrict y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] *= x[i];
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
