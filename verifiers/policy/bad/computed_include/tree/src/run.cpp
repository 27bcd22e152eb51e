#define WHERE "x.h"
#include WHERE
