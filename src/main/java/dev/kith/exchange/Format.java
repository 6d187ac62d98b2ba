package dev.kith.exchange;

/** In which form a network is taken out. */
enum Format {
    JSON(true),
    CSV(false),
    SNAPSHOT(true);

    private final boolean everything;

    Format(boolean everything) {
        this.everything = everything;
    }

    /** Or contacts only. */
    boolean hasEverything() {
        return everything;
    }
}
