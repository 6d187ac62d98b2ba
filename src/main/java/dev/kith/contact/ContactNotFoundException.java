package dev.kith.contact;

import dev.kith.problem.NotFound;

public class ContactNotFoundException extends NotFound {

    public ContactNotFoundException() {
        super("There is no such contact.");
    }
}
