// Elementwise and row kernels of the training step.
//
// They are in C for one reason: `target_clones` compiles each for three processor levels and picks
// at load time, so one portable binary uses AVX-512 where it is present. Rows are contiguous floats.
#pragma once
#include <stddef.h>
#include <stdint.h>

// y[i, j] = scale[i]·x[i, j]. [rows, columns]
void vk_scale_rows(const float *x, const float *scale, float *y, size_t rows, size_t columns);
// sums[j] += Σᵢ x[i, j].
void vk_add_column_sums(const float *x, float *sums, size_t rows, size_t columns);
// sums[j] += Σᵢ x[i, j]·y[i, j].
void vk_add_column_dots(const float *x, const float *y, float *sums, size_t rows, size_t columns);
// y += x.
void vk_add(const float *x, float *y, size_t count);
// x *= scale.
void vk_scale(float *x, float scale, size_t count);

// y = gelu(x + bias) and slope = gelu'(x + bias), with gelu(t) = t·Φ(t) = t·(1 + erf(t/√2))/2.
void vk_bias_gelu(const float *x, const float *bias, float *y, float *slope, size_t rows, size_t columns);
// y *= x.
void vk_multiply(const float *x, float *y, size_t count);
// y = tanh(x).
void vk_tanh(const float *x, float *y, size_t count);
// dx = dy·(1 − y²), in place of dy.
void vk_tanh_backward(const float *y, float *dy, size_t count);

// Softmax of scale·x over each row, in place.
void vk_softmax(float *x, float scale, size_t rows, size_t columns);
// The gradient of what the softmax saw, for each row, in place of dd: scale·(d·dd − p·Σⱼ dⱼ·ddⱼ). Here d is dropout(p)
// or p itself and dd the gradient of d: with a mask of factors k, d = k·p and dp = k·dd, so p·dp = d·dd.
void vk_softmax_backward(const float *p, const float *d, float *dd, float scale, size_t rows, size_t columns);

// y = (x − mean)/√(variance + epsilon)·gain + offset for each row; keeps (x − mean)/√… in
// `normalised` and 1/√(variance + epsilon) in `inverse`.
void vk_layer_norm(const float *x, const float *gain, const float *offset, float epsilon,
                   float *y, float *normalised, float *inverse, size_t rows, size_t columns);
// dx from dy, in place of dy.
void vk_layer_norm_backward(float *dy, const float *gain, const float *normalised, const float *inverse,
                            size_t rows, size_t columns);

// Dropout with keep probability 1 − p: x[i] becomes x[i]/(1 − p), or 0 where the hash of (key, i)
// falls below p. The same key and count repeat the same mask, which is how the backward pass runs.
void vk_dropout(float *x, uint64_t key, float p, size_t count);

// The same out of place: y = dropout(x), and y = dropout(x) + skipped. p may be 0.
void vk_dropout_to(const float *x, float *y, uint64_t key, float p, size_t count);
void vk_dropout_add(const float *x, const float *skipped, float *y, uint64_t key, float p, size_t count);

// Every row of y becomes the bias: what a product is then added to.
void vk_set_rows(float *y, const float *bias, size_t rows, size_t columns);

// 1 if the three below can run on this processor (AVX-512), else 0.
int vk_has_products(void);
// C = scale·A·B, or C += scale·A·B, with A [rows, depth], B [depth, columns] and C [rows, columns], for factors
// with a short side. A's element (i, k) is a[i·a_row + k·a_column]; the rows of B, or of Bᵀ where B is
// transposed, and of C are b_row and c_row numbers apart.
void vk_thin_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const float *b, ptrdiff_t b_row, int b_is_transposed, float *c, ptrdiff_t c_row, float scale, int accumulate);
// Lays B [depth, columns], given as in vk_thin_product, out in panels of 32 columns, the last filled up with
// zeros: depth·⌈columns/32⌉·32 numbers.
void vk_pack_panels(const float *b, ptrdiff_t b_row, int b_is_transposed, ptrdiff_t depth, ptrdiff_t columns, float *panels);
// C = A·B + bias, or C = A·B where the bias is null, or C += A·B, with B in panels.
void vk_panel_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, const float *panels,
    float *c, ptrdiff_t c_row, const float *bias, int accumulate);

// One AdamW update (PyTorch's order): value *= 1 − rate·decay; m, v moments; bias-corrected step.
void vk_adamw(float *value, const float *gradient, float *m, float *v, float gradient_scale,
              float rate, float decay, float beta1, float beta2, float epsilon,
              float correction1, float root_correction2, size_t count);
// Σ x², in double.
double vk_squared_norm(const float *x, size_t count);
// 1 if every value is finite, else 0.
int vk_is_finite(const float *x, size_t count);
