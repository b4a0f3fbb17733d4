# What the hook in CMakeLists.txt calls. Everything here runs when sysbuild configures; what runs when it builds is in
# run.cmake and nrf53boot.cmake, which get their settings from a file: a path may hold blanks, quotes and what patterns are made of.
set(NRF53PACK_SYSBUILD_DIR "${CMAKE_CURRENT_LIST_DIR}")

# nrf53pack_find(): the program, in the cache variable NRF53PACK.
function(nrf53pack_find)
  find_program(NRF53PACK nrf53pack DOC "the program nrf53pack")
  if(NOT NRF53PACK OR NOT EXISTS "${NRF53PACK}" OR IS_DIRECTORY "${NRF53PACK}")
    message(FATAL_ERROR "nrf53pack: there is no program '${NRF53PACK}'.\n"
      "Install it so that it is in PATH (wheel, Debian package or 'cmake --install': docs/how-to/install.md), or name it "
      "with -DNRF53PACK=FILE. Without it the build needs SB_CONFIG_NRF53PACK_CHECK=n in sysbuild.conf.")
  endif()
endfunction()

# nrf53pack_after(TARGET IMAGE...): the target runs after all images and after what the SDK makes of them, as far as this
# build has it: cmake/fw_zip.cmake, cmake/dfu_multi_image.cmake, cmake/sysbuild/{sign,b0_mcuboot_signing,provision_hex,
# partition_manager}.cmake of sdk-nrf name these targets.
function(nrf53pack_after target)
  set(earlier ${ARGN} dfu_application_zip dfu_mcuboot_zip dfu_multi_image_pkg merged_hex merged_CPUNET_hex
    provision_target app_provision_target net_provision_target)
  foreach(image IN LISTS ARGN)
    list(APPEND earlier ${image}_extra_byproducts ${image}_signed_kernel_hex_target ${image}_signed_packaged_target)
  endforeach()
  foreach(name IN LISTS earlier)
    if(TARGET ${name})
      add_dependencies(${target} ${name})
    endif()
  endforeach()
endfunction()

# nrf53pack_write(FILE TEXT): as it is, and only where something changes.
function(nrf53pack_write file text)
  set(before "")
  if(EXISTS "${file}")
    file(READ "${file}" before)
  endif()
  if(NOT text STREQUAL before)
    file(WRITE "${file}" "${text}")
  endif()
endfunction()

# nrf53pack_usable(NAME...): stops where the value of a variable, a path say, falls apart in a list of CMake's: there a semicolon
# parts two elements, and a bracket without its other half hides those that do.
function(nrf53pack_usable)
  foreach(name IN LISTS ARGN)
    string(REGEX REPLACE "[^[]" "" opened "${${name}}")
    string(REGEX REPLACE "[^]]" "" closed "${${name}}")
    string(LENGTH "${opened}" opened)
    string(LENGTH "${closed}" closed)
    if("${${name}}" MATCHES ";" OR NOT opened EQUAL closed)
      message(FATAL_ERROR "nrf53pack: '${${name}}' has a semicolon or a single bracket in it, with which CMake cannot pass it "
        "on. Give the folder or the file another name.")
    endif()
  endforeach()
endfunction()

# nrf53pack_settings(FILE NAME...): the variables as a CMake file.
function(nrf53pack_settings file)
  set(text "")
  foreach(name IN LISTS ARGN)
    string(APPEND text "set(${name} [==[${${name}}]==])\n")
  endforeach()
  nrf53pack_write("${file}" "${text}")
endfunction()

# nrf53pack_key(VARIABLE): path of the key, or empty.
function(nrf53pack_key variable)
  set(key "${SB_CONFIG_NRF53PACK_KEY}")
  if(NOT key STREQUAL "")
    get_filename_component(key "${key}" ABSOLUTE BASE_DIR "${APP_DIR}")
  endif()
  set(${variable} "${key}" PARENT_SCOPE)
endfunction()

function(nrf53pack_add_check)
  set(BUILD "${CMAKE_BINARY_DIR}")
  set(PROGRAM "${NRF53PACK}")
  set(SOURCES "${APP_DIR}")
  set(CHECK "${SB_CONFIG_NRF53PACK_CHECK}")
  set(PACK "${SB_CONFIG_NRF53PACK_PACK}")
  set(FAIL_ON "${SB_CONFIG_NRF53PACK_FAIL_ON}")
  set(STRICT "${SB_CONFIG_NRF53PACK_STRICT}")
  if(NOT FAIL_ON MATCHES "^(brick|error|warning)$")
    message(FATAL_ERROR "nrf53pack: SB_CONFIG_NRF53PACK_FAIL_ON is '${FAIL_ON}', which is none of brick, error, warning.")
  endif()
  set(ENCRYPTED "${SB_CONFIG_BOOT_ENCRYPTION}")
  # packages of the SDK's that this build makes; others in the folder are left over from before
  set(PACKAGES "")
  if(SB_CONFIG_DFU_ZIP)
    list(APPEND PACKAGES dfu_application.zip)
  endif()
  if(SB_CONFIG_SECURE_BOOT_APPCORE)
    list(APPEND PACKAGES dfu_mcuboot.zip)
  endif()
  if(SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_BUILD)
    list(APPEND PACKAGES dfu_multi_image.bin)
  endif()
  nrf53pack_key(KEY)
  # what pack takes when it is given none: only to see that the key has changed
  set(SIGNED_BY "${KEY}")
  if(KEY STREQUAL "" AND NOT SB_CONFIG_BOOT_SIGNATURE_KEY_FILE STREQUAL "")
    get_filename_component(SIGNED_BY "${SB_CONFIG_BOOT_SIGNATURE_KEY_FILE}" ABSOLUTE BASE_DIR "${APP_DIR}")
  endif()
  nrf53pack_usable(BUILD PROGRAM SOURCES KEY SIGNED_BY)
  set(settings "${CMAKE_BINARY_DIR}/nrf53pack/settings.cmake")
  nrf53pack_settings("${settings}" BUILD PROGRAM SOURCES CHECK PACK FAIL_ON STRICT ENCRYPTED PACKAGES KEY SIGNED_BY)
  add_custom_target(nrf53pack ALL
    COMMAND "${CMAKE_COMMAND}" "-DSETTINGS=${settings}" -P "${NRF53PACK_SYSBUILD_DIR}/run.cmake"
    COMMENT "nrf53pack" VERBATIM USES_TERMINAL)
  nrf53pack_after(nrf53pack ${ARGN})
endfunction()

function(nrf53pack_add_nrf53boot)
  include("${NRF53PACK_SYSBUILD_DIR}/nrf53boot_config.cmake")
  nrf53boot_write_config("${CMAKE_BINARY_DIR}/nrf53boot/.config")
  set(BUILD "${CMAKE_BINARY_DIR}")
  set(PROGRAM "${NRF53PACK}")
  set(FIRMWARE "${NRF53PACK_FIRMWARE_DIR}")
  if(FIRMWARE STREQUAL "")
    get_filename_component(FIRMWARE "${NRF53PACK_SYSBUILD_DIR}/../../firmware/target" ABSOLUTE)
  endif()
  set(TOOLCHAIN "${NRF53PACK_TOOLCHAIN_FILE}")
  if(TOOLCHAIN STREQUAL "")
    get_filename_component(TOOLCHAIN "${NRF53PACK_SYSBUILD_DIR}/../../cmake/arm-none-eabi.cmake" ABSOLUTE)
  endif()
  set(MBEDTLS "${MBEDTLS_SOURCE_DIR}")
  if(MBEDTLS STREQUAL "")
    set(MBEDTLS "${ZEPHYR_MBEDTLS_MODULE_DIR}")
  endif()
  nrf53pack_key(KEY)
  if(KEY STREQUAL "")
    set(KEY "${SB_CONFIG_BOOT_SIGNATURE_KEY_FILE}")
  endif()
  nrf53pack_usable(BUILD PROGRAM FIRMWARE TOOLCHAIN MBEDTLS KEY)
  set(GENERATOR "${CMAKE_GENERATOR}")
  set(settings "${CMAKE_BINARY_DIR}/nrf53boot/settings.cmake")
  nrf53pack_settings("${settings}" BUILD PROGRAM FIRMWARE TOOLCHAIN MBEDTLS KEY GENERATOR)
  add_custom_target(nrf53boot ALL
    COMMAND "${CMAKE_COMMAND}" "-DSETTINGS=${settings}" -P "${NRF53PACK_SYSBUILD_DIR}/nrf53boot.cmake"
    BYPRODUCTS "${CMAKE_BINARY_DIR}/nrf53boot/nrf53boot.hex"
    COMMENT "nrf53boot" VERBATIM USES_TERMINAL)
  nrf53pack_after(nrf53boot ${ARGN})
  if(TARGET nrf53pack)
    add_dependencies(nrf53boot nrf53pack)
  endif()
endfunction()

# nrf53pack_add_steps(IMAGE...)
function(nrf53pack_add_steps)
  if(SB_CONFIG_NRF53PACK_CHECK OR SB_CONFIG_NRF53PACK_PACK OR SB_CONFIG_NRF53PACK_NRF53BOOT)
    nrf53pack_find()
  endif()
  if(SB_CONFIG_NRF53PACK_CHECK OR SB_CONFIG_NRF53PACK_PACK)
    nrf53pack_add_check(${ARGN})
  endif()
  if(SB_CONFIG_NRF53PACK_NRF53BOOT)
    nrf53pack_add_nrf53boot(${ARGN})
  else()
    # a file left over from an earlier build would say that the product uses nrf53boot
    file(REMOVE "${CMAKE_BINARY_DIR}/nrf53boot/.config")
  endif()
endfunction()
