// LayerNorm and RMSNorm with their gradients.
#include "clones.h"
#include <math.h>

// x may be `normalised`: the sums read a row before it is written, and each number is read before its place is.
CLONES void vk_layer_norm(const float *x, const float *restrict gain, const float *restrict offset, float epsilon,
                          float *restrict y, float *normalised, float *restrict inverse, size_t rows, size_t columns) {
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

CLONES void vk_layer_norm_backward(float *restrict dy, const float *gain, const float *normalised,
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

CLONES void vk_rms_norm(const float *x, const float *gain, const float *skipped, float epsilon, float *restrict y,
                        float *restrict inverse, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        const float *in = x + i * columns, *other = skipped ? skipped + i * columns : 0;
        float *out = y + i * columns, squares;
        ROW_SUM(squares, in[j] * in[j]);
        float scale = 1.0f / sqrtf(squares / (float)columns + epsilon);
        inverse[i] = scale;
        if (other)
            for (size_t j = 0; j < columns; j++) out[j] = in[j] * scale * (1.0f + gain[j]) + other[j];
        else
            for (size_t j = 0; j < columns; j++) out[j] = in[j] * scale * (1.0f + gain[j]);
    }
}

CLONES void vk_rms_norm_backward(const float *dy, const float *gain, const float *x, const float *inverse,
                                 float *restrict dx, int accumulate, size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++) {
        const float *d = dy + i * columns, *in = x + i * columns;
        float *out = dx + i * columns, dot, scale = inverse[i];
        ROW_SUM(dot, d[j] * (1.0f + gain[j]) * in[j]);
        float slope = dot * scale * scale / (float)columns;
        if (accumulate)
            for (size_t j = 0; j < columns; j++) out[j] += scale * (d[j] * (1.0f + gain[j]) - in[j] * slope);
        else
            for (size_t j = 0; j < columns; j++) out[j] = scale * (d[j] * (1.0f + gain[j]) - in[j] * slope);
    }
}

CLONES void vk_add_rms_norm_gain(const float *dy, const float *x, const float *inverse, float *restrict dgain,
                                 size_t rows, size_t columns) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            dgain[j] += dy[i * columns + j] * x[i * columns + j] * inverse[i];
}
