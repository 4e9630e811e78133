// Products for which a general SGEMM does work that can be left out.
//
// SGEMM copies both factors into blocks of its own first. With a thin or short side (an adapter's projections,
// attention's heads) each number is used only tens of times: reading the factors where they lie is faster.
// A weight matrix is a factor of many products: laid out once a step in panels, it is never copied again.
#include "vector_kernels.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

// 14 rows by two vectors of 16 columns: 28 sums, two vectors of B and one number of A fill the 32 registers.
enum { tile_rows = 14, lane = 16, panel_columns = 2 * lane };

// A large A is used in blocks that fill a fifth of a megabyte; a panel's part is 56 KiB at most. Where rows lie a
// multiple of 2 KiB apart, they would push each other out of the first cache: then the block is copied together.
enum { block_rows = 112, block_depth = 448, block_stride = block_depth + lane, colliding = 512 };

// What all tiles of a product share.
typedef struct {
  ptrdiff_t depth, a_row, a_column, b_row, c_row;
  __mmask16 mask[2];  // the columns of each vector
  float scale;
  int accumulate;
  ptrdiff_t ahead;  // lines of 64 bytes to fetch for a later tile
} shape;

// C[rows, columns] = scale·A·B (+ C or the bias) for columns up to 16·vectors; a mask cuts off what lies beyond.
// `rows` and `vectors` are constants in each copy, so that the sums stay in registers.
static inline __attribute__((always_inline, target("avx512f"))) void tile(
    const int rows, const int vectors, const shape *s, const float *a, const float *b, float *c, const float *bias,
    const char *next) {
  __m512 sum[tile_rows][2];
  const __mmask16 mask[2] = {s->mask[0], s->mask[1]};
  const ptrdiff_t depth = s->depth, a_row = s->a_row, a_column = s->a_column, b_row = s->b_row, ahead = s->ahead;
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) {
      sum[i][v] = _mm512_setzero_ps();
      __builtin_prefetch(c + i * s->c_row + lane * v, 1);
    }
  for (ptrdiff_t k = 0; k < depth; k++, a += a_column, b += b_row) {
    if (k < ahead) _mm_prefetch(next + 64 * k, _MM_HINT_T1);
    __m512 row[2];
    for (int v = 0; v < vectors; v++) row[v] = _mm512_maskz_loadu_ps(mask[v], b + lane * v);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      __m512 x = _mm512_set1_ps(a[i * a_row]);
      for (int v = 0; v < vectors; v++) sum[i][v] = _mm512_fmadd_ps(x, row[v], sum[i][v]);
    }
  }
  const __m512 scale = _mm512_set1_ps(s->scale);
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    const __m512 offset = bias ? _mm512_maskz_loadu_ps(mask[v], bias + lane * v) : _mm512_setzero_ps();
    const __mmask16 kept = s->accumulate ? mask[v] : 0;  // with none kept, a load leaves the offset
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      float *to = c + i * s->c_row + lane * v;
      const __m512 before = _mm512_mask_loadu_ps(offset, kept, to);
      _mm512_mask_storeu_ps(to, mask[v], _mm512_fmadd_ps(sum[i][v], scale, before));
    }
  }
}

typedef void tile_function(
    const shape *, const float *a, const float *b, float *c, const float *bias, const char *next);

#define TILE(rows, vectors)                                                                                    \
  static __attribute__((noinline, target("avx512f"))) void tile_##rows##_##vectors(                            \
      const shape *s, const float *a, const float *b, float *c, const float *bias, const char *next) {         \
    tile(rows, vectors, s, a, b, c, bias, next);                                                               \
  }
#define TILES(rows) TILE(rows, 1) TILE(rows, 2)
TILES(1) TILES(2) TILES(3) TILES(4) TILES(5) TILES(6) TILES(7)
TILES(8) TILES(9) TILES(10) TILES(11) TILES(12) TILES(13) TILES(14)

#define ENTRY(rows) {tile_##rows##_1, tile_##rows##_2}
static tile_function *const tiles[tile_rows + 1][2] = {
    {0, 0},   ENTRY(1), ENTRY(2),  ENTRY(3),  ENTRY(4),  ENTRY(5),  ENTRY(6), ENTRY(7),
    ENTRY(8), ENTRY(9), ENTRY(10), ENTRY(11), ENTRY(12), ENTRY(13), ENTRY(14)};

// The tiles of 32 columns or fewer, from top to bottom, of nearly the same height.
static void column_of_tiles(
    shape *s, ptrdiff_t rows, ptrdiff_t columns, const float *a, const float *b, float *c, const float *bias,
    const char *next, ptrdiff_t next_lines) {
  int vectors = columns > lane ? 2 : 1;
  __mmask16 last = (__mmask16)((1u << (columns - lane * (vectors - 1))) - 1);
  s->mask[0] = vectors == 1 ? last : 0xffff;
  s->mask[1] = last;
  ptrdiff_t blocks = (rows + tile_rows - 1) / tile_rows;
  s->ahead = (next_lines + blocks - 1) / blocks;
  for (ptrdiff_t block = 0, i = 0; block < blocks; block++) {
    ptrdiff_t height = (rows - i) / (blocks - block);
    tiles[height][vectors - 1](s, a + i * s->a_row, b, c + i * s->c_row, bias, next + 64 * s->ahead * block);
    i += height;
  }
}

int vk_has_products(void) { return __builtin_cpu_supports("avx512f") != 0; }

// to[k][j] = from[j][k] for up to 16 × 16 numbers; rows of `to` lie 32 apart and are filled up with zeros.
static __attribute__((target("avx512f"))) void transpose_16(
    const float *from, ptrdiff_t from_row, ptrdiff_t rows, ptrdiff_t columns, float *to) {
  __m512 r[16], t[16];
  __mmask16 mask = (__mmask16)((1u << columns) - 1);
  for (int i = 0; i < 16; i++) r[i] = i < rows ? _mm512_maskz_loadu_ps(mask, from + i * from_row) : _mm512_setzero_ps();
  for (int i = 0; i < 16; i += 2) {  // pairs of rows, then blocks of 4 × 4 inside each quarter of a vector
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    r[i] = (__m512)_mm512_unpacklo_pd((__m512d)t[i], (__m512d)t[i + 2]);
    r[i + 1] = (__m512)_mm512_unpackhi_pd((__m512d)t[i], (__m512d)t[i + 2]);
    r[i + 2] = (__m512)_mm512_unpacklo_pd((__m512d)t[i + 1], (__m512d)t[i + 3]);
    r[i + 3] = (__m512)_mm512_unpackhi_pd((__m512d)t[i + 1], (__m512d)t[i + 3]);
  }
  for (int i = 0; i < 4; i++) {  // then the quarters
    t[i] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xdd);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0xdd);
    r[i + 4] = _mm512_shuffle_f32x4(t[i + 4], t[i + 12], 0x88);
    r[i + 12] = _mm512_shuffle_f32x4(t[i + 4], t[i + 12], 0xdd);
  }
  for (int k = 0; k < 16; k++)
    if (k < columns) _mm512_storeu_ps(to + k * panel_columns, r[k]);
}

// to[k][j] = from[j][k] for up to 32 rows of `from`.
static void transpose(const float *from, ptrdiff_t from_row, ptrdiff_t rows, ptrdiff_t columns, float *to) {
  for (ptrdiff_t j = 0; j < panel_columns; j += lane)
    for (ptrdiff_t k = 0; k < columns; k += lane)
      transpose_16(
          from + j * from_row + k, from_row, rows - j, columns - k < lane ? columns - k : lane,
          to + k * panel_columns + j);
}

// A transposed B is turned around in pieces of this many rows, which stay in the first cache.
enum { piece = 256 };

void vk_thin_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const float *b, ptrdiff_t b_row, int b_is_transposed, float *restrict c, ptrdiff_t c_row, float scale,
    int accumulate) {
  float turned[piece * panel_columns];
  ptrdiff_t step = b_is_transposed ? piece : depth;
  shape s = {.a_row = a_row, .a_column = a_column, .b_row = b_is_transposed ? panel_columns : b_row, .c_row = c_row,
             .scale = scale};
  for (ptrdiff_t j = 0; j < columns; j += panel_columns) {
    ptrdiff_t width = columns - j < panel_columns ? columns - j : panel_columns;
    for (ptrdiff_t k = 0; k < depth; k += step) {
      s.depth = depth - k < step ? depth - k : step;
      s.accumulate = accumulate || k > 0;
      const float *panel = b_is_transposed ? turned : b + k * b_row + j;
      if (b_is_transposed) transpose(b + j * b_row + k, b_row, width, s.depth, turned);
      column_of_tiles(&s, rows, width, a + k * a_column, panel, c + j, 0, (const char *)panel, 0);
    }
  }
}

void vk_pack_panels(
    const float *b, ptrdiff_t b_row, int b_is_transposed, ptrdiff_t depth, ptrdiff_t columns, float *restrict panels) {
  for (ptrdiff_t j = 0; j < columns; j += panel_columns) {
    float *panel = panels + j * depth;
    ptrdiff_t width = columns - j < panel_columns ? columns - j : panel_columns;
    if (b_is_transposed) {
      transpose(b + j * b_row, b_row, width, depth, panel);
    } else {
      for (ptrdiff_t k = 0; k < depth; k++) {
        memcpy(panel + k * panel_columns, b + k * b_row + j, width * sizeof(float));
        memset(panel + k * panel_columns + width, 0, (panel_columns - width) * sizeof(float));
      }
    }
  }
}

void vk_panel_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, const float *panels,
    float *restrict c, ptrdiff_t c_row, const float *bias, int accumulate) {
  static _Thread_local float block[block_rows * block_stride] __attribute__((aligned(64)));
  const int copies = a_row % colliding == 0;
  ptrdiff_t depths = (depth + block_depth - 1) / block_depth, heights = (rows + block_rows - 1) / block_rows;
  for (ptrdiff_t d = 0, k = 0; d < depths; d++) {
    ptrdiff_t deep = (depth - k) / (depths - d);
    shape s = {.depth = deep, .a_row = copies ? block_stride : a_row, .a_column = 1, .b_row = panel_columns,
               .c_row = c_row, .scale = 1, .accumulate = accumulate || k > 0};
    for (ptrdiff_t h = 0, i = 0; h < heights; h++) {
      ptrdiff_t high = (rows - i) / (heights - h);
      const float *from = a + i * a_row + k;
      for (ptrdiff_t r = 0; copies && r < high; r++)
        memcpy(block + r * block_stride, from + r * a_row, deep * sizeof(float));
      for (ptrdiff_t j = 0; j < columns; j += panel_columns) {
        ptrdiff_t width = columns - j < panel_columns ? columns - j : panel_columns;
        const float *panel = panels + j * depth + k * panel_columns;
        int has_next = j + panel_columns < columns;
        column_of_tiles(
            &s, high, width, copies ? block : from, panel, c + i * c_row + j, bias ? bias + j : 0,
            (const char *)(panel + (has_next ? depth * panel_columns : 0)), has_next ? 2 * deep : 0);
      }
      i += high;
    }
    k += deep;
  }
}

#else

int vk_has_products(void) { return 0; }

// The callers ask vk_has_products first.
void vk_thin_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const float *b, ptrdiff_t b_row, int b_is_transposed, float *restrict c, ptrdiff_t c_row, float scale,
    int accumulate) {
  __builtin_trap();
}

void vk_pack_panels(
    const float *b, ptrdiff_t b_row, int b_is_transposed, ptrdiff_t depth, ptrdiff_t columns, float *restrict panels) {
  __builtin_trap();
}

void vk_panel_product(
    ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, const float *a, ptrdiff_t a_row, const float *panels,
    float *restrict c, ptrdiff_t c_row, const float *bias, int accumulate) {
  __builtin_trap();
}

#endif
