#include "runner/report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int report_open(struct report *report, int fd, struct error *e)
{
    if (fd < 0) {
        fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
        if (fd < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
            return error_set(e, "standard output: %s", strerror(errno));
    } else if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) { /* a child of the workload must not keep the pipe open */
        return error_set(e, "--rows-fd %d: %s", fd, strerror(errno));
    }
    report->to = fdopen(fd, "w");
    if (!report->to)
        return error_set(e, "--rows-fd %d: %s", fd, strerror(errno));
    if (sample_write_header(report->to) < 0 || fflush(report->to) == EOF)
        return error_set(e, "cannot write rows: %s", strerror(errno));
    report->cell = sample_empty();
    return 0;
}

struct sample report_row(const struct report *report, const char *phase)
{
    struct sample row = report->cell;
    row.phase = phase;
    return row;
}

void report_end(struct report *report, struct sample *end)
{
    const struct sample *cell = &report->cell;

    end->phase = "end";
    end->python = cell->python;
    end->ft = cell->ft;
    end->gil = cell->gil;
    end->gil_enabled_by = cell->gil_enabled_by;
    end->mode = cell->mode;
    end->params = cell->params;
    end->threads = cell->threads;
    end->batch_ops = cell->batch_ops;
    end->hash_seed = cell->hash_seed;
    report_send(report, end);
}

void report_send(struct report *report, const struct sample *row)
{
    if (sample_write(report->to, row) < 0 || fflush(report->to) == EOF)
        _exit(EXIT_CELL_FAILED);
}
