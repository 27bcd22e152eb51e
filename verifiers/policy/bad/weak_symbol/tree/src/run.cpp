[[gnu::weak]] int compare();
