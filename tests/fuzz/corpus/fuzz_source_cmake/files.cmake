if(A)
  list(APPEND mcuboot_EXTRA_CONF_FILE a.conf)
endif()
set(EXTRA_DTC_OVERLAY_FILE b)
set (PM_STATIC_YML_FILE
