/* pthread_mutex.h - the C library's lock for mutex.h. On Linux a zeroed one is an initialised one of the default kind. */
#ifndef GILSCALE_PTHREAD_MUTEX_H
#define GILSCALE_PTHREAD_MUTEX_H

#include <pthread.h>

#define MUTEX           pthread_mutex_t
#define MUTEX_LOCK(m)   pthread_mutex_lock(m)
#define MUTEX_UNLOCK(m) pthread_mutex_unlock(m)

#include "mutex.h"

#endif
