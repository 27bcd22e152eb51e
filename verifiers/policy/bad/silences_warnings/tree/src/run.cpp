#pragma GCC diagnostic ignored "-Wall"
