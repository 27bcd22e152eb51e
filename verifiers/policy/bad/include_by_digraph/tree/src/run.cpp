%:include /* x */ "../secret.h"
