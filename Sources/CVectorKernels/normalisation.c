// LayerNorm and its gradient.
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
