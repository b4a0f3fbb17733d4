/* What the path of a reader may be; each of these reads it as that kind. */
#ifndef PROJECT_PROJECT_KINDS_H
#define PROJECT_PROJECT_KINDS_H

#include "project/tree/project_reader.h"

/* One file. */
void read_single_file(struct project_reader *reader);

/* A build folder. */
void read_build_tree(struct project_reader *reader);

/* A source tree, in which the folders builds are builds. */
void read_source_tree(struct project_reader *reader, const struct string_list *builds);

#endif
