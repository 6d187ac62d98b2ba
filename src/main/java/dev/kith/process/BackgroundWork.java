package dev.kith.process;

import java.util.concurrent.ExecutorService;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.scheduler.Scheduled.SkipPredicate;
import io.quarkus.scheduler.ScheduledExecution;

/** Whether this process works for all owners. */
@ApplicationScoped
public class BackgroundWork {

    private final boolean on;
    private final ExecutorService executor;

    BackgroundWork(Roles roles, @ConfigProperty(name = "kith.background.enabled", defaultValue = "true") boolean on,
            ExecutorService executor) {
        this.on = on && roles.areWorker();
        this.executor = executor;
    }

    public boolean isOn() {
        return on;
    }

    /** Does work that would be due a second later anyway. */
    public void soon(Runnable work) {
        if (on) {
            executor.execute(work);
        }
    }

    @ApplicationScoped
    public static class Off implements SkipPredicate {

        private final BackgroundWork work;

        Off(BackgroundWork work) {
            this.work = work;
        }

        @Override
        public boolean test(ScheduledExecution execution) {
            return !work.isOn();
        }
    }
}
