# What the programs of each core are made of, beside firmware/port/cortex_m. They are compiled for one
# partition map each.
set(NRF5340 ${CMAKE_CURRENT_LIST_DIR})
set(nrf5340_app_SOURCES ${NRF5340}/app_flash.c ${NRF5340}/app_hal.c ${NRF5340}/app_log.c ${NRF5340}/app_main.c
  ${NRF5340}/app_network.c ${NRF5340}/chip.c ${NRF5340}/core.c ${NRF5340}/lock.c ${NRF5340}/nvmc.c ${NRF5340}/qspi.c
  ${NRF5340}/serial.c ${NRF5340}/uart.c ${NRF5340}/watchdogs.c ${CORTEX_M}/no_counters.c)
set(nrf5340_net_SOURCES ${NRF5340}/chip.c ${NRF5340}/core.c ${NRF5340}/net_hal.c ${NRF5340}/net_main.c
  ${NRF5340}/nvmc.c ${NRF5340}/watchdogs.c)
