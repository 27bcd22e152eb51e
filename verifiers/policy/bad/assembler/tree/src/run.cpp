asm(".incbin \"answers\"");
