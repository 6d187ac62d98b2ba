package dev.kith.faults;

import java.util.Random;
import java.util.UUID;

import dev.kith.faults.Caller.Wish;

/** Brings in one file after the other; nobody in it was there before. */
final class Importer implements Round {

    private static final int PEOPLE = 700;

    private final Caller caller;
    private final Random random;
    private long files;

    Importer(Caller caller, Random random) {
        this.caller = caller;
        this.random = random;
    }

    @Override
    public void once() throws InterruptedException {
        var file = new StringBuilder("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n");
        var number = ++files;
        for (var row = 0; row < PEOPLE; row++) {
            file.append("Ines,Okafor %1$d-%2$d,https://www.linkedin.com/in/ines-%1$d-%2$d,,Brightwater,Buyer,05 Mar 2024\n"
                    .formatted(number, row));
        }
        var done = caller.carryOut(Wish.of("import a file", "POST", "/v1/imports", file.toString())
                .keyed(UUID.randomUUID().toString()).with(Effect.of(Effect.IMPORTED, null)));
        if (done.outcome() == Outcome.OK) {
            while (!isDone(done.effect().subject())) {
                Thread.sleep(300);
            }
        }
        Thread.sleep(2_000 + random.nextInt(4_000));
    }

    private boolean isDone(UUID id) throws InterruptedException {
        var answer = caller.read("/v1/imports/" + id);
        return !answer.isGood() || "DONE".equals(Json.read(answer.body()).get("status").textValue());
    }
}
