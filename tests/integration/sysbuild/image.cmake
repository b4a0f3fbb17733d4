# The build of an image: its configuration again, as a changed Kconfig file would change it, and its firmware. The SDK signs
# the application in here, when its firmware was linked anew; without a key it leaves it unsigned.
cmake_minimum_required(VERSION 3.20)
file(GLOB files "${FROM}/zephyr/.config" "${FROM}/zephyr/*.hex" "${FROM}/zephyr/*.bin")
file(COPY ${files} DESTINATION "${TO}/zephyr")
set(kernel "${TO}/zephyr/zephyr")
foreach(end IN ITEMS hex bin)
  if(SIGN AND NOT KEY STREQUAL "" AND "${kernel}.${end}" IS_NEWER_THAN "${kernel}.signed.${end}")
    execute_process(COMMAND imgtool sign --align 4 --pad-header --header-size 0x200 --key "${KEY}" --version "${VERSION}"
      --slot-size 0xe8000 "${kernel}.${end}" "${kernel}.signed.${end}" COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
