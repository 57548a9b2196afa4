#include "base/shown.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The length of the character that `at` begins with, 0 when that is no UTF-8 (RFC 3629: none too long, no surrogates, up to 10FFFF). */
static size_t decode(const unsigned char *at, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *at < 0x80 ? 1 : *at >> 5 == 6 ? 2 : *at >> 4 == 14 ? 3 : *at >> 3 == 30 ? 4 : 0;

    if (length < 2) {
        *character = *at;
        return length;
    }
    *character = *at & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (at[i] >> 6 != 2) /* the end of the text as well */
            return 0;
        *character = *character << 6 | (at[i] & 0x3fu);
    }
    bool surrogate = *character >= 0xd800 && *character <= 0xdfff;
    return *character < least[length] || *character > 0x10ffff || surrogate ? 0 : length;
}

static bool is_printable(uint32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return false;
    /* Marks of direction, of lines and paragraphs, and the byte order's. */
    return !(c >= 0x200b && c <= 0x200f) && !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) &&
           c != 0xfeff;
}

size_t shown_width(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

/* The byte where character `index` begins. */
static const char *character_at(const char *text, size_t index)
{
    for (; *text; text++)
        if (((unsigned char)*text & 0xc0) != 0x80 && index-- == 0)
            break;
    return text;
}

char *shown_plain(const char *text, size_t most)
{
    const unsigned char *from = (const unsigned char *)text;
    char *clean = text_grow(NULL, strlen(text) + 1, 1), *to = clean;

    while (*from) {
        uint32_t character;
        size_t length = decode(from, &character);
        if (length && is_printable(character)) {
            memcpy(to, from, length);
            to += length;
        } else {
            *to++ = '?';
        }
        from += length ? length : 1;
    }
    *to = '\0';
    size_t width = shown_width(clean);
    if (most && width > most) {
        size_t tail = (most - 3) / 2, head = most - 3 - tail;
        char *cut = text_format("%.*s...%s", (int)(character_at(clean, head) - clean), clean,
                                character_at(clean, width - tail));
        free(clean);
        clean = cut;
    }
    return clean;
}

/* From column `start` on; the lines behind the first begin at `indent`. */
static void wrap(const char *text, size_t start, size_t indent, size_t width, FILE *to)
{
    char *plain = shown_plain(text, 0);
    size_t column = start;
    bool fresh = true; /* no word in this line yet */

    for (char *at = plain, *word; (word = strtok_r(at, " ", &at));) {
        size_t length = shown_width(word);
        if (!fresh && column + 1 + length > width) {
            fprintf(to, "\n%*s", (int)indent, "");
            column = indent;
            fresh = true;
        }
        fprintf(to, "%s%s", fresh ? "" : " ", word);
        column += length + !fresh;
        fresh = false;
    }
    putc('\n', to);
    free(plain);
}

void shown_wrapped(const char *text, size_t indent, size_t width, FILE *to)
{
    wrap(text, indent, indent, width, to);
}

void shown_hanging(const char *text, size_t indent, size_t width, FILE *to)
{
    wrap(text, 0, indent, width, to);
}

bool shown_is_terminal(FILE *to)
{
    const char *terminal = getenv("TERM");

    return isatty(fileno(to)) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

bool shown_may_colour(FILE *to)
{
    return shown_is_terminal(to) && !getenv("NO_COLOR");
}

size_t shown_columns(FILE *to)
{
    const char *wanted = getenv("COLUMNS");
    struct winsize size;
    struct error e;
    long columns;

    if (wanted && text_to_int(wanted, 20, 10000, &columns, &e) == 0)
        return (size_t)columns;
    if (!isatty(fileno(to)))
        return 0;
    return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20 ? size.ws_col : 80;
}

char *shown_word(const char *text)
{
    static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-/=:,%@";
    char *word = text_grow(NULL, 4 * strlen(text) + 3, 1), *to = word;

    if (*text && !text[strspn(text, harmless)]) {
        strcpy(word, text);
        return word;
    }
    *to++ = '\'';
    for (; *text; text++) {
        if (*text == '\'')
            to = stpcpy(to, "'\\'");
        *to++ = *text;
    }
    strcpy(to, "'");
    return word;
}

void shown_say(FILE *to, const char *format, ...)
{
    size_t columns = isatty(fileno(to)) ? shown_columns(to) : 0;
    va_list arguments;
    char *sentence;

    va_start(arguments, format);
    int length = vasprintf(&sentence, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    if (columns)
        shown_wrapped(sentence, 0, columns, to);
    else
        fprintf(to, "%s\n", sentence);
    free(sentence);
}

char *shown_valid(const char *text)
{
    const unsigned char *from = (const unsigned char *)text;
    char *valid = text_grow(NULL, 3 * strlen(text) + 1, 1), *to = valid;

    while (*from) {
        uint32_t character;
        size_t length = decode(from, &character);
        if (length) {
            memcpy(to, from, length);
            to += length;
            from += length;
        } else {
            memcpy(to, "\xef\xbf\xbd", 3);
            to += 3;
            from++;
        }
    }
    *to = '\0';
    return valid;
}

/* CommonMark: as many backticks around as are nowhere inside, and blanks where the text itself begins or ends with one of either. GitHub's
 * tables look for bars before they look for code. */
static void put_code(FILE *to, const char *text, size_t length, bool in_table)
{
    size_t run = 0, longest = 0;

    for (size_t i = 0; i < length; i++) {
        run = text[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    bool pad = length && (strchr("` ", text[0]) || strchr("` ", text[length - 1]));
    for (size_t i = 0; i <= longest; i++)
        putc('`', to);
    if (pad)
        putc(' ', to);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '|' && in_table)
            putc('\\', to);
        putc(text[i], to);
    }
    if (pad)
        putc(' ', to);
    for (size_t i = 0; i <= longest; i++)
        putc('`', to);
}

/* Memory to write into; without any there is no going on, as in text_grow. */
static FILE *open_memory(char **text, size_t *size)
{
    FILE *memory = open_memstream(text, size);

    if (!memory)
        abort();
    return memory;
}

char *shown_code(const char *text, size_t most, bool in_table)
{
    char *plain = shown_plain(text, most), *code = NULL;
    size_t size;

    if (!*plain)
        return plain;
    FILE *memory = open_memory(&code, &size);
    put_code(memory, plain, strlen(plain), in_table);
    fclose(memory);
    free(plain);
    return code;
}

enum data { DATA_QUOTED, DATA_CODE, DATA_BARE };

static char *put_together(const char *sentence, enum data how)
{
    char *shown = NULL;
    size_t size;
    FILE *memory = open_memory(&shown, &size);

    while (*sentence) {
        size_t ours = strcspn(sentence, "\1");
        fwrite(sentence, 1, ours, memory);
        sentence += ours;
        if (!*sentence)
            break;
        size_t data = strcspn(++sentence, "\2");
        if (how == DATA_CODE)
            put_code(memory, sentence, data, false);
        else
            fprintf(memory, how == DATA_QUOTED ? "'%.*s'" : "%.*s", (int)data, sentence);
        sentence += data + (sentence[data] == '\2');
    }
    fclose(memory);
    return shown;
}

char *shown_sentence(const char *sentence, bool markdown)
{
    return put_together(sentence, markdown ? DATA_CODE : DATA_QUOTED);
}

char *shown_words(const char *sentence)
{
    return put_together(sentence, DATA_BARE);
}
