#!/bin/sh
# Like plain.sh, but a chain takes a tenth of a second, and each call of it a millisecond.
while read -r k verb a b c; do
  case $verb in
    hello) nonce=$a; echo "$k hello $nonce 1" ;;
    bye) echo "$k bye $nonce"; exit 0 ;;
    new) head -c "${c##* }" > /dev/null; echo "$k ok" ;;
    read) printf '%s tensor f32 2 8\n\000\000\000\100\000\000\000\100' "$k" ;;
    chain)
      sleep "$(((100 + b) / 1000)).$(printf '%03d' "$(((100 + b) % 1000))")"
      echo "$k ok" ;;
    *) echo "$k ok" ;;
  esac
done
