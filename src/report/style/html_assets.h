/* Style sheets and script of the report, embedded from src/report/html/ when the program is built. Zero-terminated. */
#ifndef REPORT_STYLE_HTML_ASSETS_H
#define REPORT_STYLE_HTML_ASSETS_H

extern const char html_theme_css[];
extern const char html_layout_css[];
extern const char html_report_css[];
extern const char html_report_js[];
extern const char html_script_sha256[]; /* of html_report_js, in base64 as a Content-Security-Policy has it */

#endif
