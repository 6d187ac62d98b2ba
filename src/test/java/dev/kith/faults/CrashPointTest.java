package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

class CrashPointTest {

    /** One that was renamed would never be passed, and nobody would notice. */
    @Test
    void every_crash_point_is_one_place_in_the_code() throws Exception {
        var wrong = new ArrayList<String>();
        for (var point : CrashPoint.values()) {
            var type = Class.forName(point.type(), false, getClass().getClassLoader());
            var places = Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> !method.isSynthetic() && point.isIn(method.getName()
                            + Arrays.stream(method.getParameterTypes()).map(Class::getName)
                                    .collect(Collectors.joining(",", "(", ")"))))
                    .count();
            if (places != 1) {
                wrong.add(point + " is " + places + " places");
            }
        }
        assertEquals(List.of(), wrong);
    }
}
