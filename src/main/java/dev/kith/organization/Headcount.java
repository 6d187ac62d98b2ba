package dev.kith.organization;

/**
 * How many people are known at an organization; those in the bin are not counted.
 *
 * @param now who work there
 * @param before who worked there, and do not any more
 * @param renaming whose positions still carry another name than the organization's
 */
public record Headcount(int now, int before, int renaming) {
}
