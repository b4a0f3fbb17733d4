# When everything is built: nrf53boot for the partition map of this build, as nrf53boot/nrf53boot.hex, .bin and .elf.
#
#   cmake -DSETTINGS=BUILD/nrf53boot/settings.cmake -P nrf53boot.cmake
cmake_minimum_required(VERSION 3.20)
include("${SETTINGS}")
set(folder "${BUILD}/nrf53boot/build")

if(NOT EXISTS "${MBEDTLS}/library/sha256.c")
  message(FATAL_ERROR "\n  nrf53pack: nrf53boot needs the source of mbedTLS 2.28 or 3.6, and there is none in '${MBEDTLS}'.\n"
    "  Name its folder with -DMBEDTLS_SOURCE_DIR=FOLDER.\n")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${FIRMWARE}" -B "${folder}" -G "${GENERATOR}" --no-warn-unused-cli
    "-DCMAKE_TOOLCHAIN_FILE=${TOOLCHAIN}" "-DMBEDTLS_SOURCE_DIR=${MBEDTLS}" "-DNRF53PACK=${PROGRAM}"
    "-DTARGET_TREE=${BUILD}" "-DTARGET_KEY=${KEY}"
  OUTPUT_VARIABLE told ERROR_VARIABLE told RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "nrf53pack: nrf53boot cannot be configured\n${told}")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${folder}" --target nrf53boot RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "nrf53pack: nrf53boot cannot be built")
endif()
foreach(end IN ITEMS hex bin elf)
  file(COPY "${folder}/nrf53boot/nrf53boot.${end}" DESTINATION "${BUILD}/nrf53boot")
endforeach()
