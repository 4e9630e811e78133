// Dropout by a hash of a key and a number's place: the backward pass makes the mask again, none is stored.
#include "clones.h"

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

CLONES void vk_dropout_to(const float *x, float *restrict y, uint64_t key, float p, size_t count) {
    float keep = 1.0f / (1.0f - p);
    int32_t threshold = dropout_threshold(p);
    for (size_t i = 0; i < count; i++) y[i] = x[i] * dropout_factor(i, key, threshold, keep);
}

CLONES void vk_dropout_add(const float *x, const float *skipped, float *restrict y,
                           uint64_t key, float p, size_t count) {
    float keep = 1.0f / (1.0f - p);
    int32_t threshold = dropout_threshold(p);
    if (threshold == 0) {
        for (size_t i = 0; i < count; i++) y[i] = x[i] + skipped[i];
        return;
    }
    for (size_t i = 0; i < count; i++) y[i] = x[i] * dropout_factor(i, key, threshold, keep) + skipped[i];
}
