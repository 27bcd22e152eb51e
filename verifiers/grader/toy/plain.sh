#!/bin/sh
# A host that takes whatever it is asked, and answers two twos to all of it.
while read -r k verb a b c; do
  case $verb in
    hello) nonce=$a; echo "$k hello $nonce 1" ;;
    bye) echo "$k bye $nonce"; exit 0 ;;
    new) head -c "${c##* }" > /dev/null; echo "$k ok" ;;
    read) printf '%s tensor f32 2 8\n\000\000\000\100\000\000\000\100' "$k" ;;
    *) echo "$k ok" ;;
  esac
done
