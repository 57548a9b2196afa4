#include "session/live.h"

#include "base/shown.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TO_END_OF_LINE   "\033[K"
#define TO_END_OF_SCREEN "\033[J"
/* Without wrapping even a character that is wider than we think does no harm; on again in the same write. */
#define NO_WRAP "\033[?7l"
#define WRAP    "\033[?7h"

#define LEAST_COLUMNS 19

/* The handler finds the signal back at its default and not held back. */
#define ONCE ((unsigned)SA_RESETHAND | (unsigned)SA_NODEFER)

/* From a line's beginning: it and all below. Not by TO_END_OF_SCREEN alone, as in the upper left corner tmux takes that for a new page and
 * puts the old one among what has scrolled away. */
#define AWAY "\r" TO_END_OF_LINE "\033[C" TO_END_OF_SCREEN "\r"

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

/* Do lines stand somewhere now, and where? The handler has to know. */
static volatile sig_atomic_t stands, standing_fd;

static volatile sig_atomic_t resized; /* since the last renewal */

/* Unless somebody has plans of his own with it: who started us may want it ignored, as nohup does. */
static void watch_for(int number, void (*handler)(int), unsigned flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)(flags | (unsigned)SA_RESTART)};
    struct sigaction before;

    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL) {
        sigemptyset(&action.sa_mask);
        sigaction(number, &action, NULL);
    }
}

static void on_resize(int number)
{
    (void)number;
    resized = true;
}

/* Only calls that are safe in a handler. The signal is back at its default, so raised again it does what it always does. */
static void on_ending(int number)
{
    static const char away[] = AWAY;
    int before = errno;

    if (stands) {
        ssize_t ignored = write(standing_fd, away, sizeof away - 1);
        (void)ignored;
        stands = false;
    }
    raise(number);
    watch_for(number, on_ending, ONCE); /* it was Ctrl-Z, and we go on */
    errno = before;
}

bool live_is_possible(FILE *to)
{
    return shown_is_terminal(to);
}

void live_size(FILE *to, size_t *columns, size_t *lines)
{
    struct winsize size;
    bool known = ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;

    /* The last column stays free, where some terminals wrap already; and a line for what comes above. */
    *columns = known ? size.ws_col - 1u : 79;
    *lines = known ? size.ws_row - 1u : LIVE_LINES;
    *columns = *columns < LEAST_COLUMNS ? LEAST_COLUMNS : *columns;
    *lines = *lines < 1 ? 1 : *lines > LIVE_LINES ? LIVE_LINES : *lines;
}

static bool in_background(FILE *to)
{
    pid_t front = tcgetpgrp(fileno(to));
    return front >= 0 && front != getpgrp();
}

/* All at once: a stream of a terminal would write line by line. */
static void put(FILE *to, const char *bytes, size_t length)
{
    int fd = fileno(to);

    fflush(to);
    while (length > 0) {
        ssize_t written =
            fd >= 0 ? write(fd, bytes, length) : (ssize_t)fwrite(bytes, 1, length, to); /* memory, in tests */
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        bytes += written;
        length -= (size_t)written;
    }
    fflush(to);
}

/* Old text is overwritten from the left, then what is left of it is blanked. */
static void put_above(FILE *memory, const char *above)
{
    while (*above) {
        size_t length = strcspn(above, "\n");
        fprintf(memory, "%.*s" TO_END_OF_LINE "\n", (int)length, above);
        above += length + (above[length] == '\n');
    }
}

void live_renew(FILE *to, const char *above, char *const *lines, size_t count)
{
    char *bytes = NULL;
    size_t length;

    if (in_background(to)) {
        put(to, above, strlen(above));
        return;
    }
    resized = false;
    FILE *memory = open_memstream(&bytes, &length);
    if (!memory)
        return;
    putc('\r', memory);
    put_above(memory, above);
    fputs(NO_WRAP, memory);
    for (size_t i = 0; i < count; i++)
        fprintf(memory, "%s%s", lines[i], i + 1 < count ? TO_END_OF_LINE "\n" : "");
    fputs(TO_END_OF_SCREEN, memory);
    if (count > 1)
        fprintf(memory, "\033[%zuA", count - 1);
    fputs("\r" WRAP, memory);
    fclose(memory);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        watch_for(ending[i], on_ending, ONCE);
    watch_for(SIGWINCH, on_resize, 0);
    standing_fd = fileno(to);
    stands = true;
    put(to, bytes, length);
    free(bytes);
}

bool live_is_resized(void)
{
    return resized;
}

void live_clear(FILE *to)
{
    static const char away[] = AWAY;

    if (stands && !in_background(to))
        put(to, away, sizeof away - 1);
    stands = false;
}
