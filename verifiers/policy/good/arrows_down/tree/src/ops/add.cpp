#include "core/shape.h"
#include "cpu/add.h"
#include "tw/ops.h"
