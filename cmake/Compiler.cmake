# One interface target carries the flags of our own code.
add_library(n53_flags INTERFACE)
target_include_directories(n53_flags INTERFACE
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(n53_flags INTERFACE
  NRF53PACK_VERSION="${PROJECT_VERSION}")
target_compile_options(n53_flags INTERFACE
  -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
  $<$<CONFIG:Debug>:-Werror>)

if(CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT NRF53PACK_FUZZ)
  set(N53_SANITIZERS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(n53_flags INTERFACE ${N53_SANITIZERS})
  target_link_options(n53_flags INTERFACE ${N53_SANITIZERS})
endif()
if(NRF53PACK_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "NRF53PACK_FUZZ needs clang: -DCMAKE_C_COMPILER=clang")
  endif()
  target_compile_options(n53_flags INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(n53_flags INTERFACE -fsanitize=address,undefined)
endif()

# n53_library(NAME SOURCES... DEPENDS TARGETS...): a static library of one floor.
function(n53_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC n53_flags ${ARG_DEPENDS})
endfunction()
