# The demonstration's programs for the emulated board, as images for the slots of a build tree's nRF5340.
#
# The target qemu makes qemu/demo_app_1.elf, .hex, .bin and so on, qemu_NAME the same for another tree: slots and modes
# that the application works with are the tree's. product.py knows the names: 1 for version 1.0.0, 1_1 for 1.1.0.

# demo_program(NAME CORE app|net VERSION x.y.z PROTOCOL n [CONFIRM 0|1] FILLER bytes): for each board, NAME.elf,
# .hex and .bin. CONFIRM 1: the application confirms itself when the network core answers and speaks its protocol.
# Objects are compiled once.
function(demo_program name)
  cmake_parse_arguments(ARG "" "CORE;VERSION;PROTOCOL;CONFIRM;FILLER" "" ${ARGN})
  string(REGEX MATCHALL "[0-9]+" NUMBERS ${ARG_VERSION})
  list(GET NUMBERS 0 MAJOR)
  list(GET NUMBERS 1 MINOR)
  list(GET NUMBERS 2 REVISION)
  math(EXPR NUMBER "(${MAJOR} << 16) + (${MINOR} << 8) + ${REVISION}" OUTPUT_FORMAT HEXADECIMAL)
  set(DEFINITIONS DEMO_VERSION="${ARG_VERSION}" DEMO_MAJOR=${MAJOR} DEMO_MINOR=${MINOR} DEMO_REVISION=${REVISION}
    DEMO_PROTOCOL=${ARG_PROTOCOL})
  if(ARG_CORE STREQUAL app)
    list(APPEND DEFINITIONS DEMO_CONFIRM=${ARG_CONFIRM})
  else()
    list(APPEND DEFINITIONS DEMO_FIRMWARE_VERSION=${MAJOR}) # of NSIB
  endif()
  qemu_objects(${name} ${DEMO}/${ARG_CORE}_main.c ${DEMO}/slot_entry.c ${CORTEX_M}/startup.c)
  target_compile_definitions(${name} PRIVATE ${DEFINITIONS})
  foreach(BOARD IN LISTS DEMO_BOARDS)
    demo_link(${BOARD} ${name} ${ARG_CORE} FILLER_SIZE=${ARG_FILLER} FILLER_PATTERN=${NUMBER})
  endforeach()
endfunction()

# demo_link(BOARD OBJECTS CORE DEFINITIONS...): the program for one board's slots.
function(demo_link board objects core)
  set(FOLDER ${CMAKE_CURRENT_BINARY_DIR}/${board})
  linker_script(${FOLDER}/${objects}.ld ${DEMO}/demo.ld ${FOLDER}/target_config.h ${DEMO_${core}_PLACE}
    CODE_SIZE=0x100000 STACK_SIZE=16384 ${ARGN})
  add_executable(${board}_${objects} EXCLUDE_FROM_ALL $<TARGET_OBJECTS:${board}_demo_configuration>
    ${FOLDER}/${objects}.ld)
  set_target_properties(${board}_${objects} PROPERTIES LINKER_LANGUAGE C)
  target_link_libraries(${board}_${objects} PRIVATE ${objects} n53_qemu_${core}_hal ${DEMO_${core}_LIBRARIES})
  qemu_link(${board}_${objects} ${FOLDER} ${objects})
  add_dependencies(${board} ${board}_${objects})
endfunction()

set(DEMO ${CMAKE_CURRENT_LIST_DIR})
set(DEMO_app_PLACE "SLOT_ADDRESS=TARGET_APP_FLASH_ADDRESS + TARGET_PRIMARY_OFFSET + TARGET_HEADER_SIZE"
  "SLOT_SIZE=TARGET_PRIMARY_SIZE - TARGET_HEADER_SIZE" CODE_ADDRESS=${BOARD_APP_CODE} STACK_TOP=0x20070000)
set(DEMO_net_PLACE SLOT_ADDRESS=TARGET_NET_APP_ADDRESS SLOT_SIZE=TARGET_NET_APP_SIZE CODE_ADDRESS=${BOARD_NET_CODE}
  STACK_TOP=0x21010000)
set(DEMO_app_LIBRARIES n53_fw_demo_net)
set(DEMO_net_LIBRARIES "")

set(DEMO_BOARDS qemu)
foreach(ENTRY IN LISTS QEMU_TREES)
  string(REGEX REPLACE "=.*" "" NAME "${ENTRY}")
  list(APPEND DEMO_BOARDS qemu_${NAME})
endforeach()
foreach(BOARD IN LISTS DEMO_BOARDS)
  set(FOLDER ${CMAKE_CURRENT_BINARY_DIR}/${BOARD})
  qemu_objects(${BOARD}_demo_configuration ${FOLDER}/boot_config.c ${FOLDER}/target_config.h)
  target_include_directories(${BOARD}_demo_configuration PRIVATE ${FOLDER})
  # that target makes the configuration
  add_dependencies(${BOARD}_demo_configuration ${BOARD}_netboot)
endforeach()

demo_program(demo_app_1 CORE app VERSION 1.0.0 PROTOCOL 1 CONFIRM 0 FILLER 8192)
demo_program(demo_app_1_1 CORE app VERSION 1.1.0 PROTOCOL 1 CONFIRM 0 FILLER 8192)
demo_program(demo_app_2 CORE app VERSION 2.0.0 PROTOCOL 2 CONFIRM 0 FILLER 8192)
demo_program(demo_app_2_confirm CORE app VERSION 2.0.0 PROTOCOL 2 CONFIRM 1 FILLER 8192)
demo_program(demo_net_1 CORE net VERSION 1.0.0 PROTOCOL 1 FILLER 4096)
demo_program(demo_net_1_1 CORE net VERSION 1.1.0 PROTOCOL 1 FILLER 4096)
demo_program(demo_net_2 CORE net VERSION 2.0.0 PROTOCOL 2 FILLER 4096)
