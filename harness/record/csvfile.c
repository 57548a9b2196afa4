#include "record/csvfile.h"

#include <csv.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* libcsv sees at most so much at once, so a cell is over its limit by no more than this when we notice. */
#define SLICE_BYTES (16u * 1024)

/* A megabyte of commas is not a row of ours. */
#define CELLS_MAX 4096

static const char byte_order_mark[] = "\xEF\xBB\xBF";

struct csvfile {
    char *name;
    csvfile_on_row on_header, on_row;
    void *context;
    struct csv_parser parser;
    size_t mark_seen; /* bytes of the byte order mark at the start; SIZE_MAX once we are past it */
    size_t line;      /* the physical line that the next byte belongs to */
    size_t row_line;  /* where the row begins */
    size_t row_bytes; /* of the row so far, raw */
    size_t columns;   /* 0: no header yet */
    char *text;       /* the row's cells, each with its NUL */
    size_t text_used, text_size;
    size_t starts[CELLS_MAX]; /* of the cells, in text: pointers would not live through its growth */
    const char *cells[CELLS_MAX];
    size_t count;
    size_t same, last_count; /* see split_line() */
    bool row_ended;          /* libcsv has closed the row; it goes out with the newline */
    const char *trouble;     /* what a callback of libcsv, which cannot fail, has seen */
    bool failed;
};

static void make_room(struct csvfile *file, size_t bytes)
{
    if (file->text_used + bytes > file->text_size) {
        file->text_size = 2 * file->text_size + bytes + 1024;
        file->text = text_grow(file->text, file->text_size, 1);
    }
}

struct csvfile *csvfile_new(const char *name, csvfile_on_row on_header, csvfile_on_row on_row, void *context)
{
    struct csvfile *file = text_grow(NULL, 1, sizeof *file);

    *file = (struct csvfile){.name = text_format("%s", name),
                             .on_header = on_header,
                             .on_row = on_row,
                             .context = context,
                             .line = 1,
                             .row_line = 1};
    make_room(file, SLICE_BYTES + CSVFILE_CELL_PAD); /* for split_line(), which must not move it */
    csv_init(&file->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    csv_set_blk_size(&file->parser, 4096);
    return file;
}

void csvfile_free(struct csvfile *file)
{
    if (!file)
        return;
    csv_free(&file->parser);
    free(file->name);
    free(file->text);
    free(file);
}

static int fail(struct csvfile *file, size_t line, const char *what, struct error *e)
{
    file->failed = true;
    return error_set(e, "%s:%zu: %s", file->name, line, what);
}

static void on_cell(void *bytes, size_t length, void *context)
{
    struct csvfile *file = context;

    if (file->row_ended)
        file->trouble = "a carriage return without its line feed";
    else if (file->count == CELLS_MAX)
        file->trouble = "a row of more than 4096 cells";
    else if (length > CSVFILE_CELL_BYTES)
        file->trouble = "a cell of more than 64 KiB; is a closing quote missing?";
    if (file->trouble)
        return;
    make_room(file, length + 1 + CSVFILE_CELL_PAD);
    file->starts[file->count++] = file->text_used;
    memcpy(file->text + file->text_used, bytes, length + 1); /* CSV_APPEND_NULL: the NUL is there */
    file->text_used += length + 1;
}

static void on_row_end(int terminator, void *context)
{
    struct csvfile *file = context;

    (void)terminator;
    for (size_t i = 0; i < file->count; i++)
        file->cells[i] = file->text + file->starts[i];
    file->row_ended = true;
}

static int check_header(struct csvfile *file, struct error *e)
{
    char shown[64];

    for (size_t i = 1; i < file->count; i++)
        if (csvfile_find(file->cells, i, file->cells[i]) >= 0) {
            file->failed = true;
            return error_set(e, "%s:%zu: the header names column '%s' twice", file->name, file->row_line,
                             csvfile_shown(file->cells[i], shown, sizeof shown));
        }
    return 0;
}

static int hand_out(struct csvfile *file, struct error *e)
{
    int result;

    if (!file->columns) {
        if (check_header(file, e))
            return -1;
        file->columns = file->count;
        file->last_count = 0; /* no row repeats the header */
        result = file->on_header(file->context, file->cells, file->count, file->row_line, e);
    } else if (file->count != file->columns) {
        file->failed = true;
        return error_set(e, "%s:%zu: %zu cells, but the header has %zu", file->name, file->row_line,
                         file->count, file->columns);
    } else {
        result = file->on_row(file->context, file->cells, file->count, file->row_line, e);
    }
    if (result)
        file->failed = true;
    return result;
}

/* Outside quotes a line's end closes the row; a row that is still open goes on in the next line. */
bool csvfile_inside_row(const struct csvfile *file)
{
    return file->row_bytes > 0 || (file->mark_seen > 0 && file->mark_seen < 3);
}

static int end_line(struct csvfile *file, struct error *e)
{
    if (file->row_ended &&
        file->parser.entry_pos > 0) /* a quoted cell has begun behind it, which libcsv has not told us of */
        return fail(file, file->line, "a carriage return without its line feed", e);
    file->line++;
    if (file->row_ended) {
        if (hand_out(file, e))
            return -1;
    } else if (file->count > 0 || file->parser.entry_pos > 0) {
        return 0; /* a quoted cell goes on; the newline that we have just fed is part of it */
    }
    file->row_ended = false;
    file->count = 0;
    file->text_used = 0;
    file->row_bytes = 0;
    file->row_line = file->line;
    return 0;
}

/* Some of one line; no newline but as its last byte. */
static int feed_slice(struct csvfile *file, const char *bytes, size_t length, struct error *e)
{
    const char *nul = memchr(bytes, 0, length);
    size_t clean = nul ? (size_t)(nul - bytes) : length; /* what stands before it is judged first */

    file->same = 0;
    file->row_bytes += length;
    if (file->row_bytes > CSVFILE_ROW_BYTES)
        return fail(file, file->row_line, "a row of more than 1 MiB; is a closing quote missing?", e);

    size_t parsed = csv_parse(&file->parser, bytes, clean, on_cell, on_row_end, file);
    if (file->trouble)
        return fail(file, file->line, file->trouble, e);
    if (parsed < clean)
        return fail(file, file->line,
                    csv_error(&file->parser) == CSV_EPARSE ? "a quote in the wrong place"
                                                           : csv_strerror(csv_error(&file->parser)),
                    e);
    if (file->parser.entry_pos > CSVFILE_CELL_BYTES)
        return fail(file, file->row_line, "a cell of more than 64 KiB; is a closing quote missing?", e);
    if (nul)
        return fail(file, file->line, "a NUL byte; this is not a CSV file", e);
    return 0;
}

/* What ends a cell without quotes, or needs libcsv to judge it: blanks at its ends do not count, other control characters do. */
static const bool plain_stop[256] = {[0 ... ' '] = true, ['"'] = true, [','] = true};

/* How many bytes two lines begin with alike; `length` is that of the shorter. */
static size_t count_alike(const char *a, const char *b, size_t length)
{
    size_t alike = 0;

    while (alike + 16 <= length && memcmp(a + alike, b + alike, 16) == 0)
        alike += 16;
    while (alike < length && a[alike] == b[alike])
        alike++;
    return alike;
}

/* Takes a whole line of cells that are plain, or quoted with no quote inside. This is what we write ourselves, and libcsv alone needs
 * longer for 500 000 such rows than may be spent on them in all. Everything else, and every error, is libcsv's: false, and nothing was
 * done. The line has no NUL. `before` is the line before, of which `text` still has the cells; or NULL. Cells that both lines begin with are not split again. */
static bool split_line(struct csvfile *file, const char *line, size_t length, const char *before)
{
    size_t same = 0;

    if (file->row_bytes || length == 1)
        return false;
    if (before) {
        size_t shorter = (size_t)(line - before) < length ? (size_t)(line - before) : length;
        size_t alike = count_alike(before, line, shorter);
        while (same + 1 < file->last_count && file->starts[same + 1] <= alike)
            same++;
    }
    size_t count = same, start = same ? file->starts[same] : 0;
    char *at = memcpy(file->text + start, line + start, length - start);
    for (char stop = ','; stop != '\n'; count++) {
        if (count == CELLS_MAX)
            return false;
        char *end;
        file->starts[count] = (size_t)(at - file->text);
        if (*at == '"') {
            file->cells[count] = ++at;
            end = memchr(at, '"', length - (size_t)(at - file->text));
            if (!end)
                return false;
            at = end + 1;
        } else {
            file->cells[count] = at;
            while (!plain_stop[(unsigned char)*at])
                at++;
            end = at;
        }
        stop = *at++;
        if (stop != ',' && stop != '\n')
            return false;
        *end = '\0';
    }
    file->count = file->last_count = count;
    file->same = same;
    file->row_ended = true;
    return true;
}

static int feed_lines(struct csvfile *file, const char *bytes, size_t length, struct error *e)
{
    const char *before = NULL; /* the line before, when split_line() took it */
    const char *nul = memchr(bytes, 0, length);

    while (length) {
        size_t room = length < SLICE_BYTES ? length : SLICE_BYTES;
        const char *newline = memchr(bytes, '\n', room);
        size_t slice = newline ? (size_t)(newline - bytes) + 1 : room;
        bool split = newline && (!nul || newline < nul) && split_line(file, bytes, slice, before);
        if (!split && feed_slice(file, bytes, slice, e))
            return -1;
        if (newline && end_line(file, e))
            return -1;
        before = split ? bytes : NULL;
        bytes += slice;
        length -= slice;
    }
    return 0;
}

int csvfile_feed(struct csvfile *file, const char *bytes, size_t length, struct error *e)
{
    if (file->failed)
        return fail(file, file->line, "reading had stopped here already", e);
    /* The mark may come in pieces. What began like it and is not it was text. */
    while (length && file->mark_seen < 3 && *bytes == byte_order_mark[file->mark_seen]) {
        file->mark_seen++;
        bytes++;
        length--;
    }
    if (length && file->mark_seen != SIZE_MAX) {
        size_t seen = file->mark_seen;
        file->mark_seen = SIZE_MAX;
        if (seen < 3 && feed_lines(file, byte_order_mark, seen, e))
            return -1;
    }
    return feed_lines(file, bytes, length, e);
}

size_t csvfile_same_cells(const struct csvfile *file)
{
    return file->same;
}

int csvfile_finish(struct csvfile *file, struct error *e)
{
    if (file->failed)
        return fail(file, file->line, "reading had stopped here already", e);
    if (csvfile_inside_row(file))
        return fail(file, file->row_line, "the file ends inside this row; was its writer stopped?", e);
    if (!file->columns)
        return fail(file, file->line, "no header; the file is empty", e);
    return 0;
}

int csvfile_read(struct csvfile *file, const char *path, bool cut_off_ok, struct error *e)
{
    enum { CHUNK_BYTES = 256 * 1024 };
    char *chunk = NULL;
    int result = -1;

    FILE *from = fopen(path, "re");
    if (!from)
        return error_set(e, "%s: %s", path, strerror(errno));
    chunk = text_grow(NULL, CHUNK_BYTES, 1);
    for (;;) {
        size_t got = fread(chunk, 1, CHUNK_BYTES, from);
        if (got == 0)
            break;
        if (csvfile_feed(file, chunk, got, e))
            goto out;
    }
    if (ferror(from))
        error_set(e, "%s: %s", path, strerror(errno)); /* a folder, or the disk */
    else if (cut_off_ok && (csvfile_inside_row(file) || !file->columns))
        result = 0;
    else
        result = csvfile_finish(file, e);
out:
    free(chunk);
    fclose(from);
    return result;
}

int csvfile_find(const char *const *cells, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(cells[i], name) == 0)
            return (int)i;
    return -1;
}

char *csvfile_shown(const char *cell, char *to, size_t size)
{
    size_t length = strlen(cell);
    bool cut = length >= size;

    if (cut)
        length = size - 4;
    for (size_t i = 0; i < length; i++)
        to[i] = (unsigned char)cell[i] < 0x20 || cell[i] == 0x7f ? '?' : cell[i];
    memcpy(to + length, cut ? "..." : "", cut ? 4 : 1);
    return to;
}

int csvfile_put_text(FILE *to, const char *text)
{
    return text && *text ? csv_fwrite(to, text, strlen(text)) : 0;
}

int csvfile_put_whole(FILE *to, int64_t number)
{
    return fprintf(to, "%" PRId64, number) < 0 ? -1 : 0;
}

int csvfile_put_real(FILE *to, double number)
{
    if (!isfinite(number))
        return 0;
    /* glibc keeps the C locale ready: this neither allocates nor reads a file. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(plain);
    int length = fprintf(to, "%.17g", number);
    uselocale(before);
    freelocale(plain);
    return length < 0 ? -1 : 0;
}
