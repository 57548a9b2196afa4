#include "record/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* 10^19 is the largest power of ten below 2^64, so as many digits always fit. */
enum { DIGITS_MAX = 19 };

static const uint64_t powers[DIGITS_MAX + 1] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "take_digits() has the first digit in the lowest byte");

/* Adds the digits at `text` to `value` and returns what is behind them. More than DIGITS_MAX of them overflow; the caller counts.
 *
 * Eight bytes at once: lengths change from row to row, and a loop over digits costs a mispredicted branch a number. */
static const char *take_digits(const char *text, uint64_t *value)
{
    for (;;) {
        uint64_t bytes;
        memcpy(&bytes, text, sizeof bytes);
        bytes ^= UINT64_C(0x3030303030303030); /* a digit is now 0 to 9 */
        uint64_t others = (((bytes & UINT64_C(0x7f7f7f7f7f7f7f7f)) + UINT64_C(0x7676767676767676)) | bytes) &
                          UINT64_C(0x8080808080808080);
        unsigned count = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
        if (!count)
            return text;
        bytes <<= 64 - 8 * count;          /* zeros in front */
        bytes = bytes * 10 + (bytes >> 8); /* pairs, in every other byte */
        bytes = ((bytes & UINT64_C(0xff000000ff)) * (100 + (UINT64_C(1000000) << 32)) +
                 (bytes >> 16 & UINT64_C(0xff000000ff)) * (1 + (UINT64_C(10000) << 32))) >>
                32;
        *value = *value * powers[count] + bytes;
        text += count;
        if (count < 8)
            return text;
    }
}

int number_whole(const char *text, int64_t *number)
{
    bool negative = *text == '-';
    const char *digits = text + negative;
    uint64_t value = 0;
    const char *end = take_digits(digits, &value);

    if (end == digits || *end)
        return -1;
    if (end - digits > DIGITS_MAX) { /* too large, but for zeros in front */
        value = 0;
        digits += strspn(digits, "0");
        if (end - digits > DIGITS_MAX)
            return -1;
        take_digits(digits, &value);
    }
    if (value > INT64_MAX)
        return -1;
    *number = negative ? -(int64_t)value : (int64_t)value;
    return 0;
}

/* whole / 10^places, correctly rounded, without a loss on the way: both are shifted up to 64 bits, the quotient of integers then has 63
 * or 64 bits, ten more than a double keeps, and its last bit remembers whether the division left a rest. */
static double divide(uint64_t whole, size_t places)
{
    if (whole < UINT64_C(1) << 53) /* both are doubles already, and one division rounds once */
        return (double)whole / (double)powers[places];

    int up = __builtin_clzll(whole), down = __builtin_clzll(powers[places]);
    uint64_t divisor = powers[places] << down;
    unsigned __int128 dividend = (unsigned __int128)(whole << up) << 63;
    uint64_t quotient = (uint64_t)(dividend / divisor);
    bool rest = dividend != (unsigned __int128)quotient * divisor;

    /* Only the first step rounds; powers of two do not. */
    return (double)(quotient | rest) * 0x1p-63 * (double)(UINT64_C(1) << down) / (double)(UINT64_C(1) << up);
}

int number_real(const char *text, locale_t plain, double *number)
{
    bool negative = *text == '-';
    const char *digits = text + negative;
    uint64_t value = 0;
    const char *point = take_digits(digits, &value), *end = point;

    if (*point == '.')
        end = take_digits(point + 1, &value);
    size_t places = end > point ? (size_t)(end - point - 1) : 0;
    size_t count = (size_t)(point - digits) + places - (*digits == '0');
    if (!*end && point > digits && count <= DIGITS_MAX) {
        if (number) {
            double size = divide(value, places);
            *number = negative ? -size : size;
        }
        return 0;
    }

    /* strtod would take "nan", "inf", hexadecimal and leading blanks. */
    if (text[strspn(text, "0123456789+-.eE")])
        return -1;
    char *stop;
    double size = strtod_l(text, &stop, plain);
    if (stop == text || *stop || !isfinite(size))
        return -1;
    if (number)
        *number = size;
    return 0;
}
