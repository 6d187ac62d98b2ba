package dev.kith.contact;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** A position, as the API says it. @param organizationId which organization its name means, or null */
public record PositionView(String organization, UUID organizationId, String title, String sector, String from, String to) {

    static List<PositionView> of(List<Position> positions, Map<Integer, UUID> employers) {
        return IntStream.range(0, positions.size()).mapToObj(number -> {
            var position = positions.get(number);
            return new PositionView(position.organization(), employers.get(number), position.title(), position.sector(),
                    position.from(), position.to());
        }).toList();
    }
}
