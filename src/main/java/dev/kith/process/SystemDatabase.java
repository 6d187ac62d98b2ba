package dev.kith.process;

import java.sql.Connection;
import java.sql.SQLException;

/** The database as jobs see it, with the rows of all owners. Only workers have the password for it. */
public interface SystemDatabase {

    Connection getConnection() throws SQLException;
}
