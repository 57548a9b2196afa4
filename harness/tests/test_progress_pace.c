/* How often a run says something, and how long it still takes. */
#include "base/clock.h"
#include "tests/screen.h"

static void with_a_tick_behind_it_a_hasty_step_waits(void **state)
{
    struct terminal t;

    (void)state;
    terminal_open(&t, 80, 24);
    struct progress p = open_on(&t);
    p.ticks = true;
    p.last_ns = clock_now_ns() - SECOND;
    progress_show(&p, "first");
    assert_seen(&t, "first\n");
    p.last_ns = clock_now_ns() + HOUR; /* just now, however slow this test is */
    progress_show(&p, "second");
    progress_tick(&p);
    assert_seen(&t, "first\n");
    p.last_ns = clock_now_ns() - SECOND;
    progress_tick(&p);
    assert_seen(&t, "second\n");
    terminal_close(&t);
}

static void a_log_file_gets_plain_lines_now_and_then(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    assert_false(p.live);
    in_the_middle(&p);
    progress_show(&p, "the second");
    progress_tick(&p);
    assert_string_equal(output_text(&o), ""); /* a line for each would fill the log */
    p.last_ns -= 31 * SECOND;
    progress_show(&p, "the third");
    progress_show(&p, "the fourth");
    assert_string_equal(output_text(&o),
                        "block 4 of 10: 25 %  2h00m gone, 6h01m left; 1 failed, 12 disturbed, 1 warning\n");
    progress_say(&p, false, "cell %d: %s", 7, "crashed");
    progress_clear(&p);
    assert_non_null(strstr(output_text(&o), "\ncell 7: crashed\n"));
    assert_int_equal(o.text[o.length - 1], '\n');
    assert_null(strpbrk(o.text, "\r\033\b"));
    output_close(&o);
}

static void quiet_lets_only_important_sentences_through(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, true);
    in_the_middle(&p);
    p.last_ns -= 31 * SECOND;
    progress_show(&p, "the first");
    progress_say(&p, false, "240 cells");
    progress_step(&p, 10 * SECOND);
    progress_clear(&p);
    assert_string_equal(output_text(&o), "");
    progress_say(&p, true, "cell 7: %s", "crashed");
    progress_warn(&p, "hot");
    progress_clear(&p);
    assert_string_equal(output_text(&o), "cell 7: crashed\nwarning: hot\n");
    output_close(&o);
}

/* The plain line after so many hours, of which half a minute is room. */
static const char *told(struct output *o, struct progress *p, int64_t gone_ns)
{
    fflush(o->to);
    size_t before = o->length;

    p->start_ns = clock_now_ns() - gone_ns;
    p->opened_ns = p->start_ns - MINUTE / 2;
    p->stepped_ns = clock_now_ns() + MINUTE / 2;
    p->last_ns -= 31 * SECOND;
    progress_show(p, "");
    return output_text(o) + before;
}

static void the_time_that_remains_follows_the_pace_so_far(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    progress_start(&p, 4, 4 * HOUR);
    assert_non_null(strstr(told(&o, &p, 0), "0 %  30 s gone, 4h00m left"));
    progress_step(&p, HOUR); /* twice as long as was thought */
    assert_non_null(strstr(told(&o, &p, 2 * HOUR), "25 %  2h00m gone, 6h0"));
    for (int i = 0; i < 4; i++)
        progress_step(&p, HOUR); /* more than was planned: never less than nothing remains */
    assert_non_null(strstr(told(&o, &p, 2 * HOUR), "100 %  2h00m gone, 0 s left"));
    output_close(&o);
}

/* A resumed run: what is there already took no time now, and says nothing of the pace. */
static void what_is_passed_over_does_not_count_for_the_pace(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    progress_start(&p, 4, 4 * HOUR);
    progress_skip(&p, HOUR);
    progress_skip(&p, HOUR);
    progress_step(&p, HOUR);
    assert_non_null(strstr(told(&o, &p, HOUR), "75 %  1h00m gone, 1h0"));
    output_close(&o);
}

static void a_part_that_nobody_knows_the_length_of_promises_none(void **state)
{
    struct output o;

    (void)state;
    output_open(&o);
    struct progress p = progress_open(o.to, false);
    progress_start(&p, 4, 0);
    progress_heading(&p, "pilot");
    progress_step(&p, 0);
    assert_string_equal(told(&o, &p, HOUR), "pilot: 25 %  1h00m gone\n");
    output_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_a_tick_behind_it_a_hasty_step_waits),
        cmocka_unit_test(a_log_file_gets_plain_lines_now_and_then),
        cmocka_unit_test(quiet_lets_only_important_sentences_through),
        cmocka_unit_test(the_time_that_remains_follows_the_pace_so_far),
        cmocka_unit_test(what_is_passed_over_does_not_count_for_the_pace),
        cmocka_unit_test(a_part_that_nobody_knows_the_length_of_promises_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
