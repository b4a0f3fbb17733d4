# What all programs have: configuration and linker script made from a build tree.

# target_configuration(FOLDER TREE tree KEY file [NETBOOT kind] [CHANGES change...] [DEPENDS file...]):
# FOLDER/target_config.h and FOLDER/boot_config.c. With changes, from a changed copy of the tree (tree.py).
function(target_configuration folder)
  cmake_parse_arguments(ARG "" "TREE;KEY;NETBOOT" "CHANGES" ${ARGN})
  if(NOT ARG_NETBOOT)
    set(ARG_NETBOOT reference)
  endif()
  file(GLOB FILES CONFIGURE_DEPENDS ${ARG_TREE}/*.yml ${ARG_TREE}/*.yaml ${ARG_TREE}/pm*.config
    ${ARG_TREE}/nrf53boot/.config)
  set(TREE ${ARG_TREE})
  set(COPY "")
  if(ARG_CHANGES)
    set(TREE ${folder}/tree)
    set(COPY COMMAND Python3::Interpreter ${TARGET_DIR}/tree.py ${ARG_TREE} ${TREE} ${ARG_CHANGES})
  endif()
  add_custom_command(OUTPUT ${folder}/target_config.h ${folder}/boot_config.c
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    ${COPY}
    COMMAND ${NRF53PACK} bootconfig ${TREE} -o ${folder} --key ${ARG_KEY} --netboot ${ARG_NETBOOT} > ${folder}/bootconfig.log
    DEPENDS ${NRF53PACK} ${TARGET_DIR}/tree.py ${FILES} ${ARG_KEY}
    VERBATIM)
endfunction()

# linker_script(SCRIPT FROM CONFIGURATION-HEADER|"" DEFINITIONS...): SCRIPT, by the C preprocessor.
function(linker_script script from header)
  set(INCLUDE "")
  if(header)
    set(INCLUDE -include ${header})
  endif()
  list(TRANSFORM ARGN PREPEND -D OUTPUT_VARIABLE DEFINITIONS)
  add_custom_command(OUTPUT ${script}
    COMMAND ${CMAKE_C_COMPILER} -E -P -x c -D__LINKER__ ${INCLUDE} ${DEFINITIONS} ${from} -o ${script}
    DEPENDS ${from} ${header}
    VERBATIM)
endfunction()

# program_files(NAME BASE): BASE.hex and BASE.bin beside the program of the target NAME.
function(program_files name base)
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_OBJCOPY} -O ihex $<TARGET_FILE:${name}> $<TARGET_FILE_DIR:${name}>/${base}.hex
    COMMAND ${CMAKE_OBJCOPY} -O binary $<TARGET_FILE:${name}> $<TARGET_FILE_DIR:${name}>/${base}.bin VERBATIM)
endfunction()
