package dev.kith.eventlog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** The real Kafka, with faults before or after a call of the producer; each strikes once. */
final class FaultyKafka extends Kafka {

    private volatile Fault fault;

    private interface Fault {
        void strike() throws InterruptedException;
    }

    private record Planned(String call, boolean after, Fault fault) implements Fault {
        @Override
        public void strike() throws InterruptedException {
            fault.strike();
        }
    }

    FaultyKafka(String broker) {
        super(Map.of("bootstrap.servers", broker));
    }

    /** The relay learns of a failure before the call takes place. */
    void failBefore(String call) {
        fault = new Planned(call, false, FaultyKafka::fail);
    }

    /** The call takes place, but the relay learns of a failure. */
    void failAfter(String call) {
        fault = new Planned(call, true, FaultyKafka::fail);
    }

    /** The thread stands still before the call, as that of a stopped process. */
    Stall stallBefore(String call) {
        return stall(call, false);
    }

    Stall stallAfter(String call) {
        return stall(call, true);
    }

    private Stall stall(String call, boolean after) {
        var stall = new Stall(new CountDownLatch(1), new CountDownLatch(1));
        fault = new Planned(call, after, stall);
        return stall;
    }

    record Stall(CountDownLatch reached, CountDownLatch end) implements Fault {

        @Override
        public void strike() throws InterruptedException {
            reached.countDown();
            end.await();
        }

        void await() throws InterruptedException {
            if (!reached.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the relay never came there");
            }
        }

        void release() {
            end.countDown();
        }
    }

    boolean hasStruck() {
        return fault == null;
    }

    private static void fail() {
        throw new KafkaException("made up by a test");
    }

    private void strike(String call, boolean after) throws InterruptedException {
        if (fault instanceof Planned planned && planned.call().equals(call) && planned.after() == after) {
            fault = null;
            planned.strike();
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    Producer<String, byte[]> producer(String transactionalId) {
        var real = super.producer(transactionalId);
        return (Producer<String, byte[]>) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Producer.class },
                (proxy, method, arguments) -> {
                    strike(method.getName(), false);
                    try {
                        var result = method.invoke(real, arguments);
                        strike(method.getName(), true);
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
