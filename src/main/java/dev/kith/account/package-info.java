/** An owner's account: the first sign-in, personal access tokens, and closing it. Knows no contact. */
package dev.kith.account;
