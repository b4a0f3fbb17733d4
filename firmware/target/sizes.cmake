# The configurations whose size is measured, and their limits in bytes: with serial recovery the 48 KiB of the SDK's
# default partition for MCUboot; without it 40 KiB. All log to a pin.
set(KEY_P256 ${ROOT}/fixtures/keys/test-ecdsa-p256.pub.pem)
set(KEY_RSA_2048 ${ROOT}/fixtures/keys/test-rsa-2048.pub.pem)
set(KEY_RSA_3072 ${ROOT}/fixtures/keys/test-rsa-3072.pub.pem)
set(SIZE_PROGRAMS "")

# size_program(NAME LIMIT-OF-FLASH CORE app|net KEY FILE CHANGES change...)
function(size_program name limit)
  target_program(size_${name} ${ARGN} NRF53BOOT_TARGET_LOG_PIN=20)
  set_target_properties(size_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  set(SIZE_PROGRAMS ${SIZE_PROGRAMS} size_${name} PARENT_SCOPE)
  set(SIZE_ROWS ${SIZE_ROWS} ${name}=${limit}=$<TARGET_FILE:size_${name}> PARENT_SCOPE)
endfunction()

set(SWAP_MOVE NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=y)
set(SWAP_OFFSET NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=n NRF53BOOT_IMAGE0_MODE_SWAP_OFFSET=y)
set(OVERWRITE NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=n NRF53BOOT_IMAGE0_MODE_OVERWRITE=y)
set(BACKUP NRF53BOOT_NET_BACKUP=y +nrf53boot_net_backup=0x200000,0x82000)
set(ONE_IMAGE NRF53BOOT_IMAGE1_MODE_OVERWRITE=n)
set(RECOVERY NRF53BOOT_SERIAL_RECOVERY=y NRF53BOOT_TARGET_SERIAL_TX_PIN=20 NRF53BOOT_TARGET_SERIAL_RX_PIN=22
  NRF53BOOT_TARGET_RECOVERY_PIN=23)
set(RSA NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256=n NRF53BOOT_SIGNATURE_TYPE_RSA=y)

set(WITH_RECOVERY 49152)
set(WITHOUT_RECOVERY 40960)
size_program(swap_move_net_p256 ${WITH_RECOVERY} CORE app KEY ${KEY_P256} CHANGES ${SWAP_MOVE} ${RECOVERY})
size_program(swap_offset_net_p256 ${WITH_RECOVERY} CORE app KEY ${KEY_P256} CHANGES ${SWAP_OFFSET} ${RECOVERY})
size_program(overwrite_net_p256 ${WITH_RECOVERY} CORE app KEY ${KEY_P256} CHANGES ${OVERWRITE} ${RECOVERY})
size_program(swap_move_alone_p256 ${WITH_RECOVERY} CORE app KEY ${KEY_P256} CHANGES ${SWAP_MOVE} ${ONE_IMAGE} ${RECOVERY})
size_program(swap_move_net_rsa3072 ${WITH_RECOVERY} CORE app KEY ${KEY_RSA_3072} CHANGES ${SWAP_MOVE} ${RSA} ${RECOVERY})
size_program(swap_move_net_backup_p256 ${WITH_RECOVERY} CORE app KEY ${KEY_P256}
  CHANGES ${SWAP_MOVE} ${BACKUP} ${RECOVERY})
size_program(no_recovery_p256 ${WITHOUT_RECOVERY} CORE app KEY ${KEY_P256} CHANGES ${SWAP_MOVE} ${BACKUP})
size_program(no_recovery_rsa2048 ${WITHOUT_RECOVERY} CORE app KEY ${KEY_RSA_2048} CHANGES ${SWAP_MOVE} ${RSA})
size_program(netboot 34176 CORE net KEY ${KEY_P256} CHANGES ${SWAP_MOVE})

add_custom_target(size
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/size.py ${SIZE_ROWS}
  DEPENDS ${SIZE_PROGRAMS} VERBATIM)
