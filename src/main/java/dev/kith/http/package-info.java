/**
 * What the RFCs of HTTP ask of every resource alike: entity tags, conditional requests, merge patch. And how answering comes to
 * an end. Knows no feature.
 */
package dev.kith.http;
