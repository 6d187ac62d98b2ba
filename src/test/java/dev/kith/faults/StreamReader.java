package dev.kith.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;

/** {@code GET /v1/events/stream}, cut every few seconds, and gone on with by the id that came last. */
final class StreamReader extends LogReader {

    private final Client client;
    private final String token;
    private final Random random;
    private final Timer scissors = new Timer("stream-cuts", true);
    private String lastEventId;

    StreamReader(Client client, UUID owner, String token, Random random) {
        super("stream", owner);
        this.client = client;
        this.token = token;
        this.random = random;
    }

    @Override
    void goOn() throws InterruptedException {
        try {
            var response = client.follow(token, "/v1/events/stream", lastEventId);
            try (var body = response.body()) {
                if (response.statusCode() == 200) {
                    cutLater(body);
                    read(body);
                } else if (response.statusCode() == 410) {
                    startAnew();
                }
            }
        } catch (IOException e) {
            // cut: it goes on with the next one
        }
        Thread.sleep(random.nextInt(300));
    }

    private void cutLater(InputStream body) {
        scissors.schedule(new TimerTask() {
            @Override
            public void run() {
                try {
                    body.close();
                } catch (IOException e) {
                    // was cut before
                }
            }
        }, 500 + random.nextInt(8_000));
    }

    private void read(InputStream body) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String id = null;
        String data = null;
        var type = "";
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                if (data != null && id != null) {
                    add(List.of(CloudEvents.event(data.getBytes(StandardCharsets.UTF_8))));
                }
                lastEventId = id == null ? lastEventId : id;
                if ("gone".equals(type)) {
                    startAnew();
                    return;
                }
                id = null;
                data = null;
                type = "";
            }
        }
    }

    @Override
    void startAnew() {
        super.startAnew();
        lastEventId = null;
    }

    @Override
    public void close() {
        super.close();
        scissors.cancel();
    }
}
