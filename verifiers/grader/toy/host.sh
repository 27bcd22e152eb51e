#!/bin/sh
# A host that computes nothing (docs/host-protocol.md): the op that was called last says what it
# answers, or how it breaks the protocol.
op=none
while read -r k verb a b c; do
  case $verb in
    hello) nonce=$a; echo "$k hello $nonce 1" ;;
    bye)
      echo "$k bye $nonce"
      [ "$op" = talks_on ] && echo "one word more"
      exit 0 ;;
    new)
      [ "${c##* }" = 0 ] || head -c "${c##* }" > /dev/null
      echo "$k ok" ;;
    call | chain)
      op=$b
      [ "$verb" = chain ] && op=${c%% *}
      case $op in
        throws) echo "$k threw 626164" ;;
        lacks) echo "$k unsupported" ;;
        answers_at_once) echo "$k int 7" ;;
        counts_on) echo "$((k + 1)) ok" ;;
        murmurs) echo "$k well" ;;
        leaves) exit 3 ;;
        is_killed) kill -9 $$ ;;
        sleeps) sleep 100 ;;
        *) echo "$k ok" ;;
      esac ;;
    read)
      case $op in
        seven) echo "$k int 7" ;;
        half) echo "$k float 0x1p-1" ;;
        halves) echo "$k floats 0x1p-1,0x1p-1" ;;
        yes) echo "$k bool 1" ;;
        word) echo "$k string 6f6b" ;;
        list) echo "$k ints 7,7" ;;
        two) printf '%s tensor f32 - 4\n\000\000\000\100' "$k" ;;
        twos) printf '%s tensor f32 2 8\n\000\000\000\100\000\000\000\100' "$k" ;;
        empty) echo "$k tensor f32 0 0" ;;
        long) printf '%s tensor f64 - 8\n\000\000\000\000\000\000\000\100' "$k" ;;
        wide) printf '%s wide f32 - 8\n\000\000\000\000\000\000\000\100' "$k" ;;
        no_dtype) echo "$k tensor f99 1 0" ;;
        huge) echo "$k tensor f32 99999999 399999996" ;;
        lies) echo "$k tensor f32 2 4" ;;
        *) echo "$k unsupported" ;;
      esac ;;
    drop)
      [ "$op" = leaves_when_dropped ] && exit 3
      echo "$k ok" ;;
    *) echo "$k ok" ;;
  esac
done
