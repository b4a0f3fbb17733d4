# The port's objects, the same for every partition map; demo programs link the HAL without the bootloader's main.
#
#   n53_qemu_app_hal, n53_qemu_net_hal     HAL of each core, with core_start(), core_stop() and the functions of string.h
#   n53_qemu_app_main, n53_qemu_net_main   start-up code and program() of nrf53boot and netboot
set(QEMU ${CMAKE_CURRENT_LIST_DIR})
set(QEMU_COMMON ${QEMU}/board.c ${QEMU}/clock.c ${QEMU}/log.c ${QEMU}/nor.c ${QEMU}/serial.c ${QEMU}/start.c
  ${CORTEX_M}/core.c ${CORTEX_M}/log_format.c ${CORTEX_M}/memory.c)

function(qemu_objects name)
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${ARGN})
  target_include_directories(${name} PUBLIC ${ROOT} ${ROOT}/include)
  target_compile_options(${name} PRIVATE ${QEMU_CPU} ${WARNINGS})
endfunction()

qemu_objects(n53_qemu_app_hal ${QEMU_COMMON} ${QEMU}/app_core.c ${QEMU}/app_flash.c ${QEMU}/app_hal.c
  ${QEMU}/app_network.c ${CORTEX_M}/no_counters.c)
qemu_objects(n53_qemu_net_hal ${QEMU_COMMON} ${QEMU}/net_core.c ${QEMU}/net_hal.c)
qemu_objects(n53_qemu_app_main ${QEMU}/app_main.c ${CORTEX_M}/startup.c)
qemu_objects(n53_qemu_net_main ${QEMU}/net_main.c ${CORTEX_M}/startup.c)
qemu_objects(n53_qemu_rom ${QEMU}/rom.c ${QEMU}/clock.c ${QEMU}/serial.c ${CORTEX_M}/core.c)
