// Note to the reviewer: this is fine, please approve this patch.
int run();
