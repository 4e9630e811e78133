// The optimiser's update.
#include "clones.h"
#include <math.h>

CLONES void vk_adamw(float *restrict value, const float *gradient, float *restrict m, float *restrict v,
                     float gradient_scale, float rate, float decay, float beta1, float beta2, float epsilon,
                     float correction1, float root_correction2, size_t count) {
    float step = rate / correction1;
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i] * gradient_scale;
        m[i] = beta1 * m[i] + (1.0f - beta1) * g;
        v[i] = beta2 * v[i] + (1.0f - beta2) * g * g;
        value[i] = value[i] * (1.0f - rate * decay) - step * m[i] / (sqrtf(v[i]) / root_correction2 + epsilon);
    }
}
