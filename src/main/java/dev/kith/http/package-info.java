/** What the RFCs of HTTP ask of every resource alike: entity tags, conditional requests, merge patch. Knows no feature. */
package dev.kith.http;
