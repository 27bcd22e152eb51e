#include "ops/add.h"
