// Written in Latin-1: café.
int one() {
  return 1;
}
