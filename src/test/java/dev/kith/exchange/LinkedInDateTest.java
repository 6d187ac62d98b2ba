package dev.kith.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkedInDateTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "05 Mar 2024|2024-03-05",
            "5 mar 2024|2024-03-05",
            "30 Sept 2021|2021-09-30",
            "1 January 2020|2020-01-01",
            "29 Feb 2024|2024-02-29",
            "5-Mar-24|2024-03-05",
            "5-Mar-2024|2024-03-05",
            "2024-03-05|2024-03-05",
            "3/5/18, 10:12 AM|2018-03-05",
            "11/21/2017, 9:03 PM|2017-11-21",
    })
    void a_day_is_read_in_the_forms_LinkedIn_and_Excel_write(String text, LocalDate day) {
        assertEquals(Optional.of(day), LinkedInDate.read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "yesterday", "30 Feb 2024", "31-Apr-24", "00 Jan 2024", "05 Foo 2024", "05 Mar 20",
            "05 Mar 20240",
            "2024-13-01", "3/5/18", "05/03/2024", "21/11/17, 9:03 PM", "05 Mar 0024", "04 May 2003", "45356", "٠٥ Mar 2024" })
    void a_day_that_is_none_or_could_be_two_is_not_guessed(String text) {
        assertEquals(Optional.empty(), LinkedInDate.read(text));
    }
}
