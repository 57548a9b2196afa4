/* A message written into a pipe and read back, each worker with a pipe of its own.
 *
 * Mechanism: system calls that do not block, the GIL released around each: the native ceiling of workloads that read and write. With held=0 it
 * should scale with the cores on every build, less giving up and taking the GIL twice in an op; with held=1 it is flat with a GIL and scales
 * free-threaded. A message begins with its number, which is compared when it comes back.
 * Claim C25.
 * op: one message of `size` bytes through the pipe.
 */
#include "released.h"

#include "counted.h"
#include "lines.h"

#include <errno.h>
#include <unistd.h>

struct channel {
    int to, from;
    size_t size;
    uint64_t next; /* message */
    unsigned char message[4096];
};

static int begin(struct gilscale_worker *worker)
{
    int ends[2];

    if (lines_state(worker, sizeof(struct channel)) < 0)
        return -1;
    struct channel *channel = worker->state;
    if (pipe(ends) < 0) {
        snprintf(worker->error, sizeof worker->error, "cannot make a pipe: %s", strerror(errno));
        return -1;
    }
    channel->from = ends[0];
    channel->to = ends[1];
    channel->size = (size_t)gilscale_parameter(worker->cell, "size");
    return 0;
}

/* A pipe takes and gives up to PIPE_BUF, 4096 bytes, at once. */
static int send(struct channel *channel)
{
    memcpy(channel->message, &channel->next, sizeof channel->next);
    return write(channel->to, channel->message, channel->size) == (ssize_t)channel->size;
}

static int receive(struct channel *channel)
{
    uint64_t number;

    memset(channel->message, 0xff, sizeof number);
    int whole = read(channel->from, channel->message, channel->size) == (ssize_t)channel->size;
    memcpy(&number, channel->message, sizeof number);
    return whole && number == channel->next++;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    struct channel *channel = worker->state;
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        int sent = send(channel);
        released_end(saved);

        saved = released_begin(held);
        int received = sent && receive(channel);
        released_end(saved);

        if (!received) {
            strcpy(worker->error, "a message did not come through the pipe as it was");
            return -1;
        }
        worker->result++;
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct channel *channel = worker->state;

    close(channel->to);
    close(channel->from);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size", .value = 64, .low = 8, .high = 4096, .unit = "bytes", .help = "of a message"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .begin = begin, .run = run,
                  .end = end, .check = counted_check);
