// Products of numbers rounded to bfloat16: bit for bit what a loop over single numbers gives, on any processor.
#include "checks.h"
#include <string.h>

static const size_t sides[] = {1, 16, 17, 40};
// An odd and an even end, and more than one part of a sum (896).
static const size_t depths[] = {1, 2, 129, 897, 1801};
enum { number = sizeof sides / sizeof *sides, deep = sizeof depths / sizeof *depths, longest = 40 * 1801 };
enum { part = 896 };

static float from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t to_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// By the distances to the two neighbours, which are multiples of 2¹⁶ as bits.
static float to_bfloat16(float value) {
    const float below = from_bits(to_bits(value) & 0xffff0000), above = from_bits(to_bits(below) + 0x10000);
    const double down = fabs((double)value - below), up = fabs((double)above - value);
    if (down != up) return down < up ? below : above;
    return to_bits(below) & 0x10000 ? above : below;  // a tie goes to the even one
}

// Parts of pairs, each pair's odd number first.
static float reference(const float *a, const float *b, size_t depth, size_t i, size_t j) {
    const size_t pairs = (depth + 1) / 2, parts = (2 * pairs + part - 1) / part;
    float all = 0;
    for (size_t d = 0, p = 0; d < parts; d++) {
        const size_t end = p + (pairs - p) / (parts - d);
        float sum = 0;
        for (; p < end; p++)
            for (size_t k = 2 * p + 2; k-- > 2 * p;)
                if (k < depth) {
                    // Exact in double and in float; only the sum is rounded.
                    const float product = to_bfloat16(a[i * depth + k]) * to_bfloat16(b[k * columns + j]);
                    sum = (float)((double)sum + product);
                }
        all = d == 0 ? sum : sum + all;
    }
    return all;
}

static void expect_bits(const char *what, const float *a, const float *b, const float *before, const float *c,
                        size_t depth) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            float sum = reference(a, b, depth, i, j);
            // The first part is added to what was there, or to the bias; the others to that.
            if (depth <= part) sum += before[i * columns + j];
            const double tolerance = depth <= part ? 0 : 1e-4;
            expect(what, i * columns + j, c[i * columns + j],
                   depth <= part ? sum : (double)sum + before[i * columns + j], tolerance);
        }
}

static void test_product(size_t depth, int emulate) {
    static float a[longest], a_turned[longest], b[longest], b_turned[longest], c[longest], before[longest];
    static float biases[longest];
    static const float zeros[longest];
    static uint32_t panels[2 * longest], other[2 * longest];
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < depth; k++) a_turned[k * rows + i] = a[i * depth + k] = (float)uniform();
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < columns; j++) b_turned[j * depth + k] = b[k * columns + j] = (float)uniform();
    for (size_t i = 0; i < rows * columns; i++) before[i] = c[i] = (float)uniform();
    for (size_t i = 0; i < rows * columns; i++) biases[i] = before[i % columns];
    const ptrdiff_t m = (ptrdiff_t)rows, n = (ptrdiff_t)columns, d = (ptrdiff_t)depth;
    vk_pack_bfloat16_panels(b, n, 0, d, n, panels);
    vk_pack_bfloat16_panels(b_turned, d, 1, d, n, other);
    for (size_t i = 0; i < (depth + 1) / 2 * ((columns + 31) / 32 * 32); i++)
        expect("vk_pack_bfloat16_panels, turned", i, other[i], panels[i], 0);
    vk_bfloat16_product(m, n, d, a, d, 1, panels, c, n, 0, 1, emulate);
    expect_bits("vk_bfloat16_product added", a, b, before, c, depth);
    vk_bfloat16_product(m, n, d, a_turned, 1, m, panels, c, n, 0, 0, emulate);
    expect_bits("vk_bfloat16_product, turned", a, b, zeros, c, depth);
    vk_bfloat16_product(m, n, d, a, d, 1, panels, c, n, before, 0, emulate);
    expect_bits("vk_bfloat16_product with bias", a, b, biases, c, depth);
}

// Numbers at the edges of rounding, as 1 × 1 products with one.
static void test_rounding(void) {
    const uint32_t cases[][2] = {
        {0x3f808000, 0x3f800000},  // a tie, to the even number below
        {0x3f818000, 0x3f820000},  // a tie, to the even number above
        {0x3f808001, 0x3f810000},  // above a tie
        {0x7f7fffff, 0x7f800000},  // above the largest bfloat16: infinity
        {0x7f800000, 0x7f800000}, {0xff800000, 0xff800000},
        {0x007fffff, 0x00000000},  // a subnormal
        {0x00800000, 0x00800000},  // the least number that is none
    };
    const float one = 1;
    uint32_t panel[32];
    vk_pack_bfloat16_panels(&one, 1, 0, 1, 1, panel);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float value = from_bits(cases[i][0]), found;
        vk_bfloat16_product(1, 1, 1, &value, 1, 1, panel, &found, 1, 0, 0, 1);
        expect("rounding to bfloat16", i, to_bits(found), cases[i][1], 0);
    }
    float value = from_bits(0x7f800001), found;  // NaN with nothing in its upper half stays NaN
    vk_bfloat16_product(1, 1, 1, &value, 1, 1, panel, &found, 1, 0, 0, 1);
    expect("rounding NaN", 0, isnan(found), 1, 0);
}

void test_bfloat16(void) {
    test_rounding();
    for (size_t i = 0; i < number * number; i++) {
        rows = sides[i % number];
        columns = sides[i / number];
        for (size_t k = 0; k < deep; k++) {
            test_product(depths[k], 1);
            if (vk_has_bfloat16_products()) test_product(depths[k], 0);
        }
    }
}
