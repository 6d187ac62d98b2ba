package dev.kith.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.function.Executable;

/** What the process logs while somebody listens: messages and what was thrown. */
public final class LogOutput extends Handler {

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    /** What is logged meanwhile. */
    public static LogOutput during(Executable work) throws Throwable {
        var output = new LogOutput();
        output.listen();
        try {
            work.execute();
        } finally {
            output.close();
        }
        return output;
    }

    public void listen() {
        Logger.getLogger("").addHandler(this);
    }

    public List<String> from(Level level) {
        return records.stream().filter(record -> record.getLevel().intValue() >= level.intValue()).map(LogOutput::text)
                .toList();
    }

    /** The traces that what was logged belongs to, from a level on; nothing for what belongs to none. */
    public List<String> traces(Level level) {
        return records.stream().filter(record -> record.getLevel().intValue() >= level.intValue())
                .map(record -> String.valueOf(ExtLogRecord.wrap(record).getMdc("traceId"))).toList();
    }

    private static String text(LogRecord record) {
        var text = new StringBuilder(record.getLoggerName()).append(' ')
                .append(new PatternFormatter("%s").format(ExtLogRecord.wrap(record)));
        for (var thrown = record.getThrown(); thrown != null; thrown = thrown.getCause()) {
            text.append('\n').append(thrown);
        }
        return text.toString();
    }

    @Override
    public void publish(LogRecord record) {
        ExtLogRecord.wrap(record).copyMdc(); // it is another one afterwards
        records.add(record);
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    /** Listens no longer; what was heard stays. */
    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }

    @Override
    public String toString() {
        return records.stream().map(LogOutput::text).toList().toString();
    }
}
