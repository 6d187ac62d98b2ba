package dev.kith.contact;

import java.util.List;

/**
 * Two contacts that may be one person.
 *
 * @param score from 0 to 100
 * @param contacts two, the older one first
 */
record DuplicateView(int score, List<String> reasons, List<ContactView> contacts) {
}
