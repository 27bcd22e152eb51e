#include "add.h"
#include "src/ops/add.h"
