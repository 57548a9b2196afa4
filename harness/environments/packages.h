/* packages.h - the packages that are installed for a Python, as it says itself.
 */
#ifndef GILSCALE_PACKAGES_H
#define GILSCALE_PACKAGES_H

#include "environments/lockfile.h"

/* Adds "NAME==VERSION" for each, sorted; names as PEP 503 compares them. It starts that Python once, with scripts/packages.py under
 * `root`. What is no name or version is left out: the text is safe to show and to write. */
int packages_find(struct text_list *list, const char *root, const char *python, struct error *e);

/* What is there otherwise than locked, as one line: "numpy is 2.3.0, not 2.4.6; scipy is gone; tqdm was added". NULL when all is as it
 * should be. What a venv comes with (pip, setuptools) may be there. The caller frees. */
char *packages_differ(const struct text_list *list, const struct lockfile *lock);

#endif
