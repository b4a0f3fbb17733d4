#include "log/log_reader.h"

const char log_reader_placeholder[] = "";
