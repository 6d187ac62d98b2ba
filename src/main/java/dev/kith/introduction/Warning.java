package dev.kith.introduction;

import java.util.UUID;

/** Something to think about; the request was carried out. @param asked how often in the last 30 days */
record Warning(Code code, UUID contactId, int asked, String detail) {

    enum Code {
        ASKED_OFTEN
    }
}
