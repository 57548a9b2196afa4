/* command_man.c - `gilscale man`: the manual page. */
#include "cli/command.h"

#include "cli/manual.h"

int command_man(int argc, char **argv, int *exit_code, struct error *e)
{
    static const struct argp argp = {
        .doc = "Prints the manual page, which `make install` puts where `man gilscale` finds it.\vExamples:\n"
               "  gilscale man | man -l -\n"
               "  gilscale man >~/.local/share/man/man1/gilscale.1"};
    struct usages usages = {0};

    (void)e;
    argp_parse(&argp, argc, argv, 0, NULL, NULL);
    usages_collect(&usages);
    manual_write(&usages, stdout);
    usages_free(&usages);
    *exit_code = EXIT_FINE;
    return 0;
}
