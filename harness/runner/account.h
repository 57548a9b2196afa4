/* account.h - what one interpreter did while it was measured: its GIL before and after, its garbage collector's
 * collections and pauses. Attached to that interpreter, by one thread; stays where it is as long as the interpreter lives.
 */
#ifndef GILSCALE_ACCOUNT_H
#define GILSCALE_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "runner/gcpause.h"
#include "runner/gilwatch.h"
#include "runner/interpreter.h"

struct account {
    bool opened, closed;
    bool gil_at_start, gil_on; /* before the workload was loaded; as far as it is known since */
    int64_t switch_interval_ns;
    struct interpreter_collections before, after;
    struct gcpause pause;
    struct gilwatch gil;
};

/* Before the first workload is loaded; later calls change nothing. Starts as zeros. */
void account_open(struct account *account);
void account_refresh(
    struct account *account); /* when it is ready to work: an import may have switched the GIL */
void account_close(struct account *account); /* when the work has ended */

#endif
