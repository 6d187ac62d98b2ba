package dev.kith.faults;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process of the operating system, its output in a file. However the harness ends, short of its own kill, it does not outlive
 * it.
 */
final class Program {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Program::kill), "faults-stop"));
    }

    private final ProcessBuilder command;
    private Process process;

    Program(Path output, List<String> command) {
        this.command = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** That of the harness, also where it is hidden in a jar that only names it. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    synchronized void start() throws IOException {
        if (!isRunning()) {
            process = command.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
        }
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Of a process that has ended. */
    synchronized OptionalInt exit() {
        return process == null || process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** {@code kill -9}, and of its children, so that what it held is free. */
    void kill() {
        var victim = current();
        if (victim != null) {
            kill(victim);
            victim.onExit().join();
        }
    }

    private static void kill(Process victim) {
        var children = victim.descendants().toList();
        victim.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    /** {@code SIGTERM}. */
    void end() throws IOException, InterruptedException {
        signal("TERM");
    }

    /** {@code SIGSTOP}: it is there, but does nothing, and does not know. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** {@code SIGCONT}. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    boolean awaitExit(Duration longest) throws InterruptedException {
        var waited = current();
        return waited == null || waited.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    long pid() {
        return current().pid();
    }

    private void signal(String name) throws IOException, InterruptedException {
        var target = current();
        if (target != null && target.isAlive()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(target.pid())).start().waitFor();
        }
    }

    private synchronized Process current() {
        return process;
    }
}
