package dev.kith.faults;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import dev.kith.faults.Client.Request;

/** {@code GET /v1/events}, page after page. */
final class PageReader extends LogReader {

    private final Client client;
    private final String token;
    private String after = "";

    PageReader(Client client, UUID owner, String token) {
        super("pages", owner);
        this.client = client;
        this.token = token;
    }

    @Override
    void goOn() throws InterruptedException {
        var answer = client.ask(token, Request.get("/v1/events?limit=200&wait=3" + after));
        if (answer.isGood()) {
            var page = CloudEvents.page(answer.body());
            add(page.events());
            after = "&after=" + URLEncoder.encode(page.cursor(), StandardCharsets.UTF_8);
        } else if (answer.status() == 410) {
            startAnew();
            after = "";
        } else {
            Thread.sleep(200);
        }
    }
}
