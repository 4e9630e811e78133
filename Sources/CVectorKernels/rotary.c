// Rotary positions.
#include "clones.h"

CLONES void vk_rotate(float *restrict x, const float *cosine, const float *sine, const int32_t *positions,
                      float direction, size_t rows, size_t heads, size_t half) {
    for (size_t i = 0; i < rows; i++) {
        const float *c = cosine + (size_t)positions[i] * half, *s = sine + (size_t)positions[i] * half;
        for (size_t h = 0; h < heads; h++) {
            float *first = x + (i * heads + h) * 2 * half, *second = first + half;
            for (size_t j = 0; j < half; j++) {
                float a = first[j], b = second[j], turn = direction * s[j];
                first[j] = a * c[j] - b * turn;
                second[j] = b * c[j] + a * turn;
            }
        }
    }
}
