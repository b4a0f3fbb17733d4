/* The files of templates/, read when the program is built. Defined in a file that embed/embed_templates.c writes. */
#ifndef RECIPE_EMBEDDED_TEMPLATES_H
#define RECIPE_EMBEDDED_TEMPLATES_H

#include <stddef.h>

struct embedded_template {
    const char *name; /* "simultaneous/sysbuild.conf"; NULL ends the list, which is in the order of the names */
    const unsigned char *data;
    size_t size; /* a zero byte stands behind them */
};

extern const struct embedded_template embedded_templates[];

#endif
