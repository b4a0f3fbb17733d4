/* Places and texts as SARIF 2.1.0 writes them. */
#ifndef REPORT_CHECK_SARIF_PLACE_H
#define REPORT_CHECK_SARIF_PLACE_H

#include "base/json.h"
#include "report/style/finding_place.h"

/* Key and object with a text alone, as it is. */
void sarif_text(struct json *json, const char *key, const char *words);

/* "message" with words that are escaped already. */
void sarif_message(struct json *json, const char *words);

/* Foreign words for a message's text: they make no link, and of control characters only line ends stay. */
const char *sarif_escaped(struct arena *arena, const char *words);

/* "physicalLocation": relative paths count from %SRCROOT%, the root that places are named from. */
void sarif_physical_location(struct json *json, struct finding_place place);

/* "locations" with this one. */
void sarif_locations(struct json *json, struct finding_place place);

/* Appends "[words](id)", the words escaped: a link to the related location of that number. */
void sarif_link(struct text *out, const char *words, uint64_t id);

/* "originalUriBaseIds" of a run; which folder that is on this machine is nobody's business. */
void sarif_uri_bases(struct json *json);

#endif
