#include "runner/turns.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int turns_wait(int fd, struct error *e)
{
    char turn;
    ssize_t count;

    do
        count = recv(fd, &turn, 1, 0);
    while (count < 0 && errno == EINTR);
    return count == 1
               ? 0
               : error_set(e, "no turn comes any more: %s", count ? strerror(errno) : "the driver is gone");
}

int turns_next(int fd, struct error *e)
{
    const char done = 0;

    if (send(fd, &done, 1, MSG_NOSIGNAL) != 1)
        return error_set(e, "cannot end the turn: %s", strerror(errno));
    return turns_wait(fd, e);
}
