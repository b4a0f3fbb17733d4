# Writes rule files as C arrays: cmake -DOUTPUT=x.c -DFOLDER=rules -P EmbedRules.cmake
# Arrays, not string literals: C11 guarantees only 4095 characters of a literal.
file(GLOB RULE_FILES RELATIVE "${FOLDER}" "${FOLDER}/*.yml" "${FOLDER}/defaults/*.yml")
list(SORT RULE_FILES)

set(ARRAYS "")
set(ROWS "")
set(NUMBER 0)
foreach(RULE_FILE IN LISTS RULE_FILES)
  file(READ "${FOLDER}/${RULE_FILE}" BYTES HEX)
  string(LENGTH "${BYTES}" DIGITS)
  math(EXPR SIZE "${DIGITS} / 2")
  if(SIZE EQUAL 0)
    continue()
  endif()
  string(REGEX REPLACE "(................................)" "\\1\n" BYTES "${BYTES}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," BYTES "${BYTES}")
  string(APPEND ARRAYS "static const unsigned char file_${NUMBER}[] = {\n${BYTES}\n};\n\n")
  string(APPEND ROWS "    { \"rules/${RULE_FILE}\", file_${NUMBER}, ${SIZE} },\n")
  math(EXPR NUMBER "${NUMBER} + 1")
endforeach()

file(WRITE "${OUTPUT}" "/* Written by cmake/EmbedRules.cmake from the files of rules/. */
#include \"check/embedded_rules.h\"

${ARRAYS}const struct embedded_rule_file embedded_rule_files[] = {
${ROWS}    { NULL, NULL, 0 },
};
")
