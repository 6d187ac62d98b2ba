package dev.kith.faults;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.kith.faults.Client.Request;

/** {@code GET /v1/events}, page after page. */
final class PageReader implements LogReader {

    private final Client client;
    private final UUID owner;
    private final String token;
    private final List<Seen> events = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "page-reader");
    private volatile boolean stopped;
    private volatile int gone;

    PageReader(Client client, UUID owner, String token) {
        this.client = client;
        this.owner = owner;
        this.token = token;
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void work() {
        String cursor = null;
        try {
            while (!stopped) {
                var after = cursor == null ? "" : "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
                var answer = client.ask(token, Request.get("/v1/events?limit=200&wait=3" + after));
                if (answer.isGood()) {
                    var page = CloudEvents.page(answer.body());
                    synchronized (events) {
                        events.addAll(page.events());
                    }
                    cursor = page.cursor();
                } else if (answer.status() == 410) {
                    gone++;
                    synchronized (events) {
                        events.clear();
                    }
                    cursor = null;
                } else {
                    Thread.sleep(200);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public UUID owner() {
        return owner;
    }

    @Override
    public String way() {
        return "the pages of " + owner;
    }

    @Override
    public List<Seen> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    @Override
    public int gone() {
        return gone;
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
