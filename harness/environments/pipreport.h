/* pipreport.h - what pip says that it would install: the JSON of `pip install --report`, read with suspicion.
 */
#ifndef GILSCALE_PIPREPORT_H
#define GILSCALE_PIPREPORT_H

#include "environments/lockfile.h"

/* Sets the lock's packages and pip's version. -1 when the file is no such report (cut off, of a newer form), when a package is no
 * wheel, comes from somewhere else than an index or a folder of wheels, or has no sha256. */
int pipreport_read(struct lockfile *lock, const char *path, struct error *e);

#endif
