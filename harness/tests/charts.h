/* charts.h - curves made up for tests of charts, a folder to draw into, and what lies there then.
 */
#ifndef GILSCALE_CHARTS_H
#define GILSCALE_CHARTS_H

#include "tests/unit.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "chart/kinds.h"

/* What a hostile name would leave behind if anything ran it. */
#define PROOF "gilscale-test-proof"

struct stage {
    char *top, *folder, *temporary; /* all that a test writes is below `top` */
    struct curves curves;
};

static inline struct stage stage_new(void)
{
    struct stage stage = {.top = text_format("/tmp/gilscale-test-XXXXXX")};
    assert_non_null(mkdtemp(stage.top));
    stage.folder = text_format("%s/out", stage.top);
    stage.temporary = text_format("%s/tmp", stage.top);
    mkdir(stage.folder, 0755);
    mkdir(stage.temporary, 0755);
    setenv("TMPDIR", stage.temporary, 1);
    return stage;
}

static inline size_t count_files(const char *folder)
{
    size_t count = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (const struct dirent *entry; (entry = readdir(open));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open);
    return count;
}

static inline char *in_folder(const struct stage *stage, const char *name)
{
    return text_format("%s/%s", stage->folder, name);
}

static inline void unlink_picture(const struct stage *stage, const char *kind)
{
    static const char *const forms[] = {"svg", "png"};
    for (size_t i = 0; i < 2; i++) {
        char *path = text_format("%s/%s.%s", stage->folder, kind, forms[i]);
        unlink(path);
        free(path);
    }
}

static inline void stage_free(struct stage *stage)
{
    assert_int_equal(count_files(stage->temporary), 0); /* no chart leaves its data behind */
    assert_int_not_equal(access(PROOF, F_OK), 0);
    unlink_picture(stage, "speedup");
    rmdir(stage->folder);
    rmdir(stage->temporary);
    assert_int_equal(rmdir(stage->top), 0);
    curves_free(&stage->curves);
    free(stage->top);
    free(stage->folder);
    free(stage->temporary);
    unsetenv("TMPDIR");
}

/* A curve up to `most` workers, N doubling, each of which adds `share` of a worker's rate. */
static inline struct curve *add_curve(struct stage *stage, const char *workload, const char *build, bool ft,
                                      const char *gil, int most, double share)
{
    struct curves *curves = &stage->curves;
    curves->items = text_grow(curves->items, curves->count + 1, sizeof *curves->items);
    struct curve *curve = &curves->items[curves->count++];
    *curve = (struct curve){.key = {.build = text_format("%s", build),
                                    .python = text_format("3.13"),
                                    .gil = text_format("%s", gil),
                                    .mode = text_format("threads"),
                                    .axes = text_format("%s", ""),
                                    .workload = text_format("%s", workload),
                                    .params = text_format("%s", ""),
                                    .placement = text_format("cores"),
                                    .ft = ft}};
    for (int n = 1; n <= most; n *= 2) {
        curve->points = text_grow(curve->points, curve->count + 1, sizeof *curve->points);
        double speedup = 1 + share * (n - 1);
        curve->points[curve->count++] =
            (struct curve_point){.threads = n,
                                 .speedup = {.middle = speedup, .low = speedup * .95, .high = speedup * 1.05},
                                 .status = "ok",
                                 .detail = text_format("%s", ""),
                                 .flags = text_format("%s", "")};
    }
    return curve;
}

static inline void rename_text(char **text, const char *to)
{
    free(*text);
    *text = text_format("%s", to);
}

static inline char *contents(const struct stage *stage, const char *name, size_t *size)
{
    char *path = in_folder(stage, name);
    FILE *from = fopen(path, "r");
    assert_non_null(from);
    char *bytes = text_grow(NULL, 4u << 20, 1);
    *size = fread(bytes, 1, (4u << 20) - 1, from);
    bytes[*size] = '\0';
    fclose(from);
    free(path);
    return bytes;
}

static inline size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        count++;
    return count;
}

/* Draws one kind in both forms; what was drawn is forgotten. */
static inline int draw(const struct stage *stage, const char *kind, const char *root, const char *folder,
                       enum chart_layout layout, struct error *e)
{
    const struct chart_source source = {.curves = &stage->curves};
    struct pictures pictures = {0};
    int result = chart_draw(chart_kind_named(kind), &source, root, folder, CHART_SVG | CHART_PNG, layout,
                            &pictures, e);
    pictures_free(&pictures);
    return result;
}

/* Draws, and returns the SVG. */
static inline char *drawn(struct stage *stage)
{
    struct error e = {0};
    size_t size;
    if (draw(stage, "speedup", ".", stage->folder, CHART_SHEET, &e))
        fail_msg("%s", e.text);
    assert_int_equal(count_files(stage->folder), 2);
    char *png = contents(stage, "speedup.png", &size);
    assert_true(size > 5000 && memcmp(png, "\x89PNG\r\n\x1a\n", 8) == 0 &&
                memcmp(png + size - 8, "IEND", 4) == 0);
    free(png);
    char *svg = contents(stage, "speedup.svg", &size);
    assert_non_null(strstr(svg, "</svg>"));
    return svg;
}

#endif
