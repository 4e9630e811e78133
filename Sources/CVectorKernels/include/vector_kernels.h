// Elementwise and row kernels of the training step, and products with thin factors or packed weights, in float or of
// numbers that are rounded to bfloat16.
//
// They are in C for one reason: `target_clones` compiles each for three processor levels and picks
// at load time, so one portable binary uses AVX-512 where it is present.
//
// What holds for all: numbers are floats, aligned to 4 bytes; more is not needed. A matrix of [rows, columns] has its
// rows one after the other without gaps, unless strides are given. Sizes may be 0, where nothing else is said: then
// nothing is read or written. What is written is `restrict`: it shares no memory with any other argument. What is
// only read may share memory with what else is only read. No function keeps a pointer, and all may run at once on
// several threads on memory of their own. NaN and infinities follow the formulas, where nothing else is said.
#pragma once
#include <stddef.h>
#include <stdint.h>

// MARK: elementwise.c

// y[i, j] = scale[i]·x[i, j]. x, y [rows, columns], scale [rows].
void vk_scale_rows(const float *x, const float *scale, float *restrict y, size_t rows, size_t columns);
// Every row of y becomes the bias: what a product is then added to. y [rows, columns], bias [columns].
void vk_set_rows(float *restrict y, const float *bias, size_t rows, size_t columns);
// sums[j] += Σᵢ x[i, j], from the first row to the last. x [rows, columns], sums [columns].
void vk_add_column_sums(const float *x, float *restrict sums, size_t rows, size_t columns);
// sums[j] += Σᵢ x[i, j]·y[i, j], from the first row to the last. x, y [rows, columns], sums [columns].
void vk_add_column_dots(const float *x, const float *y, float *restrict sums, size_t rows, size_t columns);
// y += x. x, y [count].
void vk_add(const float *x, float *restrict y, size_t count);
// y *= x. x, y [count].
void vk_multiply(const float *x, float *restrict y, size_t count);
// x *= scale. x [count].
void vk_scale(float *x, float scale, size_t count);
// Σ x², in double. x [count].
double vk_squared_norm(const float *x, size_t count);
// 1 if every value of x [count] is finite, else 0.
int vk_is_finite(const float *x, size_t count);

// MARK: activations.c. Their exponential takes what lies outside ±87 for the bound, and NaN to NaN.

// y = gelu(x + bias), and gelu'(x + bias) in place of x, with gelu(t) = t·Φ(t) = t·(1 + erf(t/√2))/2.
// x, y [rows, columns], bias [columns].
void vk_bias_gelu(float *restrict x, const float *bias, float *restrict y, size_t rows, size_t columns);
// y = gelu(gate)·up, with GELU's tanh form gelu(t) = t·(1 + tanh(√(2/π)·(t + 0.044715·t³)))/2. gate, up, y [count].
void vk_gated_gelu(const float *gate, const float *up, float *restrict y, size_t count);
// dgate = dy·up·gelu'(gate), in place of dy, and dup = dy·gelu(gate). gate, up, dy, dup [count].
void vk_gated_gelu_backward(const float *gate, const float *up, float *restrict dy, float *restrict dup, size_t count);
// y = tanh(x). x, y [count].
void vk_tanh(const float *x, float *restrict y, size_t count);
// dx = dy·(1 − y²), in place of dy. y, dy [count].
void vk_tanh_backward(const float *y, float *restrict dy, size_t count);

// Softmax of scale·x over each row, in place. x [rows, columns], scale ≥ 0. A row that holds NaN or +∞, or nothing
// but −∞, becomes NaN.
void vk_softmax(float *x, float scale, size_t rows, size_t columns);
// The same over a part of each row, with 0 elsewhere: row i of the queries sees the columns up to first + i, and of
// these the last `window`. first + rows ≤ columns, window ≥ 1.
void vk_causal_softmax(float *x, float scale, size_t first, size_t window, size_t rows, size_t columns);
// The gradient of what the softmax saw, for each row, in place of dd: scale·(d·dd − p·Σⱼ dⱼ·ddⱼ). Here d is dropout(p)
// or p itself and dd the gradient of d: with a mask of factors k, d = k·p and dp = k·dd, so p·dp = d·dd.
// p, d, dd [rows, columns]; d may be p.
void vk_softmax_backward(const float *p, const float *d, float *restrict dd, float scale, size_t rows, size_t columns);

// MARK: normalisation.c

// y = (x − mean)/√(variance + epsilon)·gain + offset for each row; keeps (x − mean)/√… in
// `normalised` and 1/√(variance + epsilon) in `inverse`. x, y, normalised [rows, columns], gain, offset [columns],
// inverse [rows], epsilon ≥ 0. columns ≥ 1.
// `normalised` may be x itself, which then is overwritten; a part of x it may not be.
void vk_layer_norm(const float *x, const float *restrict gain, const float *restrict offset, float epsilon,
                   float *restrict y, float *normalised, float *restrict inverse, size_t rows, size_t columns);
// dx from dy, in place of dy. dy, normalised [rows, columns], gain [columns], inverse [rows]. columns ≥ 1.
void vk_layer_norm_backward(float *restrict dy, const float *gain, const float *normalised, const float *inverse,
                            size_t rows, size_t columns);

// y = x·i·(1 + gain) for each row, with i = 1/√(mean(x²) + epsilon) kept in `inverse`; plus `skipped`, where that is not
// null. x, skipped, y [rows, columns], gain [columns], inverse [rows], epsilon ≥ 0. columns ≥ 1.
void vk_rms_norm(const float *x, const float *gain, const float *skipped, float epsilon, float *restrict y,
                 float *restrict inverse, size_t rows, size_t columns);
// dx from dy, or dx += that if `accumulate` is not 0. dy, x, dx [rows, columns], gain [columns], inverse [rows].
// columns ≥ 1.
void vk_rms_norm_backward(const float *dy, const float *gain, const float *x, const float *inverse, float *restrict dx,
                          int accumulate, size_t rows, size_t columns);
// dgain[j] += Σᵢ dy[i, j]·x[i, j]·inverse[i], from the first row to the last. dy, x [rows, columns], dgain [columns],
// inverse [rows].
void vk_add_rms_norm_gain(const float *dy, const float *x, const float *inverse, float *restrict dgain, size_t rows,
                          size_t columns);

// MARK: rotary.c

// Turns each pair (a, b) of a head's values, number j of its first half and of its second, by the angle of row i's
// position: a·cos − b·sin and b·cos + a·sin; with direction −1 back. x [rows, heads·2·half], in place; cosine, sine
// [positions, half]; positions [rows], each ≥ 0 and a row of the tables.
void vk_rotate(float *restrict x, const float *cosine, const float *sine, const int32_t *positions, float direction,
               size_t rows, size_t heads, size_t half);

// MARK: dropout.c

// Dropout with keep probability 1 − p, 0 ≤ p < 1: x[i] becomes x[i]/(1 − p), or is multiplied by 0 where the hash of
// (key, i) falls below p. The same key and count repeat the same mask, which is how the backward pass runs.
// x [count]; the mask repeats after 2³² numbers.
void vk_dropout(float *x, uint64_t key, float p, size_t count);
// The same out of place: y = dropout(x), and y = dropout(x) + skipped. x, skipped, y [count].
void vk_dropout_to(const float *x, float *restrict y, uint64_t key, float p, size_t count);
void vk_dropout_add(const float *x, const float *skipped, float *restrict y, uint64_t key, float p, size_t count);

// MARK: adamw.c

// One AdamW update (PyTorch's order): value *= 1 − rate·decay; m, v moments; bias-corrected step.
// value, gradient, m, v [count], v ≥ 0; 0 ≤ beta1, beta2 < 1; epsilon > 0. After update number t = 1, 2, …
// correction1 = 1 − beta1ᵗ and root_correction2 = √(1 − beta2ᵗ), both in (0, 1].
void vk_adamw(float *restrict value, const float *gradient, float *restrict m, float *restrict v, float gradient_scale,
              float rate, float decay, float beta1, float beta2, float epsilon,
              float correction1, float root_correction2, size_t count);

// MARK: products.c

// 1 if the three below can run on this processor (AVX-512), else 0. Where they cannot, a call of them ends the process.
int vk_has_products(void);
// C = scale·A·B, or C += scale·A·B if `accumulate` is not 0, with A [rows, depth], B [depth, columns] and
// C [rows, columns], for factors with a short side. A's element (i, k) is a[i·a_row + k·a_column]; the rows of B, or of
// Bᵀ where B is transposed, and of C are b_row and c_row numbers apart. rows, columns, depth ≥ 1, c_row ≥ columns,
// b_row ≥ columns (≥ depth if transposed); of C's memory only its numbers are read or written. a may be b.
void vk_thin_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const float *b, ptrdiff_t b_row, int b_is_transposed, float *restrict c, ptrdiff_t c_row, float scale,
    int accumulate);
// Lays B [depth, columns], given as in vk_thin_product, out in panels of 32 columns, the last filled up with
// zeros: depth·⌈columns/32⌉·32 numbers.
void vk_pack_panels(
    const float *b, ptrdiff_t b_row, int b_is_transposed, ptrdiff_t depth, ptrdiff_t columns, float *restrict panels);
// C = A·B + bias, or C = A·B where the bias is null, or C += A·B if `accumulate` is not 0 (the bias is then not
// looked at), with B in panels. A [rows, depth] and C [rows, columns] have rows a_row ≥ depth and c_row ≥ columns
// numbers apart, bias [columns]; depth ≥ 1.
void vk_panel_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, const float *panels,
    float *restrict c, ptrdiff_t c_row, const float *bias, int accumulate);

// MARK: bfloat16.c

// 1 if this processor multiplies pairs of bfloat16 (AVX512-BF16), else 0. Elsewhere the product can be emulated.
int vk_has_bfloat16_products(void);
// Rounds B [depth, columns], given as in vk_thin_product, to bfloat16 and lays it out in panels of 32 columns, the last
// filled up with zeros. A panel's row holds rows k and k + 1 of B, for even k, as one number of 32 bits a column, the
// even k in its lower half; where depth is odd the last upper halves are 0: ⌈depth/2⌉·⌈columns/32⌉·32 numbers.
// Rounding is to the nearest, ties to even; subnormals become 0.
void vk_pack_bfloat16_panels(
    const float *b, ptrdiff_t b_row, int b_is_transposed, ptrdiff_t depth, ptrdiff_t columns,
    uint32_t *restrict panels);
// C = A·B + bias, or C = A·B where the bias is null, or C += A·B if `accumulate` is not 0 (the bias is then not looked
// at), with A [rows, depth] rounded in the same way, its element (i, k) at a[i·a_row + k·a_column], and B in panels.
// C [rows, columns] has rows c_row ≥ columns numbers apart, bias [columns]; depth ≥ 1. Sums are in float: for each pair
// first the odd k's product is added and rounded, then the even one's. A depth above 896 is cut into as few parts of
// nearly the same length as fit, and C is the sum of their sums, in order. Subnormals count as 0.
// `emulate` not 0 gives the same bits without the instruction, more slowly: on processors with fused multiply-add, and
// on others where no product of two numbers underflows. 0 asks for the instruction, and where the processor has none
// such a call ends the process.
void vk_bfloat16_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const uint32_t *panels, float *restrict c, ptrdiff_t c_row, const float *bias, int accumulate, int emulate);
