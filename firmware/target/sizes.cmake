# The configurations whose size is measured, and their limits in bytes. All of them log to a pin.
set(KEY_P256 ${ROOT}/fixtures/keys/test-ecdsa-p256.pub.pem)
set(KEY_RSA_2048 ${ROOT}/fixtures/keys/test-rsa-2048.pub.pem)
set(KEY_RSA_3072 ${ROOT}/fixtures/keys/test-rsa-3072.pub.pem)
set(SIZE_PROGRAMS "")

# size_program(NAME LIMIT-OF-FLASH CORE app|net KEY FILE SET SYMBOL=VALUE...)
function(size_program name limit)
  target_program(size_${name} ${ARGN} NRF53BOOT_TARGET_LOG_PIN=20)
  set_target_properties(size_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  set(SIZE_PROGRAMS ${SIZE_PROGRAMS} size_${name} PARENT_SCOPE)
  set(SIZE_ROWS ${SIZE_ROWS} ${name}=${limit}=$<TARGET_FILE:size_${name}> PARENT_SCOPE)
endfunction()

set(SWAP_MOVE NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=y)
set(SWAP_OFFSET NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=n NRF53BOOT_IMAGE0_MODE_SWAP_OFFSET=y)
set(OVERWRITE NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=n NRF53BOOT_IMAGE0_MODE_OVERWRITE=y)
set(BACKUP NRF53BOOT_NET_BACKUP=y PM_NRF53BOOT_NET_BACKUP_ADDRESS=0x200000 PM_NRF53BOOT_NET_BACKUP_SIZE=0x82000)
set(ONE_IMAGE PM_MCUBOOT_PRIMARY_1_SIZE=0)

size_program(swap_move_net_p256 49152 CORE app KEY ${KEY_P256} SET ${SWAP_MOVE})
size_program(swap_offset_net_p256 49152 CORE app KEY ${KEY_P256} SET ${SWAP_OFFSET})
size_program(overwrite_net_p256 49152 CORE app KEY ${KEY_P256} SET ${OVERWRITE})
size_program(swap_move_alone_p256 49152 CORE app KEY ${KEY_P256} SET ${SWAP_MOVE} ${ONE_IMAGE})
size_program(swap_move_net_rsa2048 49152 CORE app KEY ${KEY_RSA_2048} SET ${SWAP_MOVE})
size_program(swap_move_net_rsa3072 49152 CORE app KEY ${KEY_RSA_3072} SET ${SWAP_MOVE})
size_program(swap_move_net_backup_p256 49152 CORE app KEY ${KEY_P256} SET ${SWAP_MOVE} ${BACKUP})
size_program(netboot 34176 CORE net KEY ${KEY_P256} SET ${SWAP_MOVE})

add_custom_target(size
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_LIST_DIR}/size.py ${SIZE_ROWS}
  DEPENDS ${SIZE_PROGRAMS} VERBATIM)
