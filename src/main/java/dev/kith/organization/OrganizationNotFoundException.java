package dev.kith.organization;

import dev.kith.problem.NotFound;

public class OrganizationNotFoundException extends NotFound {

    public OrganizationNotFoundException() {
        super("There is no such organization.");
    }
}
