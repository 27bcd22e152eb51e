float sum() {
  return 5.477'2256F;
}
