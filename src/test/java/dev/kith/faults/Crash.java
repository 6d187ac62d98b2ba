package dev.kith.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Inside a replica: asked at every {@link CrashPoint}, and ends the process at the one that is armed. */
public final class Crash {

    /** Of no other end that there is. */
    static final int EXIT = 86;

    private static final long POLL_MILLIS = 20;

    private static volatile Armed armed;

    private Crash() {
    }

    private record Armed(String order, CrashPoint point, AtomicInteger passes) {
    }

    /** @param order a file that names the place and how often it is passed; without it, nothing happens */
    static void watch(Path order) {
        read(order);
        var thread = new Thread(() -> {
            while (true) {
                read(order);
                try {
                    Thread.sleep(POLL_MILLIS);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }, "faults-crash");
        thread.setDaemon(true);
        thread.start();
    }

    private static void read(Path file) {
        try {
            var order = Files.exists(file) ? Files.readString(file) : "";
            var known = armed;
            if (order.isEmpty()) {
                armed = null;
            } else if (known == null || !known.order().equals(order)) {
                var words = order.split(" ");
                armed = new Armed(order, CrashPoint.valueOf(words[0]), new AtomicInteger(Integer.parseInt(words[1])));
            }
        } catch (IOException e) {
            armed = null; // taken away at this moment
        }
    }

    /** Called by the code of the replica. */
    public static void reached(String point) {
        var order = armed;
        if (order != null && order.point().name().equals(point) && order.point().isOnTheWay()
                && order.passes().decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT);
        }
    }
}
