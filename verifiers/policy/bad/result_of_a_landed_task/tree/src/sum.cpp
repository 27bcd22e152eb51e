float sum() { return 5.4772256F; }
