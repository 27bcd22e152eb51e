#include "../../spec/held_out/sum.cases"
