/* Compiler attributes used by every floor. */
#ifndef BASE_ATTRIBUTES_H
#define BASE_ATTRIBUTES_H

#if defined(__GNUC__) || defined(__clang__)
#define NODISCARD                          __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt_index, args_index) __attribute__((format(printf, fmt_index, args_index)))
#define NORETURN                           __attribute__((noreturn))
#else
#define NODISCARD
#define PRINTF_LIKE(fmt_index, args_index)
#define NORETURN
#endif

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
