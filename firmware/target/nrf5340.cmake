# nrf53boot and netboot for the nRF5340.
include(${ROOT}/firmware/port/nrf5340/sources.cmake)
set(nrf5340_app_LIBRARIES n53_fw_recovery_app n53_fw_boot_app)
set(nrf5340_net_LIBRARIES n53_fw_netboot_net)
set(nrf5340_app_PLACE BOOT)
set(nrf5340_net_PLACE NETBOOT)

# target_program(NAME CORE app|net KEY FILE [CHANGES change...]): NAME/NAME.elf, its map, .hex and .bin.
function(target_program name)
  cmake_parse_arguments(ARG "" "CORE;KEY" "CHANGES" ${ARGN})
  string(TOUPPER ${ARG_CORE} UPPER)
  set(FOLDER ${CMAKE_CURRENT_BINARY_DIR}/${name})
  set(PLACE TARGET_${nrf5340_${ARG_CORE}_PLACE})
  target_configuration(${FOLDER} TREE ${TARGET_TREE} KEY ${ARG_KEY} CHANGES ${ARG_CHANGES})
  linker_script(${FOLDER}/program.ld ${CORTEX_M}/program.ld ${FOLDER}/target_config.h
    PROGRAM_FLASH_ADDRESS=${PLACE}_ADDRESS PROGRAM_FLASH_SIZE=${PLACE}_SIZE
    PROGRAM_RAM_ADDRESS=${PLACE}_RAM_ADDRESS PROGRAM_RAM_SIZE=${PLACE}_RAM_SIZE PROGRAM_STACK_SIZE=${STACK_SIZE})
  add_executable(${name} ${nrf5340_${ARG_CORE}_SOURCES} ${CORTEX_M}/core.c ${CORTEX_M}/log_format.c ${CORTEX_M}/memory.c
    ${CORTEX_M}/startup.c ${FOLDER}/boot_config.c ${FOLDER}/target_config.h ${FOLDER}/program.ld)
  target_include_directories(${name} PRIVATE ${FOLDER} ${ROOT} ${ROOT}/include)
  target_compile_options(${name} PRIVATE ${${UPPER}_CPU} ${WARNINGS})
  target_link_libraries(${name} PRIVATE ${nrf5340_${ARG_CORE}_LIBRARIES} -lgcc)
  target_link_options(${name} PRIVATE ${${UPPER}_CPU} ${LINKING} -T${FOLDER}/program.ld
    -Wl,--emit-relocs -Wl,-Map=${FOLDER}/${name}.map -flto-partition=one -fstack-usage -fcallgraph-info=su)
  set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${FOLDER}
    LINK_DEPENDS ${FOLDER}/program.ld)
  program_files(${name} ${name})
endfunction()

target_program(nrf53boot CORE app KEY ${TARGET_KEY})
target_program(netboot CORE net KEY ${TARGET_KEY})
