// Products of thin factors and of packed weights, where this processor has them.
#include "checks.h"

static const size_t sides[] = {1, 2, 15, 16, 17, 32, 33, 40};
// Up to more than one piece of the thin product (256) and one block of the panels (448).
static const size_t depths[] = {1, 2, 15, 16, 17, 256, 257, 448, 460};
enum { number = sizeof sides / sizeof *sides, deep = sizeof depths / sizeof *depths, longest = 40 * 460 };

// c = before + scale·a·b
static void expect_product(const char *what, const float *a, const float *b, const float *before, const float *c,
                           size_t depth, float scale) {
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            double sum = before[i * columns + j];
            for (size_t k = 0; k < depth; k++) sum += scale * (double)a[i * depth + k] * b[k * columns + j];
            expect(what, i * columns + j, c[i * columns + j], sum, 1e-4);
        }
}

static void test_product(size_t depth) {
    static float a[longest], b[longest], turned[longest], c[longest], before[longest], panels[longest * 2];
    static float biases[longest];
    static const float zeros[longest];
    for (size_t i = 0; i < longest; i++) a[i] = (float)uniform(), before[i] = c[i] = (float)uniform();
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < columns; j++) turned[j * depth + k] = b[k * columns + j] = (float)uniform();
    const ptrdiff_t m = (ptrdiff_t)rows, n = (ptrdiff_t)columns, d = (ptrdiff_t)depth;
    vk_thin_product(m, n, d, a, d, 1, b, n, 0, c, n, -0.5f, 1);
    expect_product("vk_thin_product", a, b, before, c, depth, -0.5f);
    vk_thin_product(m, n, d, a, d, 1, turned, d, 1, c, n, 1, 0);
    expect_product("vk_thin_product, turned", a, b, zeros, c, depth, 1);
    vk_pack_panels(turned, d, 1, d, n, panels);
    vk_panel_product(m, n, d, a, d, panels, c, n, 0, 0);
    expect_product("vk_panel_product", a, b, zeros, c, depth, 1);
    for (size_t i = 0; i < rows * columns; i++) biases[i] = before[i % columns];
    vk_pack_panels(b, n, 0, d, n, panels);
    vk_panel_product(m, n, d, a, d, panels, c, n, before, 0);
    expect_product("vk_panel_product with bias", a, b, biases, c, depth, 1);
    vk_panel_product(m, n, d, a, d, panels, c, n, 0, 1);
    for (size_t i = 0; i < rows * columns; i++) c[i] -= biases[i];
    expect_product("vk_panel_product added", a, b, zeros, c, depth, 2);
}

void test_products(void) {
    if (!vk_has_products()) return;
    for (size_t i = 0; i < number * number; i++) {
        rows = sides[i % number];
        columns = sides[i / number];
        for (size_t k = 0; k < deep; k++) test_product(depths[k]);
    }
}
