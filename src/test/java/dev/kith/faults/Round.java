package dev.kith.faults;

/** What a thread of the workload does again and again. */
interface Round {

    void once() throws InterruptedException;
}
