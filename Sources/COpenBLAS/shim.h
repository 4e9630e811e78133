// The parts of OpenBLAS and LAPACKE that Core calls: cblas_sgemm and its kin, LAPACKE_sgesdd,
// LAPACKE_sgeqrf/sorgqr, openblas_set_num_threads and openblas_get_corename.
#include <cblas.h>
#include <lapacke.h>
