# Every library comes from the system; nothing is downloaded and nothing is vendored.
find_package(PkgConfig REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(ZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)

# Debian 12 ships mbedTLS 2.28 and libfdt without pkg-config files.
# -DMBEDTLS_ROOT=DIR selects another installation, for example 3.6.
find_path(MBEDTLS_INCLUDE_DIR mbedtls/version.h HINTS ${MBEDTLS_ROOT}/include REQUIRED)
find_library(MBEDCRYPTO_LIBRARY mbedcrypto HINTS ${MBEDTLS_ROOT}/lib REQUIRED)
find_path(FDT_INCLUDE_DIR libfdt.h REQUIRED)
find_library(FDT_LIBRARY fdt REQUIRED)

add_library(mbedcrypto INTERFACE)
target_include_directories(mbedcrypto SYSTEM INTERFACE ${MBEDTLS_INCLUDE_DIR})
target_link_libraries(mbedcrypto INTERFACE ${MBEDCRYPTO_LIBRARY})

add_library(fdt INTERFACE)
target_include_directories(fdt SYSTEM INTERFACE ${FDT_INCLUDE_DIR})
target_link_libraries(fdt INTERFACE ${FDT_LIBRARY})

if(NRF53PACK_TESTS)
  pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
endif()
