# Toolchain file for the nRF5340: cmake -S firmware/target -DCMAKE_TOOLCHAIN_FILE=cmake/arm-none-eabi.cmake
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m33)

# The gcc- variants of ar and ranlib know link-time optimisation.
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_AR arm-none-eabi-gcc-ar CACHE FILEPATH "archiver")
set(CMAKE_RANLIB arm-none-eabi-gcc-ranlib CACHE FILEPATH "archive indexer")
set(CMAKE_OBJCOPY arm-none-eabi-objcopy CACHE FILEPATH "object copier")

# There is no C library to link a trial program with.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
