#!/bin/sh
# A host that has nothing to say.
while read -r k words; do
  echo "$k unsupported"
done
