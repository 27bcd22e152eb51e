#include "cpu/add.h"

#include <vector>

#include "core/shape.h"
