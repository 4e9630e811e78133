// What the kernels' files share: the levels that each is compiled for, and sums in a fixed order.
#pragma once
#include "vector_kernels.h"

// Each kernel is compiled for AVX-512, AVX2 and plain x86-64; the loader picks. Sums are kept in
// LANES partial sums: a fixed order that the compiler may vectorise at each level. (Fused multiply-add
// still rounds differently where it exists, so bits agree on one class of processor, not across.)
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ONE_LEVEL  // the thread sanitizer's calls in the loader's choice come before it is ready for them
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && !defined(ONE_LEVEL)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))
#define LANES 16

// Σ over the `columns` values of a row, each an expression of j, in a fixed order: LANES partial sums, then those in
// halves.
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

