# What is installed beside the program, and the Debian package. `cmake --install` and `cpack` ask the program for its manual
# page and its completion, so only a program that runs on this machine has them.
include(GNUInstallDirs)

# Stands in the manual page and, in the other form, in the package's changelog.
set(NRF53PACK_RELEASED "2026-11-22")
set(NRF53PACK_RELEASED_RFC "Sun, 22 Nov 2026 00:00:00 +0000")
target_compile_definitions(nrf53pack PRIVATE NRF53PACK_RELEASED="${NRF53PACK_RELEASED}")

# `cpack` takes what is built, and does not build all tests before.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

# n53_install_help(FORMAT FILE FOLDER): what `nrf53pack help --format FORMAT` prints, as FOLDER/FILE.
function(n53_install_help format file folder)
  set(output "${PROJECT_BINARY_DIR}/share/${format}/${file}")
  install(CODE "
    file(MAKE_DIRECTORY \"${PROJECT_BINARY_DIR}/share/${format}\")
    execute_process(COMMAND \"$<TARGET_FILE:nrf53pack>\" help --format ${format}
      OUTPUT_FILE \"${output}\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES "${output}" DESTINATION "${folder}")
endfunction()

if(UNIX AND NOT CMAKE_CROSSCOMPILING)
  n53_install_help(man nrf53pack.1 "${CMAKE_INSTALL_MANDIR}/man1")
  n53_install_help(bash nrf53pack "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
  n53_install_help(zsh _nrf53pack "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
  n53_install_help(fish nrf53pack.fish "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
endif()

set(CPACK_PACKAGE_NAME nrf53pack)
set(CPACK_PACKAGE_VENDOR "nrf53pack project")
set(CPACK_PACKAGE_CONTACT "nrf53pack maintainers <maintainers@nrf53pack.example>")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "check, sign and pack firmware updates for the nRF5340")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS device-tree-compiler)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "openssl")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Reads the build tree of an application for both cores of the nRF5340, made
with the nRF Connect SDK and MCUboot, and rejects combinations that are known
to brick devices or to lose updates.
.
It signs the images of both cores and packs them for update clients, verifies
packages as the bootloaders will, and runs a build's bootloader on a modelled
device under every power cut.")

# Files that Debian wants in /usr/share/doc; the script compresses what policy says, with the release's date.
configure_file(packaging/deb/changelog.in "${PROJECT_BINARY_DIR}/deb/changelog" @ONLY)
configure_file(packaging/deb/finish.cmake.in "${PROJECT_BINARY_DIR}/deb/finish.cmake" @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_BINARY_DIR}/deb/finish.cmake")
include(CPack)
