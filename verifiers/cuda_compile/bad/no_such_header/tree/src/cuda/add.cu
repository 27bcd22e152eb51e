#include "tw/absent.h"
