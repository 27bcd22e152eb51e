int \u0073um();
