find_package(Zephyr)
set(PM_STATIC_YML_FILE "${CMAKE_CURRENT_SOURCE_DIR}/maps/${BOARD}.yml")
# set(CONF_FILE x)
