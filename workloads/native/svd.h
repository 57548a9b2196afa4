/* svd.h - a singular value decomposition by LAPACK that proves its results: of svd and mixed_task_native.
 *
 * A worker's matrix is made from one whose singular values are known by formula, by two reflections, which leave them as they are.
 */
#ifndef GILSCALE_SVD_H
#define GILSCALE_SVD_H

#include "blas.h"
#include "lines.h"

#include <lapacke.h>

#define SVD_TOLERANCE 1e-10 /* of the largest singular value, which is just below 4 */

struct svd {
    int size, work_count;
    double *matrix, *copy; /* by columns; gesdd overwrites the copy */
    double *values, *u, *vt, *work;
    int *int_work;
    int at; /* the value to look at next */
};

/* Number k, from the largest down, of the matrix with 2 on the diagonal and -1 beside it: it is symmetric and positive, so its singular values
 * are its eigenvalues, 4 sin^2(j pi / (2 size + 2)). */
static inline double svd_expected(int size, int k)
{
    double sine = sin((size - k) * acos(-1) / (2 * size + 2));
    return 4 * sine * sine;
}

/* M - 2 u (u' M) for a unit vector u, by columns (0), or the same from the right (1). */
static inline void svd_reflect(double *matrix, const double *u, int size, int from_right)
{
    int along = from_right ? size : 1, across = from_right ? 1 : size;

    for (int j = 0; j < size; j++) {
        double *line = matrix + (size_t)j * (size_t)across, dot = 0;
        for (int i = 0; i < size; i++)
            dot += u[i] * line[(size_t)i * (size_t)along];
        for (int i = 0; i < size; i++)
            line[(size_t)i * (size_t)along] -= 2 * dot * u[i];
    }
}

/* `u` is for scratch. */
static inline void svd_fill(struct svd *svd, int index, double *u)
{
    int size = svd->size;
    size_t columns = (size_t)size;

    for (int i = 0; i < size; i++) {
        svd->matrix[(size_t)i * columns + (size_t)i] = 2;
        if (i > 0)
            svd->matrix[(size_t)i * columns + (size_t)i - 1] =
                svd->matrix[(size_t)(i - 1) * columns + (size_t)i] = -1;
    }
    for (int side = 0; side < 2; side++) {
        double length = 0;
        for (int i = 0; i < size; i++) {
            u[i] =
                4.5 + blas_number((uint64_t)i, 2 * (uint64_t)index + (uint64_t)side); /* no zero among them */
            length += u[i] * u[i];
        }
        for (int i = 0; i < size; i++)
            u[i] /= sqrt(length);
        svd_reflect(svd->matrix, u, size, side);
    }
}

static inline lapack_int svd_decompose(struct svd *svd, double *work, int work_count)
{
    return LAPACKE_dgesdd_work(LAPACK_COL_MAJOR, 'A', svd->size, svd->size, svd->copy, svd->size, svd->values,
                               svd->u, svd->size, svd->vt, svd->size, work, work_count, svd->int_work);
}

/* For begin(), with zeroes in it. 0, or -1 with a sentence in the worker's error. */
static inline int svd_begin(struct svd *svd, struct gilscale_worker *worker, int rows)
{
    size_t size = (size_t)rows;
    double **const squares[] = {&svd->matrix, &svd->copy, &svd->u, &svd->vt};

    svd->size = rows;
    for (size_t i = 0; i < sizeof squares / sizeof *squares; i++)
        *squares[i] = lines_new(size * size * sizeof(double));
    svd->values = lines_new(size * sizeof(double));
    svd->int_work = lines_new(8 * size * sizeof(int));
    if (!svd->matrix || !svd->copy || !svd->u || !svd->vt || !svd->values || !svd->int_work) {
        strcpy(worker->error, "out of memory");
        return -1;
    }
    double wanted = 0;
    if (svd_decompose(svd, &wanted, -1)) {
        strcpy(worker->error, "LAPACK does not say how much memory it wants");
        return -1;
    }
    svd->work_count = (int)wanted;
    svd->work = lines_new((size_t)svd->work_count * sizeof(double));
    if (!svd->work) {
        strcpy(worker->error, "out of memory");
        return -1;
    }
    svd_fill(svd, worker->index, svd->values);
    return 0;
}

/* Decomposes the matrix. Returns whether one of its singular values, another one each time, is right. */
static inline int svd_one(struct svd *svd)
{
    size_t size = (size_t)svd->size;

    memcpy(svd->copy, svd->matrix, size * size * sizeof(double));
    svd->values[svd->at] = NAN;
    lapack_int code = svd_decompose(svd, svd->work, svd->work_count);
    int right =
        code == 0 && fabs(svd->values[svd->at] - svd_expected(svd->size, svd->at)) <= 4 * SVD_TOLERANCE;
    svd->at = svd->at + 1 == svd->size ? 0 : svd->at + 1;
    return right;
}

/* u * values * vt against the matrix. */
static inline int svd_fits(const struct svd *svd)
{
    size_t size = (size_t)svd->size;

    for (size_t column = 0; column < size; column++)
        for (size_t row = 0; row < size; row++) {
            double sum = 0;
            for (size_t k = 0; k < size; k++)
                sum += svd->u[k * size + row] * svd->values[k] * svd->vt[column * size + k];
            if (!(fabs(sum - svd->matrix[column * size + row]) <= 4 * SVD_TOLERANCE))
                return 0;
        }
    return 1;
}

static inline void svd_free(struct svd *svd)
{
    void *const all[] = {svd->matrix, svd->copy, svd->values, svd->u, svd->vt, svd->work, svd->int_work};

    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        free(all[k]);
}

#endif
