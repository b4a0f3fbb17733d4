# The emulated board: ROM program, and nrf53boot and netboot for TARGET_TREE and each tree of QEMU_TREES.
include(${ROOT}/firmware/port/qemu_an521/sources.cmake)
set(qemu_app_LIBRARIES n53_fw_recovery_net n53_fw_boot_net)
set(qemu_net_LIBRARIES n53_fw_netboot_net)

# Sets BOARD_NAME... from board.h, without C's suffix.
file(STRINGS ${QEMU}/board.h BOARD_LINES REGEX "^#define BOARD_[A-Z_]+ +0x")
foreach(LINE IN LISTS BOARD_LINES)
  string(REGEX MATCH "#define (BOARD_[A-Z_]+) +(0x[0-9a-f]+)" MATCHED "${LINE}")
  set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${QEMU}/board.h)

function(qemu_link name folder file)
  target_compile_options(${name} PRIVATE ${QEMU_CPU} ${WARNINGS})
  target_link_libraries(${name} PRIVATE -lgcc)
  target_link_options(${name} PRIVATE ${QEMU_CPU} ${LINKING} -fno-lto -T${folder}/${file}.ld -Wl,-Map=${folder}/${file}.map)
  set_target_properties(${name} PROPERTIES OUTPUT_NAME ${file} SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${folder}
    LINK_DEPENDS ${folder}/${file}.ld)
  program_files(${name} ${file})
endfunction()

# qemu_program(NAME CORE app|net FOLDER folder FILE name PLACE constant-prefix FLASH offset RAM offset
#   RAM_START address)
function(qemu_program name)
  cmake_parse_arguments(ARG "" "CORE;FOLDER;FILE;PLACE;FLASH;FLASH_START;RAM;RAM_START" "" ${ARGN})
  linker_script(${ARG_FOLDER}/${ARG_FILE}.ld ${CORTEX_M}/program.ld ${ARG_FOLDER}/target_config.h
    "PROGRAM_FLASH_ADDRESS=${ARG_PLACE}_ADDRESS - ${ARG_FLASH_START} + ${BOARD_MEMORY} + ${ARG_FLASH}"
    PROGRAM_FLASH_SIZE=${ARG_PLACE}_SIZE
    "PROGRAM_RAM_ADDRESS=${ARG_PLACE}_RAM_ADDRESS - ${ARG_RAM_START} + ${BOARD_MEMORY} + ${ARG_RAM}"
    PROGRAM_RAM_SIZE=${ARG_PLACE}_RAM_SIZE PROGRAM_STACK_SIZE=${STACK_SIZE})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_FOLDER}/boot_config.c ${ARG_FOLDER}/target_config.h
    ${ARG_FOLDER}/${ARG_FILE}.ld)
  target_include_directories(${name} PRIVATE ${ARG_FOLDER} ${ROOT} ${ROOT}/include)
  target_link_libraries(${name} PRIVATE n53_qemu_${ARG_CORE}_main n53_qemu_${ARG_CORE}_hal ${qemu_${ARG_CORE}_LIBRARIES})
  qemu_link(${name} ${ARG_FOLDER} ${ARG_FILE})
endfunction()

# qemu_board(NAME TREE tree [NETBOOT kind]): target NAME, which makes NAME/nrf53boot.elf, .bin and
# NAME/netboot.elf, .bin.
function(qemu_board name)
  cmake_parse_arguments(ARG "" "TREE;NETBOOT" "" ${ARGN})
  set(FOLDER ${CMAKE_CURRENT_BINARY_DIR}/${name})
  target_configuration(${FOLDER} TREE ${ARG_TREE} KEY ${TARGET_KEY} NETBOOT ${ARG_NETBOOT})
  qemu_program(${name}_nrf53boot CORE app FOLDER ${FOLDER} FILE nrf53boot PLACE TARGET_BOOT
    FLASH ${BOARD_APP_FLASH} FLASH_START TARGET_APP_FLASH_ADDRESS RAM ${BOARD_APP_RAM} RAM_START TARGET_RAM_ADDRESS)
  qemu_program(${name}_netboot CORE net FOLDER ${FOLDER} FILE netboot PLACE TARGET_NETBOOT
    FLASH ${BOARD_NET_FLASH} FLASH_START TARGET_NET_FLASH_ADDRESS RAM ${BOARD_NET_RAM} RAM_START 0x21000000)
  # one after the other: both take the same configuration
  add_dependencies(${name}_netboot ${name}_nrf53boot)
  add_custom_target(${name} DEPENDS ${name}_nrf53boot ${name}_netboot qemu_rom)
endfunction()

set(ROM_FOLDER ${CMAKE_CURRENT_BINARY_DIR}/qemu_rom)
linker_script(${ROM_FOLDER}/rom.ld ${QEMU}/rom.ld "" BOARD_ROM=${BOARD_ROM} BOARD_ROM_NET=${BOARD_ROM_NET})
file(MAKE_DIRECTORY ${ROM_FOLDER})
add_executable(qemu_rom EXCLUDE_FROM_ALL $<TARGET_OBJECTS:n53_qemu_rom> ${ROM_FOLDER}/rom.ld)
set_target_properties(qemu_rom PROPERTIES LINKER_LANGUAGE C)
qemu_link(qemu_rom ${ROM_FOLDER} rom)

qemu_board(qemu TREE ${TARGET_TREE})
foreach(ENTRY IN LISTS QEMU_TREES)
  string(REPLACE "=" ";" FIELDS "${ENTRY}")
  list(GET FIELDS 0 NAME)
  list(GET FIELDS 1 TREE)
  list(LENGTH FIELDS COUNT)
  set(KIND reference)
  if(COUNT GREATER 2)
    list(GET FIELDS 2 KIND)
  endif()
  qemu_board(qemu_${NAME} TREE ${TREE} NETBOOT ${KIND})
endforeach()
