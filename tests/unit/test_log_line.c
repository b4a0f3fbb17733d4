/* Lines of a log as viewers, loggers and terminal programs leave them: what is left is what the program printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "log/log_line.h"
#include "log/log_prefix.h"

/* The message of the line with this number; NULL when there is none. The result is overwritten by the next call. */
static const char *message_at(const char *bytes, size_t size, uint32_t number)
{
    static struct log_lines lines;
    static char message[LOG_LINE_LIMIT + 1];

    log_lines_begin(&lines, (struct slice){ bytes, size });
    while (log_lines_next(&lines)) {
        if (lines.number == number) {
            memcpy(message, lines.text + lines.message, lines.length - lines.message);
            message[lines.length - lines.message] = '\0';
            return message;
        }
    }
    return NULL;
}

#define ASSERT_MESSAGE(line, expected) assert_string_equal(message_at((line), sizeof(line) - 1, 1), expected)

static void prefixes_are_taken_off(void **state)
{
    (void)state;
    ASSERT_MESSAGE("I: Starting bootloader\n", "Starting bootloader");
    ASSERT_MESSAGE("00> I: Starting bootloader", "Starting bootloader");
    ASSERT_MESSAGE("[00:00:02.127,044] <err> mcumgr_img_grp: Failed", "Failed");
    ASSERT_MESSAGE("00:02:09.561,065] <err> mcumgr_img_grp: Failed", "Failed");
    ASSERT_MESSAGE("[2025-05-16 07:14:37.123] [00:00:00.001,000] <inf> mcuboot: Image", "Image");
    ASSERT_MESSAGE("2025-05-16T07:14:37.123Z 00> E: panic!", "panic!");
    ASSERT_MESSAGE("uart:~$ *** Booting Zephyr OS build v3.0.99-ncs1 ***",
                   "*** Booting Zephyr OS build v3.0.99-ncs1 ***");
    ASSERT_MESSAGE("[INF] Boot source: none", "Boot source: none");
    ASSERT_MESSAGE("<wrn> os: x", "x");
    ASSERT_MESSAGE("<wrn> two words: x", "two words: x");
}

/* Terminal programs, `ts`, and what people paste into a forum. */
static void stamps_of_terminal_programs_are_taken_off(void **state)
{
    static const char *const stamps[] = {
        "[2025-05-16 07:14:37] ",          /* minicom */
        "[    1.204] ",                    /* minicom, since the last line */
        "[2025-05-16T07:14:37.123] ",      /* tio */
        "[+0.123] ",                       /* tio, since the last line */
        "[1715843677.123] ",               /* tio, since 1970 */
        "May 16 07:14:37 ",                /* ts */
        "2025-05-16T07:14:37+02:00 ",      /* ts */
        "[Fri May 16 07:14:37.123 2025] ", /* Tera Term */
        "[   1.345678 0.000012] ",         /* grabserial */
        "07:14:37.123> ",                  /* Termite */
        "07:14:37.123 -> ",                /* Arduino's monitor */
        "5/16/2025 07:14:37 AM ",
        "[5/16/2025 07:14:37.123 AM] ",
        "16.05.2025 07:14:37 ",
        "07:14:37 | ",
        "07:14:37\t",
        "07:14:37.123 00> ",
        "[COM5] ",
        "[/dev/ttyACM0] ",
        "[ttyACM0] ",
        "COM12: ",
        "COM5 > ",
        "(COM5) ",
        "ttyUSB0> ",
        "ttyACM0 | ",
        "/dev/cu.usbmodem0010500000003: ",
        "tty.usbmodem1101: ",
        "COM5: 07:14:37.123 ",
        "[07:14:37.123] COM5 | ",
        "2025-05-16T07:14:37.123456789Z ", /* docker logs -t */
        "mcumgr-1  | ",                    /* docker compose logs */
        "mcumgr-1  | 2025-05-16T07:14:37.123456789Z ",
        "May 16 07:14:37 gateway mcumgr[1234]: ", /* syslog, journalctl */
        "May  6 07:14:37 gateway mcumgr[1234]: ",
        "2025-05-16T07:14:37.123456+02:00 gateway mcumgr[1234]: ",
        "<14>May 16 07:14:37 gateway mcumgr[1234]: ",
        "<14>1 2025-05-16T07:14:37.123Z gateway mcumgr 1234 - - ",              /* RFC 5424 */
        "<165>1 2025-05-16T07:14:37.123Z gateway mcumgr - ID47 [a@1 b=\"c\"] ", /* with data of its own */
        "[ 1234.567890] gateway mcumgr[1234]: ",                                /* journalctl -o short-monotonic */
        "Fri 2025-05-16 07:14:37 CEST gateway mcumgr[1234]: ",                  /* journalctl -o short-full */
        "2025-05-16 07:14:37.123,",
        "2025-05-16 07:14:37.123;",
        "1747379677.123,",
        "12,0.123456,",
        "2025-05-16 07:14:37,COM5,RX,",
        "2025-05-16 07:14:37,COM5,RX,    ",
        "2025-05-16 07:14:37.123\tCOM5\t",
        "\"2025-05-16 07:14:37\",\"COM5\",",
        "> ",
        "\xef\xbb\xbf", /* byte order mark */
        "\xff\xfe\x80", /* noise */
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(stamps); i++) {
        const char *line = arena_printf(arena, "%sI: Image index: 0", stamps[i]);
        const char *message = message_at(line, strlen(line), 1);

        if (message == NULL || strcmp(message, "Image index: 0") != 0) {
            fail_msg("'%s' leaves '%s'", line, message == NULL ? "nothing" : message);
        }
    }
    arena_destroy(arena);
}

/* Of a table whose texts stand in quotes. */
static void a_column_in_quotes_reads_as_its_text(void **state)
{
    (void)state;
    ASSERT_MESSAGE("\"2025-05-16 07:14:37\",\"COM5\",\"I: Swap type: none\"", "Swap type: none");
    ASSERT_MESSAGE("0.123,\"{\"\"rc\"\": 8}\"", "{\"rc\": 8}");
    ASSERT_MESSAGE("\"    slot=1,\"", "slot=1,");
    /* JSON's own quotes. */
    ASSERT_MESSAGE("\"rc\": \"8\"", "\"rc\": \"8\"");
    ASSERT_MESSAGE("\"rc\": 8,", "\"rc\": 8,");
    ASSERT_MESSAGE("file \"a\"", "file \"a\"");
    ASSERT_MESSAGE("\"", "\"");
}

/* Syslog names no process where the program does not ask for it: then two words and a colon are all there is. */
static void a_host_and_a_program_are_a_guess(void **state)
{
    static const char line[] = "May 16 07:14:37 gateway mcumgr: I: version: 1.0.0";
    static const char own[] = "Boot source: none";

    (void)state;
    assert_string_equal(line + log_prefix_guess(slice_of(line), 16), "version: 1.0.0");
    assert_int_equal(log_prefix_guess(slice_of(own), 0), 0);
}

static void what_only_looks_like_a_prefix_stays(void **state)
{
    (void)state;
    ASSERT_MESSAGE("17 packets", "17 packets");
    ASSERT_MESSAGE("X: y", "X: y");
    ASSERT_MESSAGE("[rc == 0] failed", "[rc == 0] failed");
    ASSERT_MESSAGE("1.0.0+0", "1.0.0+0");
    ASSERT_MESSAGE("07:14:37", "07:14:37");
    ASSERT_MESSAGE("  -> starts app 1.0.0", "-> starts app 1.0.0");
    ASSERT_MESSAGE("| cell |", "| cell |");
    ASSERT_MESSAGE("May I ask", "May I ask");
    ASSERT_MESSAGE("[COMMENT", "[COMMENT");
    ASSERT_MESSAGE("[COMMENT] x", "[COMMENT] x");
    ASSERT_MESSAGE("COMMAND: x", "COMMAND: x");
    ASSERT_MESSAGE("entry[12] x", "entry[12] x");
    ASSERT_MESSAGE("<14 x", "<14 x");
    ASSERT_MESSAGE("a,b", "a,b");
    ASSERT_MESSAGE("I: Boot source: none", "Boot source: none");
    ASSERT_MESSAGE("10.11.12 is a version", "10.11.12 is a version");
}

static void escapes_and_control_characters_go(void **state)
{
    (void)state;
    ASSERT_MESSAGE("\033[8D\033[J\033[1;31mE: panic!\033[0m", "panic!");
    ASSERT_MESSAGE("\033]0;a title\aI: x", "x");
    ASSERT_MESSAGE("I: pa\001ni\007c!", "panic!");
    ASSERT_MESSAGE("Imm\bage", "Image");
    ASSERT_MESSAGE("\b\bx", "x");
    /* One that is cut off by the end of the line takes nothing of the next. */
    assert_string_equal(message_at("\033[1\nI: x", 8, 2), "x");
    assert_string_equal(message_at("\033]0;title\nI: x", 14, 2), "x");
    assert_string_equal(message_at("\033\nI: x", 6, 2), "x");
}

static void line_ends_of_all_kinds_count_as_an_editor_counts_them(void **state)
{
    static const char crlf[] = "a\r\n\r\nb\r\nc";
    static const char progress[] = "10 %\r20 %\r\nnext";

    (void)state;
    assert_string_equal(message_at(crlf, sizeof crlf - 1, 1), "a");
    assert_null(message_at(crlf, sizeof crlf - 1, 2));
    assert_string_equal(message_at(crlf, sizeof crlf - 1, 3), "b");
    assert_string_equal(message_at(crlf, sizeof crlf - 1, 4), "c");
    assert_string_equal(message_at(progress, sizeof progress - 1, 1), "10 %");
    assert_string_equal(message_at(progress, sizeof progress - 1, 2), "next");
}

static void zero_bytes_and_utf16_read_as_their_letters(void **state)
{
    static const char wide[] = "\xff\xfe"
                               "E\0:\0 \0p\0a\0n\0i\0c\0!\0\r\0\n\0x\0";

    (void)state;
    assert_non_null(strstr(message_at(wide, sizeof wide - 1, 1), "panic!"));
    assert_string_equal(message_at(wide, sizeof wide - 1, 2), "x");
}

static void a_long_line_is_cut_and_the_next_one_is_whole(void **state)
{
    static char bytes[3 * LOG_LINE_LIMIT];
    static const char end[] = "\nI: x";

    (void)state;
    memset(bytes, 'y', sizeof bytes);
    memcpy(bytes + sizeof bytes - (sizeof end - 1), end, sizeof end - 1);
    assert_int_equal(strlen(message_at(bytes, sizeof bytes, 1)), LOG_LINE_LIMIT);
    assert_string_equal(message_at(bytes, sizeof bytes, 2), "x");
}

static void bytes_that_are_no_text_are_counted(void **state)
{
    static struct log_lines lines;

    (void)state;
    log_lines_begin(&lines, slice_of("\xff\x80"
                                     "ab\002 \xc3\xa4 \033[1m\n"));
    assert_true(log_lines_next(&lines));
    assert_int_equal(lines.odd_bytes, 3);
    assert_false(log_lines_next(&lines));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefixes_are_taken_off),
        cmocka_unit_test(stamps_of_terminal_programs_are_taken_off),
        cmocka_unit_test(a_column_in_quotes_reads_as_its_text),
        cmocka_unit_test(a_host_and_a_program_are_a_guess),
        cmocka_unit_test(what_only_looks_like_a_prefix_stays),
        cmocka_unit_test(escapes_and_control_characters_go),
        cmocka_unit_test(line_ends_of_all_kinds_count_as_an_editor_counts_them),
        cmocka_unit_test(zero_bytes_and_utf16_read_as_their_letters),
        cmocka_unit_test(a_long_line_is_cut_and_the_next_one_is_whole),
        cmocka_unit_test(bytes_that_are_no_text_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
