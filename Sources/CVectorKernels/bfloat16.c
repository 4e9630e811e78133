// Products of numbers that are rounded to bfloat16, with sums in float: the instruction VDPBF16PS (AVX512-BF16), and
// the same bits without it.
//
// A bfloat16 is the upper half of a float: eight bits of fraction with the hidden one, so a product of two that neither
// under- nor overflows is exact in float. The instruction takes a pair of neighbours k, k + 1 of both factors at once:
//
//     sum += a[k + 1]·b[k + 1], rounded, and then sum += a[k]·b[k], rounded
//
// Both factors therefore lie in pairs, two numbers in 32 bits, the even k in the lower half.
#include "clones.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Panels have 32 columns, as those of products.c. A is used in blocks of this many rows and pairs: 200 KB.
enum { lane = 16, panel_columns = 2 * lane, block_rows = 112, block_pairs = 448 };

// What all tiles of a product share. Rows of the block lie block_pairs apart, rows of a panel panel_columns.
typedef struct {
  ptrdiff_t pairs, columns, c_row;  // columns of C in this panel
  int accumulate;
} shape;

// Rounds a tile's C for rows of the block from the panel that starts at b; the bias may be null.
typedef void tile_function(const shape *, const uint32_t *a, const uint32_t *b, float *c, const float *bias);

// To the nearest, ties to even, as VCVTNEPS2BF16 does: subnormals become zero, and NaN stays NaN.
INLINE uint32_t rounded(float value) {
  uint32_t bits, magnitude;
  memcpy(&bits, &value, sizeof bits);
  magnitude = bits & 0x7fffffff;
  uint32_t nearest = (bits + 0x7fff + (bits >> 16 & 1)) >> 16, sign = bits >> 16 & 0x8000;
  return magnitude < 0x00800000 ? sign : magnitude > 0x7f800000 ? (bits >> 16 | 0x40) : nearest;
}

// `pairs` pairs of one row; a depth that is odd ends with a zero.
CLONES static void round_row(
    const float *from, ptrdiff_t step, ptrdiff_t depth, uint32_t *restrict to, ptrdiff_t pairs) {
  ptrdiff_t whole = depth / 2 < pairs ? depth / 2 : pairs;
  if (step == 1) {
    for (ptrdiff_t p = 0; p < whole; p++) to[p] = rounded(from[2 * p]) | rounded(from[2 * p + 1]) << 16;
  } else {
    for (ptrdiff_t p = 0; p < whole; p++)
      to[p] = rounded(from[2 * p * step]) | rounded(from[(2 * p + 1) * step]) << 16;
  }
  if (whole < pairs) to[whole] = rounded(from[2 * whole * step]);
}

// Rows of A for the block. Where k's lie apart, a few at a time are taken of all rows: what one row reads then still
// lies in the first cache for the next.
static void round_block(
    const float *a, ptrdiff_t a_row, ptrdiff_t a_column, ptrdiff_t rows, ptrdiff_t depth, uint32_t *block,
    ptrdiff_t pairs) {
  const ptrdiff_t few = a_column == 1 ? pairs : 16;
  for (ptrdiff_t p = 0; p < pairs; p += few)
    for (ptrdiff_t r = 0; r < rows; r++)
      round_row(
          a + r * a_row + 2 * p * a_column, a_column, depth - 2 * p, block + r * block_pairs + p,
          pairs - p < few ? pairs - p : few);
}

// One row of pairs in a panel, from rows k and k + 1 of B.
CLONES static void pair_rows(const float *even, const float *odd, ptrdiff_t width, uint32_t *restrict to) {
  for (ptrdiff_t j = 0; j < width; j++) to[j] = rounded(even[j]) | rounded(odd[j]) << 16;
  memset(to + width, 0, (panel_columns - width) * sizeof *to);
}

void vk_pack_bfloat16_panels(
    const float *b, ptrdiff_t b_row, int b_is_transposed, ptrdiff_t depth, ptrdiff_t columns,
    uint32_t *restrict panels) {
  static const float zeros[panel_columns];
  enum { piece = 64 };  // pairs that are turned around at a time: their part of the panel stays in the first cache
  uint32_t row[piece];
  ptrdiff_t pairs = (depth + 1) / 2;
  for (ptrdiff_t j = 0; j < columns; j += panel_columns) {
    uint32_t *panel = panels + j * pairs;
    ptrdiff_t width = columns - j < panel_columns ? columns - j : panel_columns;
    if (!b_is_transposed) {
      for (ptrdiff_t k = 0; k < depth; k += 2)
        pair_rows(
            b + k * b_row + j, k + 1 < depth ? b + (k + 1) * b_row + j : zeros, width, panel + k / 2 * panel_columns);
      continue;
    }
    if (width < panel_columns) memset(panel, 0, pairs * panel_columns * sizeof *panel);
    for (ptrdiff_t first = 0; first < pairs; first += piece) {
      ptrdiff_t count = pairs - first < piece ? pairs - first : piece;
      for (ptrdiff_t i = 0; i < width; i++) {
        round_row(b + (j + i) * b_row + 2 * first, 1, depth - 2 * first, row, count);
        for (ptrdiff_t p = 0; p < count; p++) panel[(first + p) * panel_columns + i] = row[p];
      }
    }
  }
}

// MARK: The same bits on any processor

typedef float floats __attribute__((vector_size(64), aligned(4)));
typedef uint32_t words __attribute__((vector_size(64), aligned(4)));

enum { emulated_rows = 6 };

// `rows` is a constant in each copy, so that the sums stay in registers: half a panel's columns at a time.
INLINE void emulated_tile(
    const int rows, const shape *s, const uint32_t *a, const uint32_t *b, float *c, const float *bias) {
  for (ptrdiff_t j = 0; j < s->columns; j += lane) {
    floats sum[emulated_rows] = {0};
    for (ptrdiff_t p = 0; p < s->pairs; p++) {
      words pair;
      memcpy(&pair, b + p * panel_columns + j, sizeof pair);
      const floats odd = (floats)(pair & 0xffff0000), even = (floats)(pair << 16);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++)
        sum[i] = (floats)((words){0} + (a[i * block_pairs + p] & 0xffff0000)) * odd + sum[i];
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++)
        sum[i] = (floats)((words){0} + (a[i * block_pairs + p] << 16)) * even + sum[i];
    }
    ptrdiff_t width = s->columns - j < lane ? s->columns - j : lane;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
      for (ptrdiff_t l = 0; l < width; l++) {
        float *to = c + i * s->c_row + j + l;
        *to = sum[i][l] + (s->accumulate ? *to : bias ? bias[j + l] : 0);
      }
  }
}

#define EMULATED(rows)                                                                                        \
  CLONES static void emulated_##rows(                                                                         \
      const shape *s, const uint32_t *a, const uint32_t *b, float *c, const float *bias) {                    \
    emulated_tile(rows, s, a, b, c, bias);                                                                    \
  }
EMULATED(1) EMULATED(2) EMULATED(3) EMULATED(4) EMULATED(5) EMULATED(6)
static tile_function *const emulated[emulated_rows + 1] = {
    0, emulated_1, emulated_2, emulated_3, emulated_4, emulated_5, emulated_6};

// MARK: The instruction

#if defined(__x86_64__)

// 14 rows by two vectors of 16 columns: 28 sums, two vectors of B and one pair of A.
enum { native_rows = 14 };

static inline __attribute__((always_inline, target("avx512f,avx512bf16"))) void native_tile(
    const int rows, const shape *s, const uint32_t *a, const uint32_t *b, float *c, const float *bias) {
  __m512 sum[native_rows][2];
  const int last = (int)(s->columns - lane);  // columns of the second vector
  const __mmask16 mask[2] = {
      (__mmask16)(last >= 0 ? 0xffff : (1u << s->columns) - 1), (__mmask16)(last > 0 ? (1u << last) - 1 : 0)};
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm512_setzero_ps();
  for (ptrdiff_t p = 0; p < s->pairs; p++) {
    const __m512bh left = (__m512bh)_mm512_loadu_si512(b + p * panel_columns),
                   right = (__m512bh)_mm512_loadu_si512(b + p * panel_columns + lane);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const __m512bh x = (__m512bh)_mm512_set1_epi32((int)a[i * block_pairs + p]);
      sum[i][0] = _mm512_dpbf16_ps(sum[i][0], x, left);
      sum[i][1] = _mm512_dpbf16_ps(sum[i][1], x, right);
    }
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < 2; v++) {
    const __m512 offset = bias ? _mm512_maskz_loadu_ps(mask[v], bias + lane * v) : _mm512_setzero_ps();
    const __mmask16 kept = s->accumulate ? mask[v] : 0;  // with none kept, a load leaves the offset
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float *to = c + i * s->c_row + lane * v;
      _mm512_mask_storeu_ps(to, mask[v], _mm512_add_ps(sum[i][v], _mm512_mask_loadu_ps(offset, kept, to)));
    }
  }
}

#define NATIVE(rows)                                                                                             \
  static __attribute__((noinline, target("avx512f,avx512bf16"))) void native_##rows(                             \
      const shape *s, const uint32_t *a, const uint32_t *b, float *c, const float *bias) {                       \
    native_tile(rows, s, a, b, c, bias);                                                                         \
  }
NATIVE(1) NATIVE(2) NATIVE(3) NATIVE(4) NATIVE(5) NATIVE(6) NATIVE(7)
NATIVE(8) NATIVE(9) NATIVE(10) NATIVE(11) NATIVE(12) NATIVE(13) NATIVE(14)
static tile_function *const native[native_rows + 1] = {
    0,        native_1, native_2, native_3,  native_4,  native_5,  native_6, native_7,
    native_8, native_9, native_10, native_11, native_12, native_13, native_14};

int vk_has_bfloat16_products(void) { return __builtin_cpu_supports("avx512bf16") != 0; }

#else

enum { native_rows = 1 };
static void no_instruction(const shape *s, const uint32_t *a, const uint32_t *b, float *c, const float *bias) {
  __builtin_trap();
}
static tile_function *const native[native_rows + 1] = {0, no_instruction};

int vk_has_bfloat16_products(void) { return 0; }

#endif

// The tiles of a panel, from top to bottom, of nearly the same height.
static void column_of_tiles(
    const shape *s, ptrdiff_t rows, int emulate, const uint32_t *a, const uint32_t *b, float *c, const float *bias) {
  const ptrdiff_t highest = emulate ? emulated_rows : native_rows;
  ptrdiff_t tiles = (rows + highest - 1) / highest;
  for (ptrdiff_t tile = 0, i = 0; tile < tiles; tile++) {
    ptrdiff_t height = (rows - i) / (tiles - tile);
    (emulate ? emulated : native)[height](s, a + i * block_pairs, b, c + i * s->c_row, bias);
    i += height;
  }
}

void vk_bfloat16_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const uint32_t *panels, float *restrict c, ptrdiff_t c_row, const float *bias, int accumulate, int emulate) {
  static _Thread_local uint32_t block[block_rows * block_pairs] __attribute__((aligned(64)));
#if defined(__x86_64__)
  const unsigned int mode = _mm_getcsr();
  // As the instruction has it: rounding to the nearest, and subnormals count as zero and become zero.
  _mm_setcsr((mode & ~0x6000u) | 0x8040);
#endif
  ptrdiff_t pairs = (depth + 1) / 2;
  ptrdiff_t depths = (pairs + block_pairs - 1) / block_pairs, heights = (rows + block_rows - 1) / block_rows;
  for (ptrdiff_t d = 0, p = 0; d < depths; d++) {
    ptrdiff_t deep = (pairs - p) / (depths - d);
    shape s = {.pairs = deep, .c_row = c_row, .accumulate = accumulate || p > 0};
    for (ptrdiff_t h = 0, i = 0; h < heights; h++) {
      ptrdiff_t high = (rows - i) / (heights - h);
      round_block(a + i * a_row + 2 * p * a_column, a_row, a_column, high, depth - 2 * p, block, deep);
      for (ptrdiff_t j = 0; j < columns; j += panel_columns) {
        s.columns = columns - j < panel_columns ? columns - j : panel_columns;
        column_of_tiles(
            &s, high, emulate, block, panels + j * pairs + p * panel_columns, c + i * c_row + j, bias ? bias + j : 0);
      }
      i += high;
    }
    p += deep;
  }
#if defined(__x86_64__)
  _mm_setcsr(mode);
#endif
}
