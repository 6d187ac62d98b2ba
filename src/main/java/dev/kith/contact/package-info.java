/**
 * Who the contacts of an owner are, how they are tagged, and where they work. Owns no rule of when they go cold, nor of what
 * makes an organization.
 */
package dev.kith.contact;
