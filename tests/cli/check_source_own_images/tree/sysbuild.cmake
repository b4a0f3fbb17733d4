# The radio firmware is ours
ExternalZephyrProject_Add(
  APPLICATION radio
  SOURCE_DIR ${APP_DIR}/radio
  BOARD nrf5340dk/nrf5340/cpunet
)
