namespace tw {

struct Angle {
  long degrees = 0;
  long seconds = 0;
};

Angle turned(Angle angle, long by) {
  angle.seconds += by;
  while (angle.seconds >= 3600) {
    angle.seconds -= 3600;
    angle.degrees = (angle.degrees + 1) % 360;
  }
  return angle;
}

}  // namespace tw
