# When everything is built: check, pack, and compare with the SDK's own packages.
#
#   cmake -DSETTINGS=BUILD/nrf53pack/settings.cmake -P run.cmake
#
# Sysbuild cannot say which files its images write, so this runs in every build and asks itself whether anything changed:
# the contents of all files that are read go into one hash, which is kept when everything was good.
cmake_minimum_required(VERSION 3.20)
include("${SETTINGS}")
set(folder "${BUILD}/nrf53pack")
set(stamp "${folder}/good")

# What is read: configuration, devicetree, partitions, firmware, the SDK's packages, the project file, settings, program.
# The folder's own name may hold what a pattern means something else by; what falls apart in a list was refused when the build was
# configured (nrf53pack_usable). CMakeCache.txt names board and SDK.
string(REGEX REPLACE "([][*?])" "[\\1]" pattern "${BUILD}")
file(GLOB files "${pattern}/*.yml" "${pattern}/*.yaml" "${pattern}/*.config" "${pattern}/*.hex" "${pattern}/*.bin"
  "${pattern}/*.zip" "${pattern}/zephyr/.config" "${pattern}/*/.config" "${pattern}/*/zephyr/.config"
  "${pattern}/*/zephyr/zephyr.dts" "${pattern}/*/zephyr/*.hex" "${pattern}/*/zephyr/*.bin"
  "${pattern}/*/zephyr/include/generated/*.h" "${pattern}/*/zephyr/include/generated/zephyr/*.h"
  "${pattern}/CMakeCache.txt" "${pattern}/*/CMakeCache.txt" "${pattern}/nrf53pack/*.bin" "${pattern}/nrf53pack/*.zip"
  "${pattern}/nrf53pack/*.hex" "${pattern}/nrf53pack/pack.json")
if(files STREQUAL "")
  message(FATAL_ERROR "\n  nrf53pack: there is nothing of a build in '${BUILD}'.\n")
endif()
list(APPEND files "${SETTINGS}" "${PROGRAM}" "${CMAKE_CURRENT_LIST_FILE}")

# The application's project file: the nearest one above its sources, up to the root of their repository. The program itself
# would look above the build folder, which may lie elsewhere.
set(config "")
set(parent "${SOURCES}")
while(config STREQUAL "" AND NOT parent STREQUAL last)
  if(EXISTS "${parent}/.nrf53pack.yml")
    set(config "${parent}/.nrf53pack.yml")
    list(APPEND files "${config}")
  endif()
  set(last "${parent}")
  if(NOT EXISTS "${parent}/.git")
    get_filename_component(parent "${parent}" DIRECTORY)
  endif()
endwhile()

function(fingerprint result)
  list(SORT files)
  list(REMOVE_DUPLICATES files)
  set(all "")
  foreach(file IN LISTS files)
    file(SHA256 "${file}" hash)
    string(APPEND all "${file} ${hash}\n")
  endforeach()
  if(EXISTS "${SIGNED_BY}")
    # a private key is not read here, not even for a hash
    file(TIMESTAMP "${SIGNED_BY}" time UTC)
    string(APPEND all "${SIGNED_BY} ${time}\n")
  endif()
  if(config)
    # a waiver holds up to a day
    string(TIMESTAMP day "%Y-%m-%d" UTC)
    string(APPEND all "${day}\n")
  endif()
  string(SHA256 hash "${all}")
  set(${result} "${hash}" PARENT_SCOPE)
endfunction()

# stop(TEXT...): the build fails, and the next one looks again. No semicolons.
function(stop)
  file(REMOVE "${stamp}")
  string(CONCAT text ${ARGN})
  message(FATAL_ERROR "\n  nrf53pack: ${text}\n") # a line that begins with blanks is not wrapped
endfunction()

# run(PURPOSE ARGUMENT...): the program; an exit status other than 0 ends the build with the purpose.
function(run purpose)
  execute_process(COMMAND "${PROGRAM}" ${ARGN} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    stop("${purpose} (exit status ${status}, what was found stands above)")
  endif()
endfunction()

# compare(NAME): a package of the SDK's and ours have to install the same. What verify says beyond that was said by pack.
function(compare name)
  execute_process(COMMAND "${PROGRAM}" verify "${folder}/${name}" --same-as "${BUILD}/${name}"
    RESULT_VARIABLE status OUTPUT_VARIABLE told ERROR_VARIABLE errors)
  # without the devices' private key nobody sees inside encrypted images: status 3; a difference is status 1
  if(status EQUAL 0 OR (ENCRYPTED AND status EQUAL 3))
    message(STATUS "nrf53pack: nrf53pack/${name} installs the same as ${name}")
    return()
  endif()
  message("${told}${errors}")
  stop("'${name}' of the SDK's build and 'nrf53pack/${name}' would not install the same "
    "(exit status ${status}, lines with FAIL above say what differs)")
endfunction()

function(compare_all)
  foreach(name IN LISTS PACKAGES)
    if(EXISTS "${BUILD}/${name}" AND EXISTS "${folder}/${name}")
      compare(${name})
    elseif(EXISTS "${BUILD}/${name}")
      stop("the SDK's build has made '${name}', and pack has not")
    endif()
  endforeach()
endfunction()

fingerprint(now)
set(before "")
if(EXISTS "${stamp}")
  file(READ "${stamp}" before)
endif()
if(now STREQUAL before)
  return()
endif()
file(REMOVE "${stamp}")
if(PACK)
  # made anew below; the check would judge those of the build before
  set(outdated "${folder}/app_update.bin" "${folder}/net_core_app_update.bin")
  file(REMOVE ${outdated})
  list(REMOVE_ITEM files ${outdated})
endif()
set(options --fail-on "${FAIL_ON}")
if(STRICT)
  list(APPEND options --strict)
endif()
if(config)
  list(APPEND options --config "${config}")
endif()
if(CHECK)
  run("the build has findings of severity '${FAIL_ON}' or worse, or could not be checked" check "${BUILD}" ${options})
endif()
if(PACK)
  if(NOT KEY STREQUAL "")
    list(APPEND options --key "${KEY}")
  endif()
  run("the update could not be packed" pack "${BUILD}" -o "${folder}" ${options})
  compare_all()
endif()
file(GLOB made "${pattern}/nrf53pack/*.bin" "${pattern}/nrf53pack/*.zip" "${pattern}/nrf53pack/*.hex"
  "${pattern}/nrf53pack/pack.json")
list(APPEND files ${made})
fingerprint(now)
file(WRITE "${stamp}" "${now}")
