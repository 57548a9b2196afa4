/* unit.h - cmocka with the headers that it wants before it. */
#ifndef GILSCALE_UNIT_H
#define GILSCALE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
